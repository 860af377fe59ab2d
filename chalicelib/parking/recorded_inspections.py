"""Every look-up of a plate: who looked, when, and what they were told. Kept for a year, then deleted."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.parking.verdict import Verdict
from chalicelib.storage import MomentAttribute, Table, epoch_seconds

KEPT = timedelta(days=365)


class RecordedInspection(Table):
    class Meta:
        table_name = config.table_name("inspections")
        region = config.REGION

    inspector_id = UnicodeAttribute(hash_key=True)
    looked_up_at = MomentAttribute(range_key=True)
    plate = UnicodeAttribute()
    subzone = UnicodeAttribute(null=True)
    verdict = UnicodeAttribute()
    reason = UnicodeAttribute()
    expires_at = NumberAttribute()


class LookUp(NamedTuple):
    """When an inspector looked, where, and what they were told: all but the plate, which is somebody else's."""

    looked_up_at: datetime
    subzone: str | None
    verdict: str
    reason: str


def keep(inspector_id: str, subzone: str | None, told: Verdict, now: datetime) -> None:
    """Append one look-up; `subzone` is where the inspector says the car stands."""
    RecordedInspection(
        inspector_id=inspector_id,
        looked_up_at=now,
        plate=told.plate,
        subzone=subzone,
        verdict=told.outcome,
        reason=told.reason,
        expires_at=epoch_seconds(now + KEPT),
    ).save()


def page_of_inspector(
    inspector_id: str, limit: int, after: dict[str, Any] | None
) -> tuple[list[LookUp], dict[str, Any] | None]:
    """Return an inspector's look-ups, oldest first, and the position to go on from."""
    page = RecordedInspection.query(inspector_id, limit=limit, page_size=limit, last_evaluated_key=after)
    look_ups = [LookUp(item.looked_up_at, item.subzone, item.verdict, item.reason) for item in page]
    return look_ups, page.last_evaluated_key
