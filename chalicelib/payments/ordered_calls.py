"""The calls to a gateway that payments order, and how patiently they are repeated. Rules only."""

from collections.abc import Iterable
from datetime import timedelta

from chalicelib.payments.payment import Payment, Verb, reference

STREAM_GRACE = timedelta(minutes=5)
"""The stream delivers a gateway call within seconds; the minute schedule takes what is later than this."""
ASK_AGAIN_AT_MOST_EVERY = timedelta(hours=1)

_VERBS: dict[str, Verb] = {
    "capture_requested": "capture",
    "release_requested": "release",
    "refund_requested": "refund",
}


def calls_of(payments: Iterable[Payment]) -> frozenset[str]:
    """Return the calls that are ordered and not known to be done, by their references at the gateway."""
    return frozenset(reference(payment, _VERBS[payment.state]) for payment in payments if payment.state in _VERBS)


def pause_after(attempts: int) -> timedelta:
    """Return when calls that were made so often are looked at again: ever more rarely."""
    return min(STREAM_GRACE * (1 << min(attempts, 8)), ASK_AGAIN_AT_MOST_EVERY)
