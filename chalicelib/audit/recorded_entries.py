"""The audit in DynamoDB: appended to, never changed, newest found first, deleted after five years."""

from datetime import UTC
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.audit.entry import AuditEntry
from chalicelib.retention import FIVE_YEARS
from chalicelib.storage import MomentAttribute, Put, Stale, Table, epoch_seconds

KEPT = FIVE_YEARS
"""As long as a claim about a public charge lives (art. 40d udp)."""


class RecordedEntry(Table):
    class Meta:
        table_name = config.table_name("audit")
        region = config.REGION

    area = UnicodeAttribute(hash_key=True)
    at_id = UnicodeAttribute(range_key=True)
    at = MomentAttribute()
    who = UnicodeAttribute()
    what = UnicodeAttribute()
    subject_id = UnicodeAttribute()
    why = UnicodeAttribute()
    before = JSONAttribute()
    after = JSONAttribute()
    expires_at = NumberAttribute()


def record(entry: AuditEntry) -> Put:
    """Return the write of an entry; refused as Stale when the same was done to it in the same millisecond."""
    facts: dict[str, Any] = {
        name: dict(value) if name in ("before", "after") else value for name, value in vars(entry).items()
    }
    item = RecordedEntry(**facts, at_id=_at_id(entry), expires_at=epoch_seconds(KEPT.after(entry.at)))
    return Put(item, RecordedEntry.at_id.does_not_exist(), Stale)


def of_area(area: str, limit: int, after: dict[str, Any] | None) -> tuple[list[AuditEntry], dict[str, Any] | None]:
    """Return an area's entries, newest first, and the position to go on from."""
    page = RecordedEntry.query(
        area,
        scan_index_forward=False,
        consistent_read=True,
        limit=limit,
        page_size=limit,
        last_evaluated_key=after,
    )
    entries = [_entry(item) for item in page]
    return entries, page.last_evaluated_key


def _at_id(entry: AuditEntry) -> str:
    moment = f"{entry.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{entry.at.microsecond // 1000:03d}Z"
    return f"{moment}#{entry.subject_id}#{entry.what}"


def _entry(item: RecordedEntry) -> AuditEntry:
    return AuditEntry(**{name: item.attribute_values[name] for name in AuditEntry.__dataclass_fields__})
