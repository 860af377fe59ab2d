"""The ledger in DynamoDB: written once, never changed, read by order or by the day on which money moved."""

from collections.abc import Iterator
from datetime import date

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib import config
from chalicelib.payments.entry import Entry
from chalicelib.storage import MomentAttribute, Put, Stale, Table
from chalicelib.warsaw import warsaw_day


class BookedLine(MapAttribute[str, object]):
    account = UnicodeAttribute()
    grosze = NumberAttribute()


class ByDay(GlobalSecondaryIndex["BookedEntry"]):
    class Meta:
        index_name = "by-day"
        projection = AllProjection()

    day = UnicodeAttribute(hash_key=True)
    booked_at = MomentAttribute(range_key=True)


class BookedEntry(Table):
    """`day` is Kraków's date of an entry that moves money, missing on all others: the index holds no mere claims."""

    class Meta:
        table_name = config.table_name("ledger")
        region = config.REGION

    by_day = ByDay()

    order_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(range_key=True)
    booked_at = MomentAttribute()
    lines = ListAttribute(of=BookedLine)
    call = UnicodeAttribute(null=True)
    report = UnicodeAttribute(null=True)
    day = UnicodeAttribute(null=True)


def book(entry: Entry) -> Put:
    """Return the write that appends an entry; refused as Stale when it is there already."""
    item = BookedEntry(
        order_id=entry.order_id,
        kind=entry.kind,
        booked_at=entry.booked_at,
        lines=[BookedLine(account=account, grosze=grosze) for account, grosze in entry.lines],
        call=entry.call or None,
        report=entry.report or None,
        day=_day(entry) if entry.moves_money else None,
    )
    return Put(item, BookedEntry.order_id.does_not_exist(), Stale)


def of_order(order_id: str) -> list[Entry]:
    """Return an order's entries, oldest first (strong read)."""
    found = BookedEntry.query(order_id, consistent_read=True)
    return sorted((_entry(item) for item in found), key=lambda entry: entry.booked_at)


def of_day(day: date) -> Iterator[Entry]:
    """Yield what moved money on a day of Kraków's calendar, oldest first; the index may be a moment behind."""
    for item in BookedEntry.by_day.query(day.isoformat()):
        yield _entry(item)


def _day(entry: Entry) -> str:
    return warsaw_day(entry.booked_at).isoformat()


def _entry(item: BookedEntry) -> Entry:
    lines = tuple((line.account, int(line.grosze)) for line in item.lines)
    return Entry(item.order_id, item.kind, item.booked_at, lines, item.call or "", item.report or "")
