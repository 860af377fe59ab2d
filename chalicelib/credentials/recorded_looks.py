"""Every online look at a ticket: who looked, when, at which, and what they were told. Kept for a year, then deleted."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.credentials.ticket_verdict import Look, Verdict
from chalicelib.storage import MomentAttribute, Table, epoch_seconds

KEPT = timedelta(days=365)


class RecordedLook(Table):
    class Meta:
        table_name = config.table_name("ticket-inspections")
        region = config.REGION

    inspector_id = UnicodeAttribute(hash_key=True)
    looked_at = MomentAttribute(range_key=True)
    ticket_id = UnicodeAttribute(null=True)
    zone = UnicodeAttribute(null=True)
    line = UnicodeAttribute(null=True)
    documents_seen = BooleanAttribute()
    verdict = UnicodeAttribute()
    reason = UnicodeAttribute()
    expires_at = NumberAttribute()


class RecordedVerdict(NamedTuple):
    looked_at: datetime
    ticket_id: str | None
    verdict: str
    reason: str


def keep(inspector_id: str, look: Look, told: Verdict) -> None:
    """Append one look; a code that the city did not sign has no ticket."""
    RecordedLook(
        inspector_id=inspector_id,
        looked_at=look.now,
        ticket_id=told.facts.ticket_id if told.facts else None,
        zone=look.zone,
        line=look.line,
        documents_seen=look.documents_seen,
        verdict=told.outcome,
        reason=told.reason,
        expires_at=epoch_seconds(look.now + KEPT),
    ).save()


def page_of_inspector(
    inspector_id: str, limit: int, after: dict[str, Any] | None
) -> tuple[list[RecordedVerdict], dict[str, Any] | None]:
    """Return an inspector's looks, oldest first, and the position to go on from."""
    page = RecordedLook.query(inspector_id, limit=limit, page_size=limit, last_evaluated_key=after)
    looks = [RecordedVerdict(item.looked_at, item.ticket_id, item.verdict, item.reason) for item in page]
    return looks, page.last_evaluated_key
