"""Use case: a phone leaves its cards' vehicles, which belong to the cards and stay with them."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib import ids
from chalicelib.activation.find_card import list_own_cards
from chalicelib.storage import commit, decide
from chalicelib.vehicles import kept_garages
from chalicelib.vehicles.garage import Garage


def forget_phone(device_id: str) -> Iterator[None]:
    """Take the phone's name off the changes that their register was not told of yet, one garage at each step.

    Safe to stop and to repeat, as long as the cards are still on the phone; from a card that left it before, its name
    went with the card. The register is told of the changes all the same; if it refuses one, nobody gets to hear of it.
    """
    for card in list_own_cards(device_id):
        if forget_phone_on(card.card_id, device_id):
            yield


def forget_phone_on(card_id: str, device_id: str) -> bool:
    """Take the phone's name off the changes of one card that it had, or has; False when it is on none."""
    nobody = ids.random_id("gone")

    def attempt() -> bool:
        before = kept_garages.get(card_id)
        if before is None or all(change.device_id != device_id for change in before.changes):
            return False
        commit(kept_garages.replacing(before, _nameless(before, device_id, nobody)))
        return True

    return decide(attempt)


def _nameless(garage: Garage, device_id: str, nobody: str) -> Garage:
    changes = [replace(one, device_id=nobody) if one.device_id == device_id else one for one in garage.changes]
    return replace(garage, changes=tuple(changes))
