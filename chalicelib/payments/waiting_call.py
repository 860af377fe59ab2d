"""A call to a gateway that something paid still waits for. Rules only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.payments.ordered_calls import Verb, call_needed
from chalicelib.payments.payment import Payment


@dataclass(frozen=True)
class WaitingCall:
    """`paid_for`: the stay or the ticket. `since`: the last thing that happened to the payment before; `attempts`: how
    often the calls for it were claimed."""

    paid_for: str
    order_id: str
    verb: Verb
    amount_grosze: int
    since: datetime
    attempts: int


def waiting_calls(
    paid_for: str, payments: Iterable[Payment], attempts: int, ended_at: datetime | None, now: datetime
) -> list[WaitingCall]:
    """Return what a gateway has to be told or asked. `ended_at`: when the stay was stopped or the ticket returned."""
    return [
        _waiting(paid_for, payment, verb, attempts, ended_at)
        for payment in payments
        if (verb := call_needed(payment, now))
    ]


def _waiting(paid_for: str, payment: Payment, verb: Verb, attempts: int, ended_at: datetime | None) -> WaitingCall:
    amounts = {"capture": payment.due_grosze, "refund": payment.refund_grosze}
    since = payment.valid_until if verb == "ask" else max(payment.moved_at, ended_at or payment.moved_at)
    return WaitingCall(paid_for, payment.order_id, verb, amounts.get(verb, payment.amount_grosze), since, attempts)
