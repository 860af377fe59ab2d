"""The catalogue: what the app offers, and whether this phone can use it. Rules only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.activation.card import Card, Source, is_valid, status_at

ServiceId = Literal[
    "kk",
    "kkr3",
    "parking",
    "tickets",
    "news",
    "timetables",
    "waste",
    "sport",
    "clean_transport",
    "safety",
    "surveys",
    "contact",
]
ServiceStatus = Literal["active", "inactive", "expiring", "expired", "unavailable"]


@dataclass(frozen=True)
class Service:
    """`needs`: the card that has to be on the phone first; None: everybody has it."""

    service_id: ServiceId
    needs: Source | None = None


CATALOGUE = (
    Service("kk", needs="kk"),
    Service("kkr3", needs="kkr3"),
    Service("parking"),
    Service("tickets", needs="kk"),
    Service("news"),
    Service("timetables"),
    Service("waste"),
    Service("sport"),
    Service("clean_transport"),
    Service("safety"),
    Service("surveys"),
    Service("contact"),
)


@dataclass(frozen=True)
class Offer:
    """A service as one phone has it; `card` is the one that it rests on."""

    service: Service
    status: ServiceStatus
    card: Card | None = None


def offers(cards: Iterable[Card], unreachable: Collection[Source], now: datetime) -> list[Offer]:
    """Return the catalogue for a phone with those cards.

    A card that is on the phone serves without its register; only one that is yet to come needs it.
    """
    return [_offer(service, list(cards), unreachable, now) for service in CATALOGUE]


def wanting(cards: Iterable[Card]) -> set[Source]:
    """Return the cards that are not on a phone but would open a service."""
    return {service.needs for service in CATALOGUE if service.needs} - {card.source for card in cards}


def _offer(service: Service, cards: Iterable[Card], unreachable: Collection[Source], now: datetime) -> Offer:
    if service.needs is None:
        return Offer(service, "active")
    own = [card for card in cards if card.source == service.needs]
    if not own:
        return Offer(service, "unavailable" if service.needs in unreachable else "inactive")
    card = next((card for card in own if is_valid(status_at(card, now))), own[-1])
    status = status_at(card, now)
    return Offer(service, "expired" if status == "revoked" else status, card)
