"""Who compares a simulated operator's books with its gateway's record: a Lambda by night, an operator by day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from chalicelib.gateway_reports.hand_on import tell_of_charge
from chalicelib.payments.booked_entries import of_day, of_order
from chalicelib.payments.reconcile import Ledger, reconcile
from chalicelib.payments.reconciliation import Reconciliation
from chalicelib.payments.settlement_report import SettledLine
from chalicelib.warsaw import warsaw_day
from simulation.world import World

_BY_DAY = timedelta(hours=8)
_RUNS = (timedelta(hours=3, minutes=30), timedelta(hours=5, minutes=30))
"""Of a night, after midnight."""
_NIGHTS = 2
"""Hardly any money moves later, and in the end every day is compared again."""


def compared(
    world: World, day: date, now: datetime, report: Sequence[SettledLine] | None = None, *, afresh: bool = False
) -> Reconciliation:
    """Run the operator's part of `reconcile_yesterday` for a day."""
    return reconcile(
        day,
        now,
        world.sales.gateway,
        Ledger(of_day, of_order),
        report,
        tell=lambda told: tell_of_charge(told, now),
        owner="mpk",
        seconds=float("inf"),
        afresh=afresh,
    )


class Accounts:
    """Two processes: an operator who has a day compared that is not over, and the Lambda of the nights."""

    def __init__(self, world: World) -> None:
        self.world = world

    def by_day(self) -> None:
        """Order a comparison of today now and then, as long as there are faults."""
        while True:
            self.world.scheduler.sleep(_BY_DAY * self.world.random.random())
            if self.world.quiet:
                return
            self.world.queue(partial(self._compare, warsaw_day(self.world.now), afresh=True))

    def by_night(self) -> None:
        """Compare yesterday twice a night: the second run goes on where the first one stopped."""
        midnight = self.world.now.replace(hour=0, minute=0)
        for _ in range(_NIGHTS):
            yesterday, midnight = midnight.date(), midnight + timedelta(days=1)
            for run in _RUNS:
                self.world.scheduler.sleep(midnight + run - self.world.now)
                self.world.queue(partial(self._compare, yesterday))

    def _compare(self, day: date, *, afresh: bool = False) -> None:
        compared(self.world, day, self.world.now, afresh=afresh)
