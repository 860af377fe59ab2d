"""Use case of an operator: the outbox, which is every gateway call that a stay still waits for."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.parking import kept_stays
from chalicelib.parking.settlement import ASK_AGAIN_AT_MOST_EVERY
from chalicelib.parking.stay import Stay
from chalicelib.payments.payment import Payment, Verb, call_needed


@dataclass(frozen=True)
class WaitingCall:
    """`since`: the last thing that happened to the payment before; `attempts`: how often its stay was claimed."""

    stay_id: str
    order_id: str
    verb: Verb
    amount_grosze: int
    since: datetime
    attempts: int


def list_calls(now: datetime) -> list[WaitingCall]:
    """Return the calls of all stays, the one that waits longest first.

    A call that failed is due again within ASK_AGAIN_AT_MOST_EVERY, so so far ahead the due index is read.
    """
    stays = kept_stays.all_due(now + ASK_AGAIN_AT_MOST_EVERY)
    return sorted((call for stay in stays for call in waiting_calls(stay, now)), key=lambda call: call.since)


def waiting_calls(stay: Stay, now: datetime) -> list[WaitingCall]:
    """Return what the gateway has to be told or asked about a stay."""
    payments = [hold.payment for hold in stay.holds]
    return [_waiting(stay, payment, verb) for payment in payments if (verb := call_needed(payment, now))]


def _waiting(stay: Stay, payment: Payment, verb: Verb) -> WaitingCall:
    amounts = {"capture": payment.due_grosze, "refund": payment.refund_grosze}
    before = (payment.held_at, stay.stopped_at, payment.settled_at, payment.refunded_at)
    since = payment.valid_until if verb == "ask" else max(moment for moment in before if moment)
    return WaitingCall(
        stay.stay_id, payment.order_id, verb, amounts.get(verb, payment.amount_grosze), since, stay.attempts
    )
