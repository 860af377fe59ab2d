"""The transport operator's gateway of a simulated world: honest books, unreliable lines."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from chalicelib.payments.charge_port import ChargeOrder, ChargeStarted
from chalicelib.payments.port import RefundState, Report
from chalicelib.payments.settlement_report import SettledLine
from simulation.faults import Faults
from simulation.line import Line
from simulation.scheduler import Scheduler
from tests.fakes_charge import FakeChargeGateway

_CLOSED_AFTER = timedelta(days=9)
"""An order of which nobody says anything is closed by the gateway: later than we give up asking about it."""


class ChargeBooks(FakeChargeGateway):
    """What customers paid and what went back, with customers who do what nobody expects of them."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._paid_out: dict[str, datetime] = {}
        """When refunds were sent, by reference."""

    def pay_out(self, reference: str) -> None:
        super().pay_out(reference)
        self._paid_out[reference] = self.now()

    def approve_again(self, order_id: str) -> Report:
        """The customer makes a further transaction of the order, whatever becomes of the first, and pays it."""
        known = self.charges[order_id]
        assert not known.second, f"{order_id} has two transactions already"
        remote_id = self._new_remote_id()
        second = replace(known.report, remote_id=remote_id, outcome="paid", details="", happened_at=self.now())
        self.charges[order_id] = replace(known, second=second)
        return second

    def approve_less(self, order_id: str) -> Report:
        """The gateway takes a grosz less than it was asked to."""
        known = self.charges[order_id]
        cheaper = replace(known.report, amount_grosze=known.report.amount_grosze - 1)
        self.charges[order_id] = replace(known, report=cheaper)
        return self.approve(order_id)

    def paid(self, order_id: str) -> dict[str, int]:
        """Return what customers paid for an order, by remote id."""
        reports = self.charges[order_id].reports if order_id in self.charges else []
        return {report.remote_id: report.amount_grosze for report in reports if report.outcome == "paid"}

    def order_of(self, remote_id: str) -> str:
        """Return the order that a transaction is of."""
        known = self.charges.items()
        return next(order_id for order_id, one in known if remote_id in (report.remote_id for report in one.reports))

    def asked_back(self, remote_id: str) -> int:
        """Return how much of a transaction went back or is on its way."""
        refunds = self.refunds.values()
        return sum(one.amount_grosze for one in refunds if one.remote_id == remote_id and one.state != "failed")

    def settled(self) -> list[SettledLine]:
        """Return the gateway's settlement reports of all days as one."""
        reports = [report for known in self.charges.values() for report in known.reports if report.outcome == "paid"]
        orders = {report.remote_id: report.order_id for report in reports}
        captures = [
            SettledLine(0, one.order_id, one.remote_id, "capture", one.amount_grosze, one.happened_at)
            for one in reports
        ]
        sent = ((self.refunds[reference], at) for reference, at in self._paid_out.items())
        return captures + [
            SettledLine(0, orders[one.remote_id], one.remote_id, "refund", one.amount_grosze, at) for one, at in sent
        ]


class SimulatedChargeGateway:
    """Plays the port on the books; a call may be lost on its way there or back, or its caller die.

    `tell` is given every report that the gateway wants to notify, and does so in its own time.
    """

    def __init__(
        self, scheduler: Scheduler, now: Callable[[], datetime], faults: Faults, tell: Callable[[Report], object]
    ) -> None:
        self.books = ChargeBooks(now)
        self.line = Line(scheduler, faults)
        self.bank_takes = timedelta(0)
        """How long it is until a charge without its customer is told of."""
        self.acknowledgement = self.books.acknowledgement
        self._scheduler = scheduler
        self._tell = tell

    # What the product calls.

    def start_charge(self, order: ChargeOrder) -> ChargeStarted:
        def start() -> ChargeStarted:
            known = order.order_id in self.books.charges
            started = self.books.start_charge(order)
            if not known:
                closing = partial(self.customer, self.books.expire, order.order_id)
                self._scheduler.spawn(closing, order.valid_until + _CLOSED_AFTER)
                self._bank_decides(order.order_id)
            return started

        return self.line.carry(start)

    def charge_again(self, remote_id: str, reference: str) -> None:
        def charge() -> None:
            known = reference in self.books.references
            self.books.charge_again(remote_id, reference)
            if not known:
                self._bank_decides(self.books.order_of(remote_id))

        self.line.carry(charge)

    def withdraw_mandate(self, alias: str) -> None:
        self.line.carry(lambda: self.books.withdraw_mandate(alias))

    def reports(self, order_id: str) -> list[Report]:
        return self.line.carry(lambda: self.books.reports(order_id))

    def refund(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        self.line.carry(lambda: self.books.refund(remote_id, amount_grosze, reference))

    def refund_state(self, reference: str) -> RefundState:
        return self.line.carry(lambda: self.books.refund_state(reference))

    def read_notification(self, body: bytes, signature: str) -> Report:
        return self.books.read_notification(body, signature)

    # What customers do.

    def customer(self, decision: Callable[[str], Report], order_id: str) -> None:
        """Let the customer decide, unless the gateway has closed the order; then the gateway notifies."""
        try:
            self._tell(decision(order_id))
        except (AssertionError, KeyError):  # closed, or the order never reached the gateway
            return

    def _bank_decides(self, order_id: str) -> None:
        """Tell what became of a charge without its customer; of any other there is nothing to tell yet."""
        report = self.books.charges[order_id].report
        if report.outcome != "pending":
            self._scheduler.spawn(lambda: self._tell(report), self._scheduler.now + self.bank_takes)
