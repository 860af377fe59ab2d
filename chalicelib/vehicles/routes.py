"""Vehicles on the cards of a phone, and the resident's price for partners."""

from chalicelib.clock import utc_now
from chalicelib.devices.audience import DEVICE
from chalicelib.errors import RegisterUnavailable
from chalicelib.http import Api
from chalicelib.plate import InvalidPlate, PlateLetterUnknown, normalised
from chalicelib.vehicles import errors
from chalicelib.vehicles.answer import (
    ClaimAnswer,
    DiscountAnswer,
    VehicleAnswer,
    Vehicles,
    vehicle_answer,
    vehicle_answers,
)
from chalicelib.vehicles.change_vehicles import add_vehicle, remove_vehicle
from chalicelib.vehicles.claim_for_partner import claim_for_partner, is_available, release_for_partner
from chalicelib.vehicles.live import vehicle_register
from chalicelib.vehicles.order import VehicleOrder
from chalicelib.vehicles.own_garages import own_garages
from chalicelib.vehicles.partner import PARTNER
from chalicelib.warsaw import warsaw_day

vehicles_api = Api(__name__, tag="Vehicles")
partners_api = Api(__name__, tag="Partners")

_PLATE = [InvalidPlate, PlateLetterUnknown]


@vehicles_api.operation(
    "GET",
    "/vehicles",
    "The vehicles on this phone's valid Kraków Cards",
    audience=DEVICE,
    answers=Vehicles,
    refuses=[RegisterUnavailable],
)
def list_vehicles() -> Vehicles:
    return vehicle_answers(own_garages(vehicles_api.device_id, vehicle_register(), utc_now()))


@vehicles_api.operation(
    "POST",
    "/vehicles",
    "Put a vehicle on the Kraków Card: any vehicle, its owner does not matter, at most four",
    audience=DEVICE,
    takes=VehicleOrder,
    answers=VehicleAnswer,
    status=201,
    refuses=[*_PLATE, errors.NoActiveCard, errors.TooManyVehicles, RegisterUnavailable],
)
def put_vehicle() -> VehicleAnswer:
    """The plate is its own key: putting it there again changes nothing and answers the same."""
    order, phone, now = vehicles_api.body(VehicleOrder), vehicles_api.device_id, utc_now()
    return vehicle_answer(*add_vehicle(order, phone, vehicles_api.language, now, vehicle_register()))


@vehicles_api.operation(
    "DELETE",
    "/vehicles/{plate}",
    "Take a vehicle off this phone's Kraków Card",
    audience=DEVICE,
    status=204,
    refuses=[*_PLATE, errors.VehicleUnknown, errors.NoActiveCard, RegisterUnavailable],
)
def take_vehicle_off(plate: str) -> None:
    remove_vehicle(plate, vehicles_api.device_id, vehicles_api.language, utc_now(), vehicle_register())


@partners_api.operation(
    "GET",
    "/partners/resident-discount/{plate}",
    "Would this vehicle get the resident's price now?",
    audience=PARTNER,
    answers=DiscountAnswer,
    refuses=_PLATE,
)
def ask_for_discount(plate: str) -> DiscountAnswer:
    wanted, now = normalised(plate), utc_now()
    return DiscountAnswer(wanted, warsaw_day(now), is_available(wanted, now))


@partners_api.operation(
    "POST",
    "/partners/resident-discount/{plate}/claims",
    "Claim the resident's price for a ticket of this vehicle",
    audience=PARTNER,
    answers=ClaimAnswer,
    idempotent=True,
    refuses=_PLATE,
)
def claim_discount(plate: str) -> ClaimAnswer:
    """Without a body. Not granted is an answer too: the ticket is sold at the full price."""
    now = utc_now()
    claim = claim_for_partner(partners_api.key_holder, partners_api.idempotency_key, plate, now)
    if claim is None:
        return ClaimAnswer(normalised(plate), warsaw_day(now), granted=False, claim_id=None)
    return ClaimAnswer(claim.discount.plate, claim.discount.day, granted=True, claim_id=claim.discount.holder)


@partners_api.operation(
    "DELETE",
    "/partners/resident-discount/{plate}/claims/{claim_id}",
    "Give a claimed price back: no ticket was sold at it",
    audience=PARTNER,
    status=204,
    refuses=[*_PLATE, errors.ClaimUnknown],
)
def release_discount(plate: str, claim_id: str) -> None:
    release_for_partner(partners_api.key_holder, plate, claim_id, utc_now())
