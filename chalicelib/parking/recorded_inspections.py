"""Every look-up of a plate: who looked, when, and what they were told. Kept for a year, then deleted."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.parking.answer import PlateVerdict
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


def keep(inspector_id: str, subzone: str | None, told: PlateVerdict, now: datetime) -> None:
    """Append one look-up; `subzone` is where the inspector says the car stands."""
    RecordedInspection(
        inspector_id=inspector_id,
        looked_up_at=now,
        plate=told.plate,
        subzone=subzone,
        verdict=told.verdict,
        reason=told.reason,
        expires_at=epoch_seconds(now + KEPT),
    ).save()


def of_inspector(inspector_id: str) -> list[tuple[datetime, str, str]]:
    """Return an inspector's look-ups, oldest first: when, plate, verdict."""
    return [(item.looked_up_at, item.plate, item.verdict) for item in RecordedInspection.query(inspector_id)]
