"""Use cases: put a vehicle on a phone's own card, and take it off. The card system is told afterwards."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.activation.rely_on_card import still_valid_on
from chalicelib.plate import normalised
from chalicelib.storage import commit, decide
from chalicelib.vehicles import kept_garages
from chalicelib.vehicles.change_garage import garage_writes
from chalicelib.vehicles.errors import NoActiveCard, VehicleUnknown
from chalicelib.vehicles.garage import Change, Garage, with_vehicle, without_vehicle
from chalicelib.vehicles.order import VehicleOrder
from chalicelib.vehicles.own_garages import own_garages
from chalicelib.vehicles.port import VehicleRegister


def add_vehicle(
    order: VehicleOrder, device_id: str, language: str, now: datetime, register: VehicleRegister
) -> tuple[Garage, str]:
    """Put a vehicle on the card that the order names, or on the phone's first; return its garage and the plate.

    It has the resident's price at once. Putting it there again changes nothing. Raises InvalidPlate, NoActiveCard,
    TooManyVehicles, or RegisterUnavailable where the card's list was never seen.
    """
    change = Change("put", normalised(order.plate), device_id, language, now)
    for garage in own_garages(device_id, register, now):
        if order.card_id in (None, garage.card_id):
            return _changed(garage, change, with_vehicle), change.plate
    raise NoActiveCard()


def remove_vehicle(plate: str, device_id: str, language: str, now: datetime, register: VehicleRegister) -> None:
    """Take a vehicle off all the phone's valid cards that have it; a stay that runs at its price keeps it.

    Raises InvalidPlate, VehicleUnknown, or RegisterUnavailable where a card's list was never seen.
    """
    change = Change("remove", normalised(plate), device_id, language, now)
    having = [garage for garage in own_garages(device_id, register, now) if change.plate in garage.plates]
    if not having:
        raise VehicleUnknown()
    for garage in having:
        _changed(garage, change, without_vehicle)


def _changed(known: Garage, change: Change, rule: Callable[[Garage, Change], Garage]) -> Garage:
    """Decide about the garage as it is now, while the card is still the phone's."""
    still = still_valid_on(change.device_id, known.card_id, change.asked_at, lambda _: NoActiveCard())

    def attempt() -> Garage:
        before = kept_garages.get(known.card_id) or known
        after = rule(before, change)
        if after != before:
            commit(*garage_writes(before, after), still)
        return after

    return decide(attempt)
