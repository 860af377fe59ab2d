"""What reconciliation of the operator's gateway must say when a world has settled."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from chalicelib.payments import found_differences
from chalicelib.payments.booked_entries import of_day
from chalicelib.payments.reconciliation import Reconciliation
from chalicelib.payments.settlement_report import SettledLine
from chalicelib.warsaw import warsaw_day
from simulation.accounts import compared
from simulation.promise import require
from simulation.world import World


class ReconciliationInvariants:
    """Looks at a settled world: `check_settled`."""

    def __init__(self, world: World) -> None:
        self.world = world

    def check_settled(self) -> None:
        """Each day is compared to its end, by status queries and by the settlement report, and nothing differs.

        Whatever the gateway took or sent back is found equal on one day. What an earlier run listed, before the day
        was over or while an answer was lost, has vanished.
        """
        settled = self.world.sales.gateway.books.settled()
        lines: dict[date, list[SettledLine]] = defaultdict(list)
        for line in settled:
            lines[warsaw_day(line.happened_at)].append(line)
        by_status, by_report = [], []
        for day in self._busy_days(lines.keys()):
            by_status.append(self._compared(day, None))
            by_report.append(self._compared(day, lines[day]))
            for one in found_differences.of_day(day, "mpk"):
                require(one.vanished_at is not None, "a difference that nobody can explain", one)
        asked, told = (sum(run.equal for run in runs) for runs in (by_status, by_report))
        require(asked == len(settled), f"status queries find {asked} of {len(settled)} movements equal")
        # What was booked after midnight is on the report of one day, and asked about on the next.
        require(told >= len(settled), f"settlement reports find {told} of {len(settled)} movements equal")

    def _compared(self, day: date, report: list[SettledLine] | None) -> Reconciliation:
        run = compared(self.world, day, self.world.now + timedelta(days=2), report, afresh=True)
        require(run.complete, "a day that cannot be compared", run)
        require(not (run.only_ours or run.only_theirs or run.different), "reconciliation finds a difference", run)
        return run

    def _busy_days(self, settled: Collection[date]) -> Iterator[date]:
        """Yield the days on which either side says that money moved; on any other there is nothing to compare."""
        day, last_day = (warsaw_day(moment) for moment in (self.world.morning, self.world.now))
        while day <= last_day:
            if day in settled or any(of_day(day)):
                yield day
            day += timedelta(days=1)
