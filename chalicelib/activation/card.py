"""A card that belongs to a phone: which phone, how it stands, and what is still to be done about it. Rules only.

One card is one item, so one card is on one phone. In a family each member has a card, as in their wallets: a parent's
is another than a child's. A card's register (the card system, the family register) says how it stands; what that
means on a given day is decided here. All moments are UTC, days are Kraków's.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from chalicelib import ids
from chalicelib.activation.family import Member
from chalicelib.warsaw import warsaw_day

Source = Literal["kk", "kkr3"]
"""Karta Krakowska, and Krakowska Karta Rodzinna 3+."""
Status = Literal["active", "expiring", "expired", "revoked"]

EXPIRING = timedelta(days=30)
"""How long before its end a card is expiring: its holder can only prolong it in that month."""
CHECKED = timedelta(days=1)
"""A card's register is asked this often, whatever it tells by itself."""
POSTPONED = timedelta(minutes=10)
"""When a register that did not answer about a card is asked about it again."""
SHOWN_AFTER_END = timedelta(days=90)
"""How long a card that expired or was revoked stays on its phone. A quarter, so that its holder sees what became of it
and has time to prolong it or to object; then what is kept of the holder has served its purpose."""


@dataclass(frozen=True)
class Standing:
    """What a register says of a card. `version` only grows; `valid_until` is the last day, in Kraków."""

    state: Literal["active", "expired", "revoked"]
    valid_until: date
    version: int
    members: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Consent:
    """What the holder accepted, and when."""

    terms_version: str
    privacy_version: str
    accepted_at: datetime


@dataclass(frozen=True)
class Link:
    """The phone that has the card, and the consent that it is there by (GDPR art. 7(1)); both go together."""

    device_id: str
    linked_at: datetime
    consent: Consent


@dataclass(frozen=True)
class Card:
    """`activation_id` made the link; together with `version` it names one state of the card.

    `member_id`: whose card of the family it is, empty for kk. `told` is the status that the phone was last told of.
    `connected`: the register was told of this link. Without a `link` the card waits only until the register knows that.
    `ended_at`: when it was first seen to give its rights no more. `waits_since`: since when its register gives no
    answer about it.
    """

    card_id: str
    source: Source
    entitlement_id: str
    member_id: str
    activation_id: str
    standing: Standing
    link: Link | None
    told: Status
    due_at: datetime
    old_app_active: bool = False
    connected: bool = False
    ended_at: datetime | None = None
    waits_since: datetime | None = None
    version: int = 0


def card_id_of(source: Source, entitlement_id: str, member_id: str) -> str:
    """Return the one id under which a register's card is kept here."""
    return ids.derived_id("card", source, entitlement_id, member_id)


def status_on(standing: Standing, day: date) -> Status:
    """Return what a standing means on a day; its last day still counts."""
    if standing.state != "active":
        return standing.state
    if day > standing.valid_until:
        return "expired"
    return "expiring" if day > standing.valid_until - EXPIRING else "active"


def status_at(card: Card, now: datetime) -> Status:
    return status_on(card.standing, warsaw_day(now))


def is_valid(status: Status) -> bool:
    """Tell whether a card with that status gives its rights."""
    return status in {"active", "expiring"}


def belongs_to(card: Card, device_id: str) -> bool:
    return card.link is not None and card.link.device_id == device_id


def linked(
    source: Source,
    entitlement_id: str,
    member_id: str,
    activation_id: str,
    standing: Standing,
    link: Link,
    *,
    old_app_active: bool = False,
) -> Card:
    """Return the card as a finished activation links it, whoever had it before; its register is told at once."""
    own = _own(standing, member_id)
    return Card(
        card_id_of(source, entitlement_id, member_id),
        source,
        entitlement_id,
        member_id,
        activation_id,
        own,
        link,
        told=status_on(own, warsaw_day(link.linked_at)),
        due_at=link.linked_at,
        old_app_active=old_app_active,
    )


def unlinked(card: Card, now: datetime) -> Card:
    """Take the card off its phone; its register is told at once."""
    return replace(card, link=None, due_at=now)


def refreshed(card: Card, found: Standing | None, now: datetime) -> Card:
    """Return the card after a look at its register; None: the register knows it no more, nor its family.

    Then it is revoked, and nobody else is on it. An older version than the known one changes nothing but the next look.
    A card whose end is `SHOWN_AFTER_END` ago leaves its phone.
    """
    standing = card.standing
    if found is None:
        standing = replace(standing, state="revoked", members=())
    elif found.version >= standing.version:
        standing = _own(found, card.member_id)
    told = status_on(standing, warsaw_day(now))
    ended_at = None if is_valid(told) else card.ended_at or now
    after = replace(card, standing=standing, told=told, due_at=now + CHECKED, ended_at=ended_at, waits_since=None)
    return unlinked(after, now) if ended_at and now >= ended_at + SHOWN_AFTER_END else after


def connection_told(card: Card) -> Card:
    """The register knows now that the card is on a phone."""
    return replace(card, connected=True)


def postponed(card: Card, now: datetime) -> Card:
    """The register did not answer about this card."""
    return replace(card, due_at=now + POSTPONED, waits_since=waiting_since(card))


def waiting_since(card: Card) -> datetime:
    """Return since when a due card waits to be looked at, however often it was postponed."""
    return card.waits_since or card.due_at


def _own(standing: Standing, member_id: str) -> Standing:
    """Return a member's standing out of the family's: who has left it has no card and sees the family no more."""
    if not member_id or any(member.member_id == member_id for member in standing.members):
        return standing
    return replace(standing, state="revoked", members=())
