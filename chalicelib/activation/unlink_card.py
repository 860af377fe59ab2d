"""Use case: a phone gives a card up."""

from datetime import datetime

from chalicelib.activation import linked_cards
from chalicelib.activation.card import unlinked
from chalicelib.activation.find_card import find_own_card
from chalicelib.storage import commit, decide


def unlink_card(card_id: str, device_id: str, now: datetime) -> None:
    """Take the card off the phone. What belongs to the card at its register stays there; the register is told later.

    Raises CardUnknown, also for a second time.
    """

    def attempt() -> None:
        card = find_own_card(card_id, device_id)
        commit(linked_cards.replacing(card, unlinked(card, now)))

    decide(attempt)
