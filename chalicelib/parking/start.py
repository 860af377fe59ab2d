"""Use case: start a stay."""

from datetime import datetime

from chalicelib import ids
from chalicelib.caller import Caller
from chalicelib.errors import CityError
from chalicelib.legal.accept import require_current
from chalicelib.parking import claimed_plates, kept_stays
from chalicelib.parking.edition import Editions
from chalicelib.parking.offer import offer
from chalicelib.parking.order import StayOrder
from chalicelib.parking.place_hold import new_hold, place_hold, repeated
from chalicelib.parking.stay import Stay
from chalicelib.payments.port import PaymentGateway
from chalicelib.plate import normalised
from chalicelib.storage import Write, commit
from chalicelib.vehicles.claim_discount import discount_claim
from chalicelib.warsaw import warsaw_day


def start(order: StayOrder, caller: Caller, now: datetime, editions: Editions, gateway: PaymentGateway) -> Stay:
    """Record a stay, ask the gateway to hold its price, and return it with the address to approve the hold.

    The stay does not run and blocks nobody until the hold is confirmed. Safe to repeat with the same key: the
    stay's id is derived from it, so the first transaction meets its earlier attempt. That transaction also claims the
    resident's price, where it is asked for. Raises ParkingIsFree, AlreadyParked, InvalidPlate, UnknownSubzone,
    TermsNotCurrent, ResidentPriceNotAvailable, a limit's errors, GatewayRefused, GatewayUnknown.
    """
    stay_id = ids.derived_id("stay", caller.device_id, caller.key)
    try:
        stay = _ordered(stay_id, order, caller, now, editions)
        commit(kept_stays.keep_new(stay), claimed_plates.still_free(stay.plate, now), *_resident_price(stay, now))
    except kept_stays.Repeated as earlier:
        return _repeated(earlier.stay, caller, now)
    except CityError:
        if earlier_stay := kept_stays.get(stay_id):  # what was right at the first attempt may not be at its repeat
            return _repeated(earlier_stay, caller, now)
        raise
    return place_hold(stay, stay.holds[0], now, gateway)


def _ordered(stay_id: str, order: StayOrder, caller: Caller, now: datetime, editions: Editions) -> Stay:
    plate = normalised(order.plate)
    require_current("terms", order.terms_version, warsaw_day(now))
    resident = order.resident_card is not None
    offered = offer(editions, order.subzone, order.kind, order.until, now, resident=resident)
    hold = new_hold(f"{stay_id}_1", offered.hold_grosze, offered.ends_at, caller, now)
    return Stay(
        stay_id=stay_id,
        device_id=caller.device_id,
        plate=plate,
        subzone=order.subzone,
        kind=order.kind,
        resident=resident,
        email=order.email,
        language=caller.language,
        method=order.method,
        terms_version=order.terms_version,
        requested_at=now,
        paid_hours_end=offered.paid_hours_end,
        ends_at=offered.ends_at,
        holds=(hold,),
        resident_card=order.resident_card or "",
    )


def _resident_price(stay: Stay, now: datetime) -> list[Write]:
    if not stay.resident_card:
        return []
    return discount_claim(stay.resident_card, stay.device_id, stay.plate, stay.stay_id, now)


def _repeated(stay: Stay | None, caller: Caller, now: datetime) -> Stay:
    if stay is None:
        raise RuntimeError("a refused write did not bring the item in its way")
    return repeated(stay, stay.holds[0], caller, now)
