"""Use case: the catalogue of services, as one phone has them."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.activation.card import Source
from chalicelib.activation.find_card import list_own_cards
from chalicelib.activation.service import Offer, offers, wanting


def list_services(device_id: str, now: datetime, answers: Callable[[Source], bool]) -> list[Offer]:
    """Return every service with its status; `answers` is asked only about the cards that are not on the phone."""
    cards = list_own_cards(device_id)
    unreachable = {source for source in sorted(wanting(cards)) if not answers(source)}
    return offers(cards, unreachable, now)
