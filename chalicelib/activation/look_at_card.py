"""Use case: look at a card in its register, because the register said so or because a day has passed."""

from contextlib import suppress
from datetime import datetime

from chalicelib.activation import linked_cards
from chalicelib.activation.card import Card, connection_told, refreshed
from chalicelib.activation.port import Register
from chalicelib.storage import Stale, commit


def look_at_card(card: Card, register: Register, now: datetime) -> None:
    """Tell the register of a changed link, take over how the card stands, and forget a card that is on no phone.

    Both calls may be repeated, so a crash between them and the write costs only another look. Who is told what, the
    stream of cards decides. A card that changed meanwhile is left for its next look. Raises RegisterUnavailable.
    """
    if card.link is None:
        register.tell_connection(card)
        linked_cards.forget(card)
        return
    if not card.connected:
        register.tell_connection(card)
    found = register.standing(card.entitlement_id)
    with suppress(Stale):
        commit(linked_cards.replacing(card, refreshed(connection_told(card), found, now)))
