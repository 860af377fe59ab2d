"""The catalogue: what the app offers, and whether this phone can use it. Rules only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.activation.card import Card, Source, is_valid, status_at
from chalicelib.payments.owner import Owner

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
Neighbour = Source | Owner
"""Whoever a service may have to wait for: a card's register, or the gateway that an owner's money is paid at."""


@dataclass(frozen=True)
class Service:
    """`needs`: the card that has to be on the phone first; None: everybody has it. `paid_to`: at whose gateway."""

    service_id: ServiceId
    needs: Source | None = None
    paid_to: Owner | None = None


CATALOGUE = (
    Service("kk", needs="kk"),
    Service("kkr3", needs="kkr3"),
    Service("parking", paid_to="city"),
    Service("tickets", needs="kk", paid_to="mpk"),
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


def offers(cards: Iterable[Card], unreachable: Collection[Neighbour], now: datetime) -> list[Offer]:
    """Return the catalogue for a phone with those cards.

    A card that is on the phone serves without its register; only one that is yet to come needs it. Where money is
    taken the gateway is needed as well: without it nothing can be bought, and what was bought stays good.
    """
    return [_offer(service, list(cards), unreachable, now) for service in CATALOGUE]


def needed(cards: Iterable[Card]) -> set[Neighbour]:
    """Return whoever has to answer: registers of cards that would open a service, and every gateway."""
    registers = {service.needs for service in CATALOGUE if service.needs} - {card.source for card in cards}
    return registers | {service.paid_to for service in CATALOGUE if service.paid_to}


def _offer(service: Service, cards: Iterable[Card], unreachable: Collection[Neighbour], now: datetime) -> Offer:
    open_status: ServiceStatus = "unavailable" if service.paid_to in unreachable else "active"
    if service.needs is None:
        return Offer(service, open_status)
    own = [card for card in cards if card.source == service.needs]
    if not own:
        return Offer(service, "unavailable" if service.needs in unreachable else "inactive")
    card = next((card for card in own if is_valid(status_at(card, now))), own[-1])
    status = status_at(card, now)
    if not is_valid(status):
        return Offer(service, "expired", card)
    return Offer(service, "expiring" if status == "expiring" and open_status == "active" else open_status, card)
