"""A payment in every state that it can be in, and what the gateway may tell of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.payments.payment import NEVER_CONFIRMED, Payment
from chalicelib.payments.port import Report

ORDERED_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HELD_AT = ORDERED_AT + timedelta(minutes=2)
EARLIER = ORDERED_AT + timedelta(hours=1)
NOW = ORDERED_AT + timedelta(hours=2)

NEW = Payment("stay_x_1", 10700, "created", ORDERED_AT, ORDERED_AT + timedelta(minutes=15))
AWAITING = replace(NEW, state="awaiting_customer", remote_id="R1", redirect_url="https://gateway.test/R1")
DECLINED = replace(AWAITING, state="failed", reason="do_not_honor")
WALKED_AWAY = replace(AWAITING, state="expired", reason="walked_away", settled_at=EARLIER)
HELD = replace(AWAITING, state="held", held_at=HELD_AT)
CAPTURING = replace(HELD, state="capture_requested", due_grosze=800)
RELEASING = replace(HELD, state="release_requested")
CAPTURED = replace(CAPTURING, state="captured", settled_at=EARLIER)
RELEASED = replace(RELEASING, state="released", settled_at=EARLIER)
LAPSED = replace(CAPTURING, state="expired", reason="hold_lapsed", settled_at=EARLIER)
REFUNDING = replace(CAPTURED, state="refund_requested", refund_grosze=300, reopened=1, refund_number=1)
REFUNDED = replace(REFUNDING, state="refunded", refund_grosze=0, refunded_grosze=300, refunded_at=EARLIER)
SENT_OTHERWISE = replace(REFUNDED, written_off_grosze=100)
SURPLUS_HELD = replace(RELEASING, order_id="stay_x_1+R2", remote_id="R2")
EVERY = (NEW, AWAITING, DECLINED, WALKED_AWAY, HELD, CAPTURING, RELEASING, CAPTURED, RELEASED, LAPSED, REFUNDING)


def told(outcome, amount=10700, *, currency="PLN", remote_id="R1", details="DO_NOT_HONOR"):
    return Report("stay_x_1", remote_id, outcome, amount, currency, HELD_AT, details)


def silent(payment):
    settled_at = payment.settled_at if payment.refund_grosze else EARLIER
    return replace(payment, state="needs_review", reason=NEVER_CONFIRMED, settled_at=settled_at)
