"""Cards in DynamoDB, one item each, so that one card is on one phone. Every change is made under the state it read.

A card without a phone stays only until its register knows that.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from pynamodb.attributes import BooleanAttribute, ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.activation.card import Card, Consent, Link, Source, Standing, Status, belongs_to
from chalicelib.activation.family import Member, Role
from chalicelib.storage import MomentAttribute, Put, RawItem, Stale, Table, condition_failed

_PAGE = 100


class KeptMember(MapAttribute[str, Any]):
    member_id = UnicodeAttribute()
    first_name = UnicodeAttribute()
    born_on = UnicodeAttribute()
    role = UnicodeAttribute()
    in_education = BooleanAttribute()
    disabled = BooleanAttribute()


class KeptConsent(MapAttribute[str, Any]):
    terms_version = UnicodeAttribute()
    privacy_version = UnicodeAttribute()
    accepted_at = MomentAttribute()


class ByDevice(GlobalSecondaryIndex["LinkedCard"]):
    class Meta:
        index_name = "by-device"
        projection = KeysOnlyProjection()

    device_id = UnicodeAttribute(hash_key=True)
    linked_at = MomentAttribute(range_key=True)


class ByEntitlement(GlobalSecondaryIndex["LinkedCard"]):
    class Meta:
        index_name = "by-entitlement"
        projection = KeysOnlyProjection()

    entitlement_id = UnicodeAttribute(hash_key=True)
    source = UnicodeAttribute(range_key=True)


class Due(GlobalSecondaryIndex["LinkedCard"]):
    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    source = UnicodeAttribute(hash_key=True)
    due_at = MomentAttribute(range_key=True)


class LinkedCard(Table):
    class Meta:
        table_name = config.table_name("cards")
        region = config.REGION

    by_device = ByDevice()
    by_entitlement = ByEntitlement()
    due = Due()

    card_id = UnicodeAttribute(hash_key=True)
    source = UnicodeAttribute()
    entitlement_id = UnicodeAttribute()
    member_id = UnicodeAttribute(null=True)
    activation_id = UnicodeAttribute()
    device_id = UnicodeAttribute(null=True)
    linked_at = MomentAttribute(null=True)
    consent = KeptConsent(null=True)
    state = UnicodeAttribute()
    valid_until = UnicodeAttribute()
    register_version = NumberAttribute()
    members = ListAttribute(of=KeptMember)
    told = UnicodeAttribute()
    old_app_active = BooleanAttribute()
    connected = BooleanAttribute()
    ended_at = MomentAttribute(null=True)
    waits_since = MomentAttribute(null=True)
    due_at = MomentAttribute()
    version = NumberAttribute()


class AlreadyLinkedByIt(Exception):
    """This activation has made its link before."""

    def __init__(self, _in_the_way: RawItem | None) -> None:
        super().__init__()


def linking(card: Card) -> Put:
    """Return the write of a new link, which ends any other of the card; refused as AlreadyLinkedByIt.

    It reads nothing first: whoever had the card is in the stream's old image, and is told from there.
    """
    another = LinkedCard.card_id.does_not_exist() | (LinkedCard.activation_id != card.activation_id)
    return Put(_item(card), another, AlreadyLinkedByIt)


def replacing(before: Card, after: Card) -> Put:
    """Return the write of a changed card; refused as Stale when it changed since `before` was read."""
    return Put(_item(replace(after, version=before.version + 1)), _still(before), Stale)


def forget(card: Card) -> bool:
    """Delete a card that is on no phone; False when it changed since it was read."""
    try:
        LinkedCard(card.card_id).delete(_still(card) & LinkedCard.device_id.does_not_exist())
    except DeleteError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def get(card_id: str) -> Card | None:
    """Return the card as it is now (strong read)."""
    try:
        return _card(LinkedCard.get(card_id, consistent_read=True))
    except LinkedCard.DoesNotExist:
        return None


def of_device(device_id: str) -> list[Card]:
    """Return a phone's cards as they are now, the first linked first; the index may be a moment behind."""
    cards = _read_all([item.card_id for item in LinkedCard.by_device.query(device_id, page_size=_PAGE)])
    return [card for card in cards if belongs_to(card, device_id)]


def of_entitlement(source: Source, entitlement_id: str) -> list[Card]:
    """Return the cards of one entitlement as they are now: at most one for kk, one for each member for kkr3."""
    found = LinkedCard.by_entitlement.query(entitlement_id, LinkedCard.source == source, page_size=_PAGE)
    return _read_all([item.card_id for item in found])


def due_before(now: datetime, source: Source) -> Iterator[str]:
    """Yield a register's cards with something to do, oldest first; the index may be a moment behind."""
    for item in LinkedCard.due.query(source, Due.due_at <= now, page_size=_PAGE):
        yield item.card_id


def from_image(image: RawItem) -> Card:
    """Return the card in a stream record's image."""
    item = LinkedCard()
    item.deserialize(image)
    return _card(item)


def _read_all(card_ids: list[str]) -> list[Card]:
    """Return them as they are now, in that order."""
    items = LinkedCard.batch_get(card_ids, consistent_read=True) if card_ids else ()
    found = {item.card_id: _card(item) for item in items}
    return [found[card_id] for card_id in card_ids if card_id in found]


def _still(card: Card) -> Condition:
    same: Condition = (LinkedCard.activation_id == card.activation_id) & (LinkedCard.version == card.version)
    return same


def _item(card: Card) -> LinkedCard:
    link, standing = card.link, card.standing
    return LinkedCard(
        card_id=card.card_id,
        source=card.source,
        entitlement_id=card.entitlement_id,
        member_id=card.member_id or None,
        activation_id=card.activation_id,
        device_id=link.device_id if link else None,
        linked_at=link.linked_at if link else None,
        consent=KeptConsent(**vars(link.consent)) if link else None,
        state=standing.state,
        valid_until=standing.valid_until.isoformat(),
        register_version=standing.version,
        members=[KeptMember(**vars(member) | {"born_on": member.born_on.isoformat()}) for member in standing.members],
        told=card.told,
        old_app_active=card.old_app_active,
        connected=card.connected,
        ended_at=card.ended_at,
        waits_since=card.waits_since,
        due_at=card.due_at,
        version=card.version,
    )


def _card(item: LinkedCard) -> Card:
    return Card(
        card_id=item.card_id,
        source=cast(Source, item.source),
        entitlement_id=item.entitlement_id,
        member_id=item.member_id or "",
        activation_id=item.activation_id,
        standing=_standing(item),
        link=_link(item) if item.device_id else None,
        told=cast(Status, item.told),
        due_at=item.due_at,
        old_app_active=bool(item.old_app_active),
        connected=bool(item.connected),
        ended_at=item.ended_at,
        waits_since=item.waits_since,
        version=int(item.version),
    )


def _link(item: LinkedCard) -> Link:
    return Link(item.device_id, item.linked_at, Consent(**item.consent.attribute_values))


def _standing(item: LinkedCard) -> Standing:
    members = tuple(_member(member) for member in item.members)
    state: Any = item.state
    return Standing(state, date.fromisoformat(item.valid_until), int(item.register_version), members)


def _member(kept: KeptMember) -> Member:
    return Member(
        kept.member_id,
        kept.first_name,
        date.fromisoformat(kept.born_on),
        cast(Role, kept.role),
        bool(kept.in_education),
        bool(kept.disabled),
    )
