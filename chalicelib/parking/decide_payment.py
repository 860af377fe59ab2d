"""Use cases of an operator: what becomes of a payment that no rule settles, and money that goes back.

Each is one transaction of the stay, its ledger entries and the audit entry; refused as Busy while a call for the stay
is being made. The call that a decision orders leaves by the outbox like any other.
"""

from collections.abc import Callable
from datetime import datetime

from chalicelib.audit.audited import audited
from chalicelib.audit.entry import Entry, State
from chalicelib.errors import Busy
from chalicelib.parking import kept_stays
from chalicelib.parking.course import decided, given_back, refund_ordered
from chalicelib.parking.record import changes_of, record
from chalicelib.parking.stay import Stay
from chalicelib.payments.errors import PaymentUnknown, RulingImpossible
from chalicelib.payments.payment import REFUND_FAILED, REQUESTED, Payment
from chalicelib.payments.ruling import Ruling, let_go, possible_rulings, ruled
from chalicelib.storage import Write, decide

AREA = "payments"


def decide_review(order_id: str, ruling: Ruling, operator: str, why: str, now: datetime) -> Stay:
    """Decide about a payment that waits for a person. Raises PaymentUnknown or RulingImpossible."""

    def by_ruling(stay: Stay) -> Stay:
        return decided(stay, order_id, lambda payment: ruled(payment, ruling, now), now)

    return _decide(order_id, ruling, operator, why, now, by_ruling)


def release_payment(order_id: str, operator: str, why: str, now: datetime) -> Stay:
    """Waive what an order was to pay and let its hold go. Raises PaymentUnknown or RulingImpossible."""
    return _decide(order_id, "release", operator, why, now, lambda stay: decided(stay, order_id, let_go, now))


def refund_payment(order_id: str, grosze: int, operator: str, why: str, now: datetime) -> Stay:
    """Send so much of one order's money back to the driver. Raises PaymentUnknown or NotRefundable."""
    return _decide(order_id, "refund", operator, why, now, lambda stay: refund_ordered(stay, order_id, grosze, now))


def settle_payment(order_id: str, operator: str, why: str, now: datetime) -> Stay:
    """Have the gateway asked at once about an order that is taking long, also one that was given up asking about.

    Raises PaymentUnknown, or RulingImpossible when nothing is asked of the gateway: a refund that failed would be sent
    anew, which is a decision of its own.
    """

    def asked(payment: Payment) -> Payment:
        if payment.reason == REFUND_FAILED:
            raise RulingImpossible(possible=", ".join(possible_rulings(payment)))
        return payment if payment.state in REQUESTED else ruled(payment, "ask_again", now)

    return _decide(order_id, "settle", operator, why, now, lambda stay: decided(stay, order_id, asked, now))


def money_back(stay_id: str, grosze: int, now: datetime) -> list[Write]:
    """Return the writes that send so much of a stay's money back, for the transaction of what was decided.

    Raises PaymentUnknown or NotRefundable. Refused as Stale when the stay changed meanwhile.
    """
    stay = kept_stays.get(stay_id)
    if stay is None:
        raise PaymentUnknown()
    return changes_of(stay, given_back(stay, grosze, now), now)


def _decide(order_id: str, what: str, operator: str, why: str, now: datetime, change: Callable[[Stay], Stay]) -> Stay:
    def attempt() -> Stay:
        before = kept_stays.of_order(order_id)
        if before is None:
            raise PaymentUnknown()
        if before.leased_until and now < before.leased_until:
            raise Busy()
        after = change(before)
        states = (_state(_payment(stay, order_id)) for stay in (before, after))
        record(before, after, now, also=[audited(Entry(AREA, now, operator, what, order_id, why, *states))])
        return after

    return decide(attempt)


def _payment(stay: Stay, order_id: str) -> Payment:
    return next(hold.payment for hold in stay.holds if hold.payment.order_id == order_id)


def _state(payment: Payment) -> State:
    return {
        "state": payment.state,
        "due_grosze": payment.due_grosze,
        "unasked_grosze": payment.unasked_grosze,
        "refund_grosze": payment.refund_grosze,
        "refunded_grosze": payment.refunded_grosze,
    }
