"""How a ticket's money is looked after: what is due when, and when a person is asked. Rules only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.payments import payment as payments
from chalicelib.payments.payment import Payment
from chalicelib.tickets.ticket import Ticket

STREAM_GRACE = timedelta(minutes=5)
"""The stream delivers a gateway call within seconds; the minute schedule takes what is later than this."""
ASK_AGAIN_AT_MOST_EVERY = timedelta(hours=1)
REVIEW_AFTER_ATTEMPTS = 24 * 7
"""A transfer waits for the banks' sessions and a refund for the gateway's balance: a week of asking every hour."""


def with_payment(ticket: Ticket, order_id: str, change: Callable[[Payment], Payment]) -> Ticket:
    """Change the payment of one order."""
    changed = (change(payment) if payment.order_id == order_id else payment for payment in ticket.payments)
    return replace(ticket, payments=tuple(changed))


def with_calls_due(ticket: Ticket, now: datetime) -> Ticket:
    """Plan when forgotten gateway calls are to be looked at, as long as there are any."""
    requested = any(payment.state == "refund_requested" for payment in ticket.payments)
    if requested and not ticket.calls_due_at:
        return replace(ticket, calls_due_at=now + STREAM_GRACE, attempts=0, leased_until=None)
    if not requested and not any(payment.unclear for payment in ticket.payments):
        return replace(ticket, calls_due_at=None)
    return ticket


def calls_overdue(ticket: Ticket, now: datetime) -> bool:
    """Tell whether the gateway is to be called or asked again."""
    if ticket.calls_due_at:
        return now >= ticket.calls_due_at
    return any(payment.unclear and now >= payment.valid_until for payment in ticket.payments)


def nudged(ticket: Ticket, now: datetime) -> Ticket:
    """Gateway calls are handed out again; look again later, ever more rarely, and at last ask a person."""
    if ticket.attempts >= REVIEW_AFTER_ATTEMPTS:
        return _in_review(ticket, now)
    pause = min(STREAM_GRACE * 2 ** min(ticket.attempts, 8), ASK_AGAIN_AT_MOST_EVERY)
    return replace(ticket, calls_due_at=now + pause)


def _in_review(ticket: Ticket, now: datetime) -> Ticket:
    reviewed = (
        payments.in_review(payment, payments.NEVER_CONFIRMED, now) if payments.call_needed(payment, now) else payment
        for payment in ticket.payments
    )
    return replace(ticket, payments=tuple(reviewed), calls_due_at=None)
