"""Use cases: a phone's cards, and whether one of them gives its rights right now."""

from datetime import datetime

from chalicelib.activation import linked_cards
from chalicelib.activation.card import Card, Source, belongs_to, is_valid, status_at
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


def find_valid_card(device_id: str, source: Source, now: datetime) -> Card | None:
    """Return the phone's card with which it may buy at its holder's price at `now`; None where it has none.

    To be asked at each purchase: a card that ended, was revoked or moved to another phone is not found, whatever an
    access token or an index still says. The register is not asked again: its word is at most a day old.
    """
    cards = [card for card in linked_cards.of_device(device_id) if card.source == source]
    return next((card for card in cards if is_valid(status_at(card, now))), None)
