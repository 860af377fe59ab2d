"""Use case: extend a limited stay by a further hold."""

from datetime import datetime

from chalicelib.caller import Caller
from chalicelib.parking import kept_stays
from chalicelib.parking.course import extended
from chalicelib.parking.edition import Editions
from chalicelib.parking.errors import (
    ExtensionChangesNothing,
    ExtensionInProgress,
    ExtensionsUsedUp,
    StayNotLimited,
    StayNotRunning,
)
from chalicelib.parking.fee import fee
from chalicelib.parking.find_stay import find_stay
from chalicelib.parking.offer import offer
from chalicelib.parking.place_hold import key_hash, new_hold, place_hold, repeated
from chalicelib.parking.stay import SMALLEST_HOLD_GROSZE, Hold, Stay
from chalicelib.payments.port import PaymentGateway
from chalicelib.storage import commit, decide

MOST_EXTENSIONS = 20
"""A stay ends in one transaction with an entry for each of its holds, and a transaction has 100 writes."""


def extend(
    stay_id: str, until: datetime, caller: Caller, now: datetime, editions: Editions, gateway: PaymentGateway
) -> Stay:
    """Ask for a hold of what the longer stay can cost above what is held; the end moves when it is confirmed.

    Safe to repeat with the same key. Raises StayUnknown, StayNotRunning, StayNotLimited, ExtensionInProgress,
    ExtensionsUsedUp, ExtensionChangesNothing, a limit's errors, GatewayRefused, GatewayUnknown.
    """

    def attempt() -> tuple[Stay, Hold, bool]:
        stay = find_stay(stay_id, caller.device_id)
        for hold in stay.holds[1:]:
            if hold.key_hash == key_hash(caller):
                return stay, hold, True
        hold = _wanted(stay, until, caller, now, editions)
        longer = extended(stay, hold)
        commit(kept_stays.replacing(stay, longer))
        return longer, hold, False

    stay, hold, is_repeat = decide(attempt)
    return repeated(stay, hold, caller, now) if is_repeat else place_hold(stay, hold, now, gateway)


def _wanted(stay: Stay, until: datetime, caller: Caller, now: datetime, editions: Editions) -> Hold:
    if stay.state != "running" or stay.started_at is None or now >= stay.ends_at:
        raise StayNotRunning()
    if stay.kind != "limited":
        raise StayNotLimited()
    if any(hold.payment.awaiting for hold in stay.holds):
        raise ExtensionInProgress()
    if len(stay.asked_holds) > MOST_EXTENSIONS:
        raise ExtensionsUsedUp(extensions=MOST_EXTENSIONS)
    ends_at = offer(editions, stay.subzone, "limited", until, now, resident=stay.resident).ends_at
    if ends_at <= stay.ends_at:
        raise ExtensionChangesNothing()
    price = fee(editions, stay.subzone, stay.started_at, ends_at, resident=stay.resident).total_grosze
    return new_hold(stay.next_order_id, max(price - stay.held_grosze, SMALLEST_HOLD_GROSZE), ends_at, caller, now)
