"""Use cases: let what is paid by charges follow its gateway, and make the calls that its payments need.

Refunds of charges happen only here. What differs from one kind of things to another is handed in as `Charges`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from chalicelib.log import logger
from chalicelib.payments.charge_port import ChargeGateway
from chalicelib.payments.charged_item import Item, refund_told
from chalicelib.payments.errors import GatewayUnknown, PaymentUnknown
from chalicelib.payments.ordered_calls import call_needed
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import RefundState, Report
from chalicelib.payments.send_refund import send_refund
from chalicelib.storage import decide

Item_contra = TypeVar("Item_contra", contravariant=True)


class Record(Protocol[Item_contra]):
    def __call__(self, before: Item_contra, after: Item_contra, now: datetime, report: Report | None = None) -> object:
        """Write a change with all that belongs to it, or raise Stale."""


@dataclass(frozen=True)
class Charges(Generic[Item]):
    """One kind of things that are paid by charges, e.g. tickets.

    `get`: a thing by its id, `of_order`: by an order of its own, both as they are now. `reported` and `given_up`: what
    it becomes by a report about an order, and by the end of an order's time without any money.
    """

    get: Callable[[str], Item | None]
    of_order: Callable[[str], Item | None]
    reported: Callable[[Item, Report, datetime], Item]
    given_up: Callable[[Item, str, datetime], Item]
    record: Record[Item]

    def confirm(self, report: Report, now: datetime) -> None:
        """Apply a report; a repeat or a late one changes nothing. One read and one transaction.

        Money that pays for nothing is ordered back in that transaction. Raises PaymentUnknown, so that the gateway
        tells it again, for an order that is none of ours: that is for a person.
        """

        def attempt() -> None:
            item = self.of_order(report.order_id)
            if item is None:
                logger.error("report about an order that is not ours", needs_review=True, order_id=report.order_id)
                raise PaymentUnknown()
            after = self.reported(item, report, now)
            if after != item:
                self.record(item, after, now, report)

        decide(attempt)

    def make_calls(self, item_id: str, item: Item, now: datetime, gateway: ChargeGateway) -> None:
        """Call for each payment that needs it and follow the answer; one without an answer stays due.

        The first attempt at a refund calls at once. Any later one asks first what became of it, because the answer to
        an earlier call may have been lost. No report follows a refund, so until its state is told it stays due. An
        order whose time to pay is over is asked about.
        """
        for payment in item.payments:
            try:
                match call_needed(payment, now):
                    case "refund":
                        state = send_refund(payment, gateway, first=item.attempts == 1)
                        if state is not None:
                            self._refund_told(item_id, payment, state, now)
                    case "ask":
                        self._asked(item_id, payment, gateway.reports(payment.order_id), now)
            except GatewayUnknown:
                logger.warning("the gateway did not answer", order_id=payment.order_id)

    def _refund_told(self, item_id: str, payment: Payment, state: RefundState, now: datetime) -> None:
        def attempt() -> None:
            item = self.get(item_id)
            if item is None or payment not in item.payments:
                return
            after = refund_told(item, payment.order_id, state, now)
            if after != item:
                self.record(item, after, now)

        decide(attempt)

    def _asked(self, item_id: str, payment: Payment, reports: list[Report], now: datetime) -> None:
        """Follow what the gateway knows, or give the order up. A transfer may be on its way."""
        for report in reports:
            self.confirm(report, now)
        if all(report.outcome == "failed" for report in reports):
            decide(lambda: self._give_up(item_id, payment.order_id, now))

    def _give_up(self, item_id: str, order_id: str, now: datetime) -> None:
        item = self.get(item_id)
        if item is not None and any(one.order_id == order_id and one.unclear for one in item.payments):
            self.record(item, self.given_up(item, order_id, now), now)
