"""Use case: stop a stay, by its driver or because its time is over."""

from datetime import datetime

from chalicelib.parking.course import stopped
from chalicelib.parking.edition import Editions
from chalicelib.parking.errors import StayNotRunning
from chalicelib.parking.fee import fee
from chalicelib.parking.find_stay import find_stay
from chalicelib.parking.record import record
from chalicelib.parking.stay import FeeUntil, Stay
from chalicelib.storage import decide


def stop(stay_id: str, device_id: str, now: datetime, editions: Editions) -> Stay:
    """End the driver's stay now and ask for exactly its fee; stopping a stopped stay changes nothing.

    The capture or release itself is an outgoing call: the stay's item carries it, so a crash right after this
    decision loses nothing. Raises StayUnknown or StayNotRunning.
    """

    def attempt() -> Stay:
        stay = find_stay(stay_id, device_id)
        if stay.state == "stopped":
            return stay
        if stay.state != "running":
            raise StayNotRunning()
        return end(stay, now, editions)

    return decide(attempt)


def end(stay: Stay, now: datetime, editions: Editions) -> Stay:
    """Record the end of a running stay as it was read; raises Stale when it has changed since."""
    after = stopped(stay, now, fee_until(stay, editions))
    record(stay, after, now)
    return after


def fee_until(stay: Stay, editions: Editions) -> FeeUntil:
    """Return what the stay costs until any moment of it."""
    started_at = stay.started_at or stay.requested_at
    return lambda moment: (
        fee(editions, stay.subzone, started_at, max(moment, started_at), resident=stay.resident).total_grosze
    )
