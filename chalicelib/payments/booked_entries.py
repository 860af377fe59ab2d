"""The ledger in DynamoDB: written once, never changed, read by order."""

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.payments.entry import Entry
from chalicelib.storage import MomentAttribute, Put, Stale, Table


class BookedLine(MapAttribute[str, object]):
    account = UnicodeAttribute()
    grosze = NumberAttribute()


class BookedEntry(Table):
    class Meta:
        table_name = config.table_name("ledger")
        region = config.REGION

    order_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(range_key=True)
    booked_at = MomentAttribute()
    lines = ListAttribute(of=BookedLine)
    call = UnicodeAttribute(null=True)
    report = UnicodeAttribute(null=True)


def book(entry: Entry) -> Put:
    """Return the write that appends an entry; refused as Stale when it is there already."""
    item = BookedEntry(
        order_id=entry.order_id,
        kind=entry.kind,
        booked_at=entry.booked_at,
        lines=[BookedLine(account=account, grosze=grosze) for account, grosze in entry.lines],
        call=entry.call or None,
        report=entry.report or None,
    )
    return Put(item, BookedEntry.order_id.does_not_exist(), Stale)


def of_order(order_id: str) -> list[Entry]:
    """Return an order's entries, oldest first (strong read)."""
    found = BookedEntry.query(order_id, consistent_read=True)
    return sorted((_entry(item) for item in found), key=lambda entry: entry.booked_at)


def _entry(item: BookedEntry) -> Entry:
    lines = tuple((line.account, int(line.grosze)) for line in item.lines)
    return Entry(item.order_id, item.kind, item.booked_at, lines, item.call or "", item.report or "")
