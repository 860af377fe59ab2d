"""What must be true of a subscription's months after every step, and when a world has settled."""

from collections import defaultdict

from chalicelib.tickets.month import Month
from chalicelib.tickets.ticket import Ticket
from simulation.promise import require
from simulation.ticket_invariants import INSTALMENTS
from simulation.world import World

WITHDRAWN = "mandate_withdrawn"


class MonthInvariants:
    """Watches the subscriptions of a world: `check` after each step, `check_settled` in the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chains: dict[str, dict[int, Ticket]] = defaultdict(dict)
        """The months of each subscription, by their number."""
        self._seen = 0

    def check(self) -> None:
        """Look at what changed in this step."""
        changes = self.world.sales.feed.changes()
        if len(changes) > self._seen:
            for before, after in changes[self._seen :]:
                if after.month:
                    self._check_change(before, after, after.month)
            self._seen = len(changes)

    def _check_change(self, before: Ticket | None, after: Ticket, month: Month) -> None:
        chain = self.chains[month.subscription_id]
        if before is None:
            self._check_ordered(chain.get(month.number - 1), after, month)
        elif before.month:
            require(before.month.ended in ("", month.ended), "an end was undone", after)
        if after.issued_at and (before is None or before.issued_at is None):
            require(not month.ended, "a month of what had ended", after)
        chain[month.number] = after

    def _check_ordered(self, earlier: Ticket | None, after: Ticket, month: Month) -> None:
        """A month follows the one before it, which is paid, day to day; none comes twice, none is left out."""
        require(month.number not in self.chains[month.subscription_id], "one month was ordered twice", after)
        require(1 <= month.number <= month.of == len(INSTALMENTS), "a month too many", after)
        if month.number > 1:
            require(earlier is not None and earlier.issued_at is not None, "a month after one that is not paid", after)
        if earlier is not None and earlier.month is not None:
            require(not earlier.month.ended, "a month of what had ended", after)
            require(earlier.valid_until == after.valid_from, "a day between two months", after)

    def check_settled(self) -> None:
        """What has ended keeps no card, what goes on has its card, and what was not paid has ended."""
        mandates = self.world.sales.gateway.books.mandates
        for subscription_id, chain in self.chains.items():
            last, stopped_at = chain[max(chain)], self.world.sales.stopped.get(subscription_id)
            month, mandate = last.month, mandates.get(subscription_id)
            assert month is not None, "only months are watched"
            if stopped_at:
                late = [one for one in chain.values() if one.issued_at and one.issued_at > stopped_at]
                require(not late, "a month after its holder stopped", late)
                require(bool(month.ended) or last.issued_at is None or month.is_last, "a stop is forgotten", last)
            if month.ended or chain[min(chain)].issued_at is None:
                require(mandate in (None, WITHDRAWN), "a card that nobody may charge is kept", last)
                continue
            require(mandate != WITHDRAWN, "a card was given up", last)
            require(last.issued_at is not None, "a gap that nobody noticed", last)
            require(month.is_last or month.step_at is not None, "a month that nobody will order", last)
