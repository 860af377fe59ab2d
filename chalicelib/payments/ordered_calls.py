"""The calls to a gateway that payments order, and how patiently they are repeated. Rules only."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

from chalicelib.payments.payment import Payment, State

Verb = Literal["capture", "release", "refund", "ask"]

STREAM_GRACE = timedelta(minutes=5)
"""The stream delivers a gateway call within seconds; the minute schedule takes what is later than this."""
ASK_AGAIN_AT_MOST_EVERY = timedelta(hours=1)

ORDERED: dict[State, Verb] = {
    "capture_requested": "capture",
    "release_requested": "release",
    "refund_requested": "refund",
}
"""The states in which a call is ordered and not yet known to be done."""


def call_needed(payment: Payment, now: datetime) -> Verb | None:
    """Return what the gateway has to be told or asked about this payment, if anything."""
    if ordered := ORDERED.get(payment.state):
        return ordered
    return "ask" if payment.unclear and now >= payment.valid_until else None


def reference(payment: Payment, verb: Verb) -> str:
    """Return the gateway's MessageID of a call: the same for every repeat (32 hexadecimal digits).

    A refund that the gateway gave up is another call when it is tried again; nothing else ever is.
    """
    call = f"{verb}|{payment.refund_number}" if verb == "refund" else verb
    return hashlib.sha256(f"{payment.order_id}|{call}".encode()).hexdigest()[:32]


def calls_of(payments: Iterable[Payment]) -> frozenset[str]:
    """Return the calls that are ordered and not known to be done, by their references at the gateway."""
    return frozenset(reference(payment, ORDERED[payment.state]) for payment in payments if payment.state in ORDERED)


def newly_ordered(before: Iterable[Payment], after: Iterable[Payment], now: datetime) -> dict[str, Any] | None:
    """Return how the calls of what is paid for are planned when a change ordered new ones, by field; None when none.

    New ones have attempts of their own. Where earlier ones still wait the count begins at 1, so that nothing is called
    again before the gateway was asked about it.
    """
    earlier, ordered = calls_of(before), calls_of(after)
    if ordered <= earlier:
        return None
    planned: dict[str, Any] = {"calls_due_at": now + STREAM_GRACE, "attempts": 1}
    return planned if ordered & earlier else planned | {"attempts": 0, "leased_until": None}


def pause_after(attempts: int) -> timedelta:
    """Return when calls that were made so often are looked at again: ever more rarely."""
    return min(STREAM_GRACE * (1 << min(attempts, 8)), ASK_AGAIN_AT_MOST_EVERY)
