"""The gateway of a simulated world: honest books, unreliable lines."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.payments.port import HoldOrder, HoldStarted, RefundState, Report
from simulation.faults import Faults
from simulation.line import Line
from simulation.scheduler import Scheduler
from tests.fakes import FakeGateway


class SimulatedGateway:
    """Plays the port on a `FakeGateway`'s books; a call may be lost on its way there or back, or its caller die.

    `tell` is given every report that the gateway wants to notify, and does so in its own time.
    """

    def __init__(
        self, scheduler: Scheduler, now: Callable[[], datetime], faults: Faults, tell: Callable[[Report], object]
    ) -> None:
        self.books = FakeGateway(now)
        self.line = Line(scheduler, faults)
        self._tell = tell

    # What the product calls.

    def start_hold(self, order: HoldOrder) -> HoldStarted:
        return self.line.carry(lambda: self.books.start_hold(order))

    def capture(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        self.line.carry(lambda: self._reported(lambda: self.books.capture(remote_id, amount_grosze, reference)))

    def release(self, remote_id: str, reference: str) -> None:
        self.line.carry(lambda: self._reported(lambda: self.books.release(remote_id, reference)))

    def reports(self, order_id: str) -> list[Report]:
        return self.line.carry(lambda: self.books.reports(order_id))

    def refund(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        self.line.carry(lambda: self.books.refund(remote_id, amount_grosze, reference))

    def refund_state(self, reference: str) -> RefundState:
        return self.line.carry(lambda: self.books.refund_state(reference))

    def read_notification(self, body: bytes) -> Report:
        return self.books.read_notification(body)

    def acknowledgement(self, report: Report, *, confirmed: bool) -> bytes:
        return self.books.acknowledgement(report, confirmed=confirmed)

    # What customers and banks do.

    def customer(self, decision: Callable[[str], Report], order_id: str) -> None:
        """Let the customer decide, unless the gateway has closed the order; then the gateway notifies."""
        try:
            self._tell(decision(order_id))
        except AssertionError:
            return

    def _reported(self, effect: Callable[[], None]) -> None:
        before = {id(report) for report in self._known()}
        effect()
        for report in self._known():
            if id(report) not in before:
                self._tell(report)

    def _known(self) -> list[Report]:
        return [report for order_id in self.books.transactions for report in self.books.transactions[order_id].reports]
