"""What must be true of demands after every step, and when a world has settled: none paid without money, no money kept
without a demand.

What a demand costs, and which money settles it, is worked out here anew, from the printed amounts and the printed rule.
"""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.demand import Demand, number_of
from chalicelib.additional_fares.find_demand import find_demand
from chalicelib.additional_fares.order import Slip
from chalicelib.payments.payment import SURPLUS, Payment
from chalicelib.warsaw import warsaw_day
from simulation.charge_invariants import is_cared_for, require_ended, require_paid, went_back
from simulation.promise import require
from simulation.world import World

FULL, REDUCED, HANDLING = 24_000, 12_000, 1_200
"""Grosze, by the list of 2019."""
_DAYS = 7
"""On which less is due, and on which what is shown cancels it."""
_FOR_EVER = ("inspected_at", "offence", "line", "vehicle", "to_inspector_grosze")
_ONCE = ("paid_at", "paid_with", "cancelled_at", "handling_paid_at", "written_off_at")
_OPEN = ("demanded", "handling_fee_due")


class DemandInvariants:
    """Watches the demands of a world: `check` after each step, `check_settled` in the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.demands: dict[str, Demand] = {}
        self._books = world.sales.gateway.books
        self._kept: dict[str, int] = {}
        """Grosze of each order's money that settle something and did not go back since."""
        self._by_vehicle: dict[str, str] = {}
        self._seen = 0

    def payments(self) -> Iterator[Payment]:
        """Yield every payment of every demand."""
        for demand in self.demands.values():
            yield from demand.payments

    def has_ordered(self, order_id: str) -> bool:
        """Tell whether somebody began to pay a demand by this order."""
        demand = self.demands.get(number_of(order_id))
        return demand is not None and demand.payment_of(order_id) is not None

    def check(self) -> None:
        """Look at what changed in this step."""
        changes = self.world.fares.feed.changes()
        if len(changes) > self._seen:
            for before, after in changes[self._seen :]:
                self._check_change(before, after)
            self._seen = len(changes)

    def _check_change(self, before: Demand | None, after: Demand) -> None:
        self.demands[after.number] = after
        first = self._by_vehicle.setdefault(after.vehicle, after.number)
        require(first == after.number, "one inspection raised two demands", after)
        if before is None:
            return
        require(after.version > before.version, "a change without a version", after)
        require(all(getattr(before, name) == getattr(after, name) for name in _FOR_EVER), "another demand", after)
        for name in _ONCE:
            require(getattr(before, name) in (None, "", getattr(after, name)), f"{name} twice", after)
        self._check_cancelled(before, after)
        self._follow_money(before, after)
        for payment in after.payments:
            require_paid(self._books, payment)
            kept = payment.captured_grosze - went_back(payment)
            require(kept == self._kept.get(payment.order_id, 0), f"{kept} grosze are kept", after)
        cared_for = bool(after.calls_next_at) or is_cared_for(after.payments)
        require(cared_for, "money that nobody will look at again", after)

    def _check_cancelled(self, before: Demand, after: Demand) -> None:
        require(after.handling_grosze == (HANDLING if after.cancelled_at else 0), "another handling fee", after)
        if after.cancelled_at and not before.cancelled_at:
            require(before.state in ("demanded", "paid"), f"cancelled when {before.state}", after)
            require(_days(before, after.cancelled_at) <= _DAYS, "cancelled too late", after)

    def _follow_money(self, before: Demand, after: Demand) -> None:
        """Money that is due settles the demand, and no other does; what settled it goes back as far as is meant."""
        settling = 0
        for payment in after.payments:
            earlier = before.payment_of(payment.order_id)
            if earlier is None and SURPLUS not in payment.order_id:
                require(payment.amount_grosze == _due(before, payment.created_at), "not the printed amount", after)
            if payment.captured_grosze and not (earlier and earlier.captured_grosze):
                self._kept[payment.order_id] = self._settles(before, payment)
                settling += self._kept[payment.order_id]
            elif earlier:
                self._follow_back(before, after, earlier, payment)
        is_cancelled = bool(after.cancelled_at) and not before.cancelled_at
        is_paid = after.paid_at != before.paid_at or (after.handling_paid_at != before.handling_paid_at)
        require(is_paid == bool(settling) or is_cancelled, "paid without money, or money without its effect", after)

    def _settles(self, demand: Demand, payment: Payment) -> int:
        """Return what of an order's money the demand keeps: the amount of its day, or nothing."""
        reports = self._books.charges[payment.asked_order_id].reports
        (paid_at,) = (report.happened_at for report in reports if report.remote_id == payment.remote_id)
        in_time = demand.state == "demanded" and paid_at <= payment.valid_until
        is_asked = payment.captured_grosze == payment.amount_grosze and SURPLUS not in payment.order_id
        is_due = in_time or payment.amount_grosze == _due(demand, paid_at)
        return payment.amount_grosze if demand.state in _OPEN and is_asked and is_due else 0

    def _follow_back(self, before: Demand, after: Demand, earlier: Payment, payment: Payment) -> None:
        """All but the handling fee goes back of a demand that is cancelled; else what an operator meant to give."""
        more = went_back(payment) - went_back(earlier)
        require(more >= 0, "a refund is forgotten", after)
        kept = self._kept.get(payment.order_id, 0)
        if after.cancelled_at and not before.cancelled_at:
            self._kept[payment.order_id] = min(kept, HANDLING)
        elif more:
            require(more in self.world.fares.given.get(payment.order_id, ()), "sent back and nobody asked", after)
            self._kept[payment.order_id] = kept - more

    def check_settled(self) -> None:
        """Everything has come to its end, and whoever has a slip finds the demand."""
        fares = self.world.fares
        for number, secret in fares.secrets.items():
            require(number in self.demands, f"{number} is lost")
            found = find_demand(Slip(number=number, secret=secret), fares.ring)
            require(found == self.demands[number], f"{number} is not readable")
        for number in fares.cancelled:
            require(self.demands[number].cancelled_at is not None, "a cancellation is forgotten", self.demands[number])
        for demand in self.demands.values():
            require(demand.calls_next_at is None, "still due after two weeks", demand)
            matters = _days(demand, self.world.now) <= _DAYS and not demand.cancelled_at
            require(matters or not demand.holder, "whom the inspector saw is not forgotten", demand)
            require_ended(demand.payments)
        waiting, _ = raised_demands.waiting_for("payer", len(self.demands) + 1, None)
        unpaid = {demand.number for demand in self.demands.values() if demand.state in _OPEN}
        require({demand.number for demand in waiting} == unpaid, "not all that is unpaid is listed")


def _due(demand: Demand, moment: datetime) -> int:
    """Return what the lists say is due of an open demand."""
    if demand.state == "handling_fee_due":
        return HANDLING
    return REDUCED if _days(demand, moment) <= _DAYS else FULL


def _days(demand: Demand, moment: datetime) -> int:
    return (warsaw_day(moment) - warsaw_day(demand.inspected_at)).days
