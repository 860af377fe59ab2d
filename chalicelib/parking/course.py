"""How a stay goes on: it runs, is reminded, extended, stopped, or never comes to run. Rules only.

Every function returns the stay as it is afterwards, with the gateway calls that this orders.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from chalicelib.money import decimal_text
from chalicelib.parking.settlement import nudged, settled, with_calls_due, with_new_calls, with_payment
from chalicelib.parking.stay import FeeUntil, Hold, Stay, StoppedBy
from chalicelib.payments import payment as payments
from chalicelib.payments.errors import NotRefundable, RulingImpossible
from chalicelib.payments.payment import SMALLEST_CAPTURE_GROSZE, SURPLUS, Payment
from chalicelib.payments.port import HoldStarted, RefundState, Report
from chalicelib.payments.ruling import refund_of

REMIND_BEFORE_END = timedelta(minutes=15)
REMIND_EVERY = timedelta(hours=2)


def hold_started(stay: Stay, order_id: str, hold: HoldStarted) -> Stay:
    return with_payment(stay, order_id, lambda payment: payments.started(payment, hold))


def hold_refused(stay: Stay, order_id: str, reason: str, now: datetime) -> Stay:
    """The gateway refused the order at once."""
    return _after_payment(with_payment(stay, order_id, lambda payment: payments.refused(payment, reason, now)), now)


def hold_given_up(stay: Stay, order_id: str, now: datetime) -> Stay:
    """The time to approve is over and the gateway knows of no hold."""
    return _after_payment(with_payment(stay, order_id, lambda payment: payments.given_up(payment, now)), now)


def reported(stay: Stay, report: Report, now: datetime) -> Stay:
    """Return the stay after a report of the gateway about one of its orders; itself when nothing is new."""
    after = _with_report(stay, report, now)
    return stay if after == stay else with_new_calls(stay, _after_payment(_moved_end(stay, after, now), now), now)


def superseded(stay: Stay, now: datetime) -> Stay:
    """The plate turned out to be parked already: this stay never runs and its hold goes back at once."""
    return _unpaid(stay, "superseded", now)


def price_lost(stay: Stay, now: datetime) -> Stay:
    """While it was unpaid, its resident's price went to another vehicle: it never runs, its hold goes back at once."""
    return _unpaid(stay, "resident_price_lost", now)


def stopped(stay: Stay, now: datetime, fee_until: FeeUntil) -> Stay:
    """End a running stay at `now` or at its planned end, whichever is first, and ask for exactly its fee."""
    if stay.state != "running" or stay.started_at is None:
        raise ValueError(f"a stay that is {stay.state} cannot be stopped")
    moment = min(now, stay.ends_at)
    fee = min(fee_until(moment), stay.held_grosze) if moment > stay.started_at else 0
    ended = replace(
        stay,
        state="stopped",
        stopped_at=max(moment, stay.started_at),
        stopped_by=_who_stopped(stay, now),
        fee_grosze=fee if fee >= SMALLEST_CAPTURE_GROSZE else 0,
        remind_at=None,
    )
    return with_new_calls(stay, settled(ended, ended.fee_grosze), now)


def reminded(stay: Stay, now: datetime) -> Stay:
    """The reminder that is due has been decided on; the next one is planned."""
    return replace(stay, reminders=stay.reminders + 1, remind_at=_next_reminder(stay, now))


def extended(stay: Stay, hold: Hold) -> Stay:
    """A further hold is asked for; the end moves when it is confirmed."""
    return replace(stay, holds=(*stay.holds, hold))


def calls_handed_out(stay: Stay, now: datetime) -> Stay:
    """The gateway calls that were due are handed out again, or left to a person after too many attempts."""
    return _after_payment(nudged(stay, now), now)


def refund_told(stay: Stay, order_id: str, state: RefundState, now: datetime) -> Stay:
    """Return the stay after the gateway's word about a refund; itself when the refund is still on its way."""
    match state:
        case "done":
            after = with_payment(stay, order_id, lambda payment: payments.refunded(payment, now))
        case "failed":
            after = with_payment(stay, order_id, lambda payment: payments.refund_failed(payment, now))
        case _:
            return stay
    return with_calls_due(after, now)


def given_back(stay: Stay, grosze: int, now: datetime) -> Stay:
    """Send back so much of what was taken, the latest payments first; raises NotRefundable."""
    most = sum(hold.payment.refundable_grosze for hold in stay.holds)
    if not 0 < grosze <= most:
        raise NotRefundable(most=decimal_text(most))
    after, rest = stay, grosze
    for payment in (hold.payment for hold in reversed(stay.holds)):
        part = min(rest, payment.refundable_grosze)
        rest -= part
        if part:
            after = with_payment(after, payment.order_id, partial(payments.refunding, grosze=part))
    return with_new_calls(stay, after, now)


def refund_ordered(stay: Stay, order_id: str, grosze: int, now: datetime) -> Stay:
    """Send back so much of what one order took; raises NotRefundable. The fee stays what the stay cost."""
    return with_new_calls(stay, with_payment(stay, order_id, partial(refund_of, grosze=grosze)), now)


def decided(stay: Stay, order_id: str, decision: Callable[[Payment], Payment], now: datetime) -> Stay:
    """A person decided about a payment: the fee follows. What is to be called is due at once, and asked about first.

    A refund may have left the fee as it was; so when one ends otherwise, the fee is still no more than was taken.
    Raises RulingImpossible for money that was taken of a stay that still runs: what of it is the fee is not known yet.
    """
    if stay.state == "running" and any(_taken_unasked(hold, order_id) for hold in stay.holds):
        raise RulingImpossible(possible="-")
    after = with_payment(stay, order_id, decision)
    fee = stay.fee_grosze + _fee_to_take(after) - _fee_to_take(stay)
    most = sum(hold.payment.due_grosze for hold in after.asked_holds)
    due = replace(with_calls_due(replace(after, fee_grosze=max(0, min(fee, most))), now), attempts=1)
    return replace(due, calls_due_at=now) if due.calls_due_at else due


def _taken_unasked(hold: Hold, order_id: str) -> bool:
    return hold.payment.order_id == order_id and hold.payment.unasked_grosze > 0


def _fee_to_take(stay: Stay) -> int:
    """What drivers pay or are to pay by what they asked for; it changes only when a person decides."""
    asked = [hold.payment for hold in stay.asked_holds]
    return sum(payment.due_grosze - payment.going_back_grosze for payment in asked)


def as_first_answered(stay: Stay, hold: Hold) -> Stay:
    """Return the stay as it was answered right after `hold` was asked for, for a repeat of that request."""
    asked = _before_its_end(hold)
    first = replace(asked, payment=replace(asked.payment, state="awaiting_customer", held_at=None))
    earlier = tuple(_before_its_end(known) for known in stay.holds[: stay.holds.index(hold)])
    return replace(
        stay,
        state="running" if earlier else "awaiting_payment",
        holds=(*earlier, first),
        ends_at=max([known.pays_until for known in earlier if known.payment.held_at] or [hold.pays_until]),
        started_at=stay.started_at if earlier else None,
        stopped_at=None,
        stopped_by=None,
        unpaid_because="",
        fee_grosze=0,
    )


def _before_its_end(hold: Hold) -> Hold:
    payment = hold.payment
    state = "held" if payment.held_at else payment.state
    return replace(hold, payment=replace(payment, state=state, settled_at=None, due_grosze=0, reason=""))


def _with_report(stay: Stay, report: Report, now: datetime) -> Stay:
    second = f"{report.order_id}{SURPLUS}{report.remote_id}"
    if second in stay.order_ids:
        return with_payment(stay, second, lambda payment: payments.reported(payment, report, now))
    [asked] = [hold for hold in stay.holds if hold.payment.order_id == report.order_id]
    if asked.payment.unmet or report.remote_id == asked.payment.remote_id:
        return with_payment(stay, report.order_id, lambda payment: payments.reported(payment, report, now))
    if report.outcome in ("pending", "failed"):
        return stay
    twice = Hold(payments.surplus(asked.payment, report, now), asked.pays_until, key_hash="", fingerprint="")
    return replace(stay, holds=(*stay.holds, twice))


def _moved_end(before: Stay, after: Stay, now: datetime) -> Stay:
    """An extension moves the end of a stay that still runs; confirmed any later, it goes back at once."""
    if before.state != "running":
        return after
    known = {hold.payment.order_id for hold in before.holds if hold.payment.held_at}
    for hold in after.holds:
        if hold.payment.state == "held" and hold.payment.order_id not in known:
            if now < before.ends_at:
                longer = replace(after, ends_at=max(before.ends_at, hold.pays_until))
                return replace(longer, remind_at=_next_reminder(longer, now))
            return with_payment(after, hold.payment.order_id, lambda payment: payments.settling(payment, 0))
    return after


def _after_payment(stay: Stay, now: datetime) -> Stay:
    """Let the stay follow its payments: run, give up, or let a useless hold go."""
    if stay.state in ("awaiting_payment", "unpaid") and stay.held_grosze:
        return _run_or_release(stay, now)
    if stay.state == "stopped":
        stay = settled(stay, 0)
    elif stay.state == "awaiting_payment" and not any(hold.payment.awaiting for hold in stay.holds):
        stay = replace(stay, state="unpaid", unpaid_because=stay.holds[0].payment.reason)
    return with_calls_due(stay, now)


def _run_or_release(stay: Stay, now: datetime) -> Stay:
    [held] = [hold.payment for hold in stay.holds if hold.payment.state == "held"]
    started_at = max(stay.requested_at, held.held_at or now)
    if started_at >= stay.ends_at or now >= stay.ends_at:
        return _unpaid(stay, "confirmed_too_late", now)
    running = replace(stay, state="running", started_at=started_at, unpaid_because="")
    return with_calls_due(replace(running, remind_at=_next_reminder(running, started_at)), now)


def _unpaid(stay: Stay, because: str, now: datetime) -> Stay:
    unpaid = replace(stay, state="unpaid", unpaid_because=because, started_at=None, remind_at=None)
    return with_calls_due(settled(unpaid, 0), now)


def _next_reminder(stay: Stay, now: datetime) -> datetime | None:
    """15 minutes before the end, and every two hours of an open stay before that; None when none is left."""
    before_end = stay.ends_at - REMIND_BEFORE_END
    if now >= before_end:
        return None
    if stay.kind == "limited" or stay.started_at is None:
        return before_end
    rounds = (now - stay.started_at) // REMIND_EVERY + 1
    return min(before_end, stay.started_at + rounds * REMIND_EVERY)


def _who_stopped(stay: Stay, now: datetime) -> StoppedBy:
    if now < stay.ends_at:
        return "driver"
    return "end_of_paid_hours" if stay.ends_at >= stay.paid_hours_end else "limit"
