"""Use case: the vehicles on a phone's own cards."""

from datetime import datetime

from chalicelib.activation.rely_on_card import valid_kk_cards
from chalicelib.vehicles import kept_garages
from chalicelib.vehicles.garage import UNSEEN, Garage
from chalicelib.vehicles.look_at_garage import look_at_garage
from chalicelib.vehicles.port import VehicleRegister


def own_garages(device_id: str, register: VehicleRegister, now: datetime) -> list[Garage]:
    """Return the garages of the phone's valid KK cards, the first linked first.

    The card system is asked only about a card whose list was never seen; then raises RegisterUnavailable.
    """
    cards = valid_kk_cards(device_id, now)
    known = kept_garages.of_cards(card.card_id for card in cards)
    garages = []
    for card in cards:
        garage = known.get(card.card_id)
        if garage is None or garage.known.version == UNSEEN:
            garage = look_at_garage(card.entitlement_id, register)
        if garage is not None:
            garages.append(garage)
    return garages
