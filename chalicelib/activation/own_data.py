"""Use case: hand a phone all that is kept about the cards on it."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.activation.answer import CardId, Day, Moment, Service
from chalicelib.activation.card import Card, Consent, Link, Status, status_at
from chalicelib.activation.family import Role
from chalicelib.activation.find_card import list_own_cards
from chalicelib.warsaw import in_warsaw


class OwnMember(msgspec.Struct, frozen=True):
    """Whose card of a family it is."""

    member_id: Annotated[str, Meta(examples=["mem_2"])]
    first_name: Annotated[str, Meta(examples=["Ala"])]
    born_on: Annotated[date, Meta(examples=["2015-04-01"])]
    role: Annotated[Role, Meta(examples=["child"])]
    in_education: Annotated[bool, Meta(examples=[True])]
    disabled: Annotated[bool, Meta(examples=[False])]


class OwnConsent(msgspec.Struct, frozen=True):
    """What was accepted when the card came to the phone."""

    terms_version: Annotated[str, Meta(examples=["2026-11-21"])]
    privacy_version: Annotated[str, Meta(examples=["2026-11-21"])]
    accepted_at: Moment


class OwnCard(msgspec.Struct, frozen=True):
    """A card on the phone. `member`: of a family only whose card it is; the others are other people."""

    card_id: CardId
    service: Service
    entitlement_id: Annotated[str, Meta(description="the card's number in its register", examples=["kk_4711"])]
    status: Annotated[Status, Meta(examples=["active"])]
    valid_until: Day
    linked_at: Moment
    consent: OwnConsent
    old_app_active: Annotated[bool, Meta(examples=[False])]
    member: OwnMember | None


def own_cards(device_id: str, now: datetime) -> list[OwnCard]:
    """Return the phone's cards, the first linked first."""
    return [_own(card, card.link, now) for card in list_own_cards(device_id) if card.link]


def _own(card: Card, link: Link, now: datetime) -> OwnCard:
    return OwnCard(
        card_id=card.card_id,
        service=card.source,
        entitlement_id=card.entitlement_id,
        status=status_at(card, now),
        valid_until=card.standing.valid_until,
        linked_at=in_warsaw(link.linked_at),
        consent=_consent(link.consent),
        old_app_active=card.old_app_active,
        member=_member(card),
    )


def _consent(consent: Consent) -> OwnConsent:
    return OwnConsent(consent.terms_version, consent.privacy_version, in_warsaw(consent.accepted_at))


def _member(card: Card) -> OwnMember | None:
    own = [member for member in card.standing.members if member.member_id == card.member_id]
    return OwnMember(**vars(own[0])) if own else None
