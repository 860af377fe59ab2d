"""How a stay's money is settled: which hold pays what, which calls are due, when a person is asked. Rules only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.parking.stay import Hold, Stay
from chalicelib.payments import payment as payments
from chalicelib.payments.ordered_calls import STREAM_GRACE, call_needed, newly_ordered, pause_after
from chalicelib.payments.payment import REQUESTED, SMALLEST_CAPTURE_GROSZE, Payment

REVIEW_AFTER_ATTEMPTS = 24
REFUND_REVIEW_AFTER_ATTEMPTS = 24 * 7
"""A refund waits for the gateway's balance and the bank's sessions: a week of asking every hour."""
TIME_FOR_A_PERSON = timedelta(days=1)
"""What is left of a hold's life when a person is asked to decide."""


def settled(stay: Stay, fee_grosze: int) -> Stay:
    """Ask each hold for its share of the fee, and for nothing where it has none."""
    shares = iter(split(fee_grosze, [hold.payment.amount_grosze for hold in stay.holds if _held(hold)]))
    return replace(stay, holds=tuple(_settling(hold, next(shares)) if _held(hold) else hold for hold in stay.holds))


def split(fee_grosze: int, held: list[int]) -> list[int]:
    """Return what each hold pays: the earlier ones first, and no part below what the gateway can take.

    A hold is never smaller than SMALLEST_HOLD_GROSZE, so the one before can always spare what is missing.
    """
    shares: list[int] = []
    rest = fee_grosze
    for amount in held:
        shares.append(min(rest, amount))
        rest -= shares[-1]
    for later in range(1, len(shares)):
        if 0 < shares[later] < SMALLEST_CAPTURE_GROSZE:
            missing = SMALLEST_CAPTURE_GROSZE - shares[later]
            shares[later - 1] -= missing
            shares[later] += missing
    return shares


def with_payment(stay: Stay, order_id: str, change: Callable[[Payment], Payment]) -> Stay:
    """Change the payment of one order."""
    return replace(
        stay,
        holds=tuple(
            replace(hold, payment=change(hold.payment)) if hold.payment.order_id == order_id else hold
            for hold in stay.holds
        ),
    )


def with_calls_due(stay: Stay, now: datetime) -> Stay:
    """Plan when forgotten gateway calls are to be looked at, as long as there are any."""
    requested = any(hold.payment.state in REQUESTED for hold in stay.holds)
    if requested and not stay.calls_due_at:
        return replace(stay, calls_due_at=now + STREAM_GRACE, attempts=0)
    if not requested and not any(hold.payment.unclear for hold in stay.holds):
        return replace(stay, calls_due_at=None)
    return stay


def with_new_calls(before: Stay, after: Stay, now: datetime) -> Stay:
    """Plan the calls that a change ordered."""
    earlier, later = ([hold.payment for hold in stay.holds] for stay in (before, after))
    planned = newly_ordered(earlier, later, now)
    return replace(after, **planned) if planned else with_calls_due(after, now)


def nudged(stay: Stay, now: datetime) -> Stay:
    """Gateway calls are handed out again; look again later, ever more rarely, and at last ask a person."""
    if stay.attempts >= _attempts_before_review(stay) or (stay.attempts and _hold_soon_lapses(stay, now)):
        return _calls_in_review(stay, now)
    return replace(stay, calls_due_at=now + pause_after(stay.attempts))


def hold_stands_too_long(stay: Stay, now: datetime, watch: timedelta) -> bool:
    """Tell whether a driver still waits for a hold to end so long after the stay's end."""
    over = stay.state in ("stopped", "unpaid") and now >= stay.ended_at + watch
    return over and any(_may_still_stand(hold.payment) for hold in stay.holds)


def hold_left_to_a_person(stay: Stay) -> bool:
    """Tell whether a hold may stand that no rule ends."""
    return any(_may_still_stand(hold.payment) and hold.payment.state == "needs_review" for hold in stay.holds)


def _may_still_stand(payment: Payment) -> bool:
    if not payment.held_at or payment.taken or payment.unasked_grosze:
        return False
    return payment.state in ("capture_requested", "release_requested", "needs_review")


def _attempts_before_review(stay: Stay) -> int:
    pending = {hold.payment.state for hold in stay.holds if hold.payment.state in REQUESTED}
    return REFUND_REVIEW_AFTER_ATTEMPTS if pending == {"refund_requested"} else REVIEW_AFTER_ATTEMPTS


def _calls_in_review(stay: Stay, now: datetime) -> Stay:
    after = replace(stay, calls_due_at=None)
    for payment in (hold.payment for hold in stay.holds):
        if call_needed(payment, now):
            after = with_payment(
                after, payment.order_id, lambda known: payments.in_review(known, payments.NEVER_CONFIRMED, now)
            )
    return after


def _hold_soon_lapses(stay: Stay, now: datetime) -> bool:
    """Tell whether a person has to be asked in time; one who has decided meanwhile is not asked again for that."""
    called = [hold.payment for hold in stay.holds if call_needed(hold.payment, now) in ("capture", "release")]
    unasked = [payment for payment in called if not payment.reopened]
    return any(payment.capture_before and now >= payment.capture_before - TIME_FOR_A_PERSON for payment in unasked)


def _held(hold: Hold) -> bool:
    return hold.payment.state == "held"


def _settling(hold: Hold, fee_grosze: int) -> Hold:
    return replace(hold, payment=payments.settling(hold.payment, fee_grosze))
