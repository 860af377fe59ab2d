"""Use cases: a phone's own cards."""

from chalicelib.activation import linked_cards
from chalicelib.activation.card import Card, belongs_to
from chalicelib.activation.errors import CardUnknown


def find_own_card(card_id: str, device_id: str) -> Card:
    """Return the phone's own card (strong read); raises CardUnknown for any other, so nobody learns that it exists."""
    card = linked_cards.get(card_id)
    if card is None or not belongs_to(card, device_id):
        raise CardUnknown()
    return card


def list_own_cards(device_id: str) -> list[Card]:
    """Return the cards on a phone, the first linked first; one that was linked a moment ago may still be missing."""
    return linked_cards.of_device(device_id)
