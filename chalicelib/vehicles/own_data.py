"""Use case: hand a phone the vehicles that are kept with its cards."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.activation.find_card import list_own_cards
from chalicelib.vehicles import kept_garages


class OwnVehicles(msgspec.Struct, frozen=True):
    """The vehicles of one card, as far as we know them: nobody is asked."""

    card_id: Annotated[str, Meta(examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"])]
    plates: Annotated[list[str], Meta(examples=[["KR1AB23"]])]


def own_vehicles(device_id: str) -> list[OwnVehicles]:
    """Return the vehicles of the phone's cards, valid or not."""
    garages = kept_garages.of_cards(card.card_id for card in list_own_cards(device_id))
    return [OwnVehicles(card_id, list(garage.plates)) for card_id, garage in garages.items()]
