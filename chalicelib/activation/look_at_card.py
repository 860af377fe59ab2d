"""Use case: look at a card in its register, because the register said so or because a day has passed."""

from contextlib import suppress
from datetime import datetime

from chalicelib.activation import linked_cards
from chalicelib.activation.card import Card, connection_told, refreshed, unlinked
from chalicelib.activation.port import Register
from chalicelib.devices.errors import DeviceUnknown
from chalicelib.devices.rely_on_device import still_registered
from chalicelib.storage import Stale, commit


def look_at_card(card: Card, register: Register, now: datetime) -> None:
    """Tell the register of a changed link, take over how the card stands, and forget a card that is on no phone.

    Both calls may be repeated, so a crash between them and the write costs only another look. Who is told what, the
    stream of cards decides. A card that changed meanwhile is left for its next look. One that came to its phone at the
    moment at which that was deleted leaves it here. Raises RegisterUnavailable.
    """
    if card.link is None:
        register.tell_connection(card)
        linked_cards.forget(card)
        return
    if not card.connected:
        register.tell_connection(card)
    found = register.standing(card.entitlement_id)
    after = refreshed(connection_told(card), found, now)
    with suppress(Stale):
        try:
            commit(linked_cards.replacing(card, after), still_registered(card.link.device_id))
        except DeviceUnknown:
            commit(linked_cards.replacing(card, unlinked(after, now)))
