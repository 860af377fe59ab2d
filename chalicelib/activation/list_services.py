"""Use case: the catalogue of services, as one phone has them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from chalicelib.activation.find_card import list_own_cards
from chalicelib.activation.service import Neighbour, Offer, needed, offers


def list_services(device_id: str, now: datetime, answers: Callable[[Neighbour], bool]) -> list[Offer]:
    """Return every service with its status.

    `answers` is asked about every gateway and the registers of the cards that are not on the phone, of all at once.
    """
    cards = list_own_cards(device_id)
    asked = sorted(needed(cards))
    with ThreadPoolExecutor(len(asked)) as pool:
        found = dict(zip(asked, pool.map(answers, asked), strict=True))
    return offers(cards, {neighbour for neighbour in asked if not found[neighbour]}, now)
