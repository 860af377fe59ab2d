"""Use case: a phone gives all its cards up."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from chalicelib.activation.errors import CardUnknown
from chalicelib.activation.find_card import list_own_cards
from chalicelib.activation.unlink_card import unlink_card


def forget_phone(device_id: str, now: datetime) -> Iterator[None]:
    """Take every card off the phone, one at each step of the iterator; safe to stop and to repeat.

    Their registers are told afterwards, and then the cards are forgotten. An activation that is on its way holds
    hashes alone and goes by itself within a day.
    """
    for card in list_own_cards(device_id):
        with suppress(CardUnknown):  # it was taken off, or has gone to another phone, meanwhile
            unlink_card(card.card_id, device_id, now)
        yield
