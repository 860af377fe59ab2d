"""Garages in DynamoDB, one item for each card. Every change is made under the version it was read at."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.storage import MomentAttribute, Put, Stale, Table, epoch_seconds
from chalicelib.vehicles.garage import Change, Entitlement, Garage

KEPT = timedelta(days=62)
"""How long after its card's last day a garage stays, in case the card is restored; then DynamoDB deletes it."""
_LATEST = date.max - KEPT
_JOB = "TELL"
_PAGE = 100


class KeptChange(MapAttribute[str, Any]):
    kind = UnicodeAttribute()
    plate = UnicodeAttribute()
    device_id = UnicodeAttribute()
    language = UnicodeAttribute()
    asked_at = MomentAttribute()


class Due(GlobalSecondaryIndex["KeptGarage"]):
    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    job = UnicodeAttribute(hash_key=True)
    due_at = MomentAttribute(range_key=True)


class KeptGarage(Table):
    class Meta:
        table_name = config.table_name("garages")
        region = config.REGION

    due = Due()

    card_id = UnicodeAttribute(hash_key=True)
    entitlement_id = UnicodeAttribute()
    active = BooleanAttribute()
    valid_until = UnicodeAttribute()
    register_version = NumberAttribute()
    plates = ListAttribute(of=UnicodeAttribute)
    changes = ListAttribute(of=KeptChange)
    attempts = NumberAttribute()
    version = NumberAttribute()
    job = UnicodeAttribute(null=True)
    due_at = MomentAttribute(null=True)
    expires_at = NumberAttribute()


def keep_new(garage: Garage) -> Put:
    """Return the write of a card's first garage; refused as Stale when there is one."""
    return Put(_item(garage), KeptGarage.card_id.does_not_exist(), Stale)


def replacing(before: Garage, after: Garage) -> Put:
    """Return the write of a changed garage; refused as Stale when it changed since `before` was read."""
    return Put(_item(replace(after, version=before.version + 1)), KeptGarage.version == before.version, Stale)


def get(card_id: str) -> Garage | None:
    """Return the garage as it is now (strong read)."""
    try:
        return _garage(KeptGarage.get(card_id, consistent_read=True))
    except KeptGarage.DoesNotExist:
        return None


def of_cards(card_ids: Iterable[str]) -> dict[str, Garage]:
    """Return the garages of at most 100 cards, as they are now, by card."""
    wanted = list(card_ids)
    items = KeptGarage.batch_get(wanted, consistent_read=True) if wanted else ()
    return {item.card_id: _garage(item) for item in items}


def due_before(now: datetime) -> Iterator[str]:
    """Yield the cards about which the card system is to be told, oldest first; the index may be a moment behind."""
    for item in KeptGarage.due.query(_JOB, Due.due_at <= now, page_size=_PAGE):
        yield item.card_id


def expiry(last_day: date) -> int:
    """Return when what is kept about a card goes, as DynamoDB's time-to-live wants it."""
    return epoch_seconds(datetime.combine(min(last_day, _LATEST), time(), UTC) + KEPT)


def _item(garage: Garage) -> KeptGarage:
    known = garage.known
    return KeptGarage(
        card_id=garage.card_id,
        entitlement_id=known.entitlement_id,
        active=known.active,
        valid_until=known.valid_until.isoformat(),
        register_version=known.version,
        plates=list(known.plates),
        changes=[KeptChange(**vars(change)) for change in garage.changes],
        attempts=garage.attempts,
        version=garage.version,
        job=_JOB if garage.due_at else None,
        due_at=garage.due_at,
        expires_at=expiry(known.valid_until),
    )


def _garage(item: KeptGarage) -> Garage:
    return Garage(
        card_id=item.card_id,
        known=Entitlement(
            item.entitlement_id,
            bool(item.active),
            date.fromisoformat(item.valid_until),
            int(item.register_version),
            tuple(map(str, item.plates)),
        ),
        changes=tuple(Change(**change.attribute_values) for change in item.changes),
        due_at=item.due_at,
        attempts=int(item.attempts),
        version=int(item.version),
    )
