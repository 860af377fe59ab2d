"""Use cases of an operator: what becomes of a payment that no rule settles, and money that goes back.

Each is one transaction of the thing that is paid, its ledger entries and the audit entry; refused as Busy while a call
for it is being made. The call that a decision orders leaves by the thing's outbox like any other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, Protocol, TypeVar

from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry, State
from chalicelib.errors import Busy
from chalicelib.payments.errors import PaymentUnknown
from chalicelib.payments.payment import Payment
from chalicelib.payments.ruling import Ruling, asked_at_once, let_go, ruled
from chalicelib.storage import Write, decide

AREA = "payments"


class Leased(Protocol):
    @property
    def leased_until(self) -> datetime | None:
        """One worker alone makes its gateway calls until then."""


Thing = TypeVar("Thing", bound=Leased)
Thing_contra = TypeVar("Thing_contra", contravariant=True)


class Record(Protocol[Thing_contra]):
    def __call__(self, before: Thing_contra, after: Thing_contra, now: datetime, *, also: Sequence[Write]) -> object:
        """Write a change with all that belongs to it, and `also`, or raise Stale."""


@dataclass(frozen=True)
class PaymentDesk(Generic[Thing]):
    """The decisions about one kind of things that are paid, e.g. stays.

    `of_order`: the thing that has this order (strong read); `payments`: all of a thing. `decided` and `refund_ordered`:
    what a decision about one order makes of it.
    """

    of_order: Callable[[str], Thing | None]
    payments: Callable[[Thing], Iterable[Payment]]
    decided: Callable[[Thing, str, Callable[[Payment], Payment], datetime], Thing]
    refund_ordered: Callable[[Thing, str, int, datetime], Thing]
    record: Record[Thing]

    def decide_review(self, order_id: str, ruling: Ruling, operator: str, why: str, now: datetime) -> Thing:
        """Decide about a payment that waits for a person. Raises PaymentUnknown or RulingImpossible."""
        return self._ruled(order_id, ruling, operator, why, now, partial(ruled, ruling=ruling, now=now))

    def release_payment(self, order_id: str, operator: str, why: str, now: datetime) -> Thing:
        """Waive what an order was to pay and let its hold go. Raises PaymentUnknown or RulingImpossible."""
        return self._ruled(order_id, "release", operator, why, now, let_go)

    def settle_payment(self, order_id: str, operator: str, why: str, now: datetime) -> Thing:
        """Have the gateway asked at once about an order that takes long, also one that was given up asking about.

        Raises PaymentUnknown, or RulingImpossible when nothing is asked of the gateway.
        """
        return self._ruled(order_id, "settle", operator, why, now, partial(asked_at_once, now=now))

    def refund_payment(self, order_id: str, grosze: int, operator: str, why: str, now: datetime) -> Thing:
        """Send so much of one order's money back. Raises PaymentUnknown or NotRefundable."""

        def back(thing: Thing) -> Thing:
            return self.refund_ordered(thing, order_id, grosze, now)

        return self._decide(order_id, "refund", operator, why, now, back)

    def payment(self, thing: Thing, order_id: str) -> Payment:
        """Return the payment of one of the thing's own orders."""
        return next(payment for payment in self.payments(thing) if payment.order_id == order_id)

    def _ruled(
        self,
        order_id: str,
        what: str,
        operator: str,
        why: str,
        now: datetime,
        decision: Callable[[Payment], Payment],
    ) -> Thing:
        return self._decide(
            order_id, what, operator, why, now, lambda thing: self.decided(thing, order_id, decision, now)
        )

    def _decide(
        self, order_id: str, what: str, operator: str, why: str, now: datetime, change: Callable[[Thing], Thing]
    ) -> Thing:
        def attempt() -> Thing:
            before = self.of_order(order_id)
            if before is None:
                raise PaymentUnknown()
            if before.leased_until and now < before.leased_until:
                raise Busy()
            after = change(before)
            states = (_state(self.payment(thing, order_id)) for thing in (before, after))
            entry = AuditEntry(AREA, now, operator, what, order_id, why, *states)
            self.record(before, after, now, also=[audited(entry)])
            return after

        return decide(attempt)


def _state(payment: Payment) -> State:
    return {
        "state": payment.state,
        "due_grosze": payment.due_grosze,
        "unasked_grosze": payment.unasked_grosze,
        "refund_grosze": payment.refund_grosze,
        "refunded_grosze": payment.refunded_grosze,
        "written_off_grosze": payment.written_off_grosze,
    }
