"""Use case: let another slice's transaction depend on a card, as plain facts and as a write that it adds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.activation import linked_cards
from chalicelib.activation.card import is_valid, status_at
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.storage import Check, RawItem
from chalicelib.warsaw import warsaw_day


@dataclass(frozen=True)
class ValidCard:
    """A Karta Krakowska that is on a phone and gives its rights."""

    card_id: str
    entitlement_id: str


def valid_kk_cards(device_id: str, now: datetime) -> list[ValidCard]:
    """Return the phone's own valid KK cards, the first linked first."""
    cards = [card for card in linked_cards.of_device(device_id) if card.source == "kk"]
    return [ValidCard(card.card_id, card.entitlement_id) for card in cards if is_valid(status_at(card, now))]


def still_valid_on(
    device_id: str, card_id: str, now: datetime, refused: Callable[[RawItem | None], Exception]
) -> Check:
    """Return the check that the card is on that phone, a KK one and valid today; without a read, as it is written."""
    own = (LinkedCard.device_id == device_id) & (LinkedCard.source == "kk")
    valid = (LinkedCard.state == "active") & (LinkedCard.valid_until >= warsaw_day(now).isoformat())
    return Check(LinkedCard, card_id, own & valid, refused)
