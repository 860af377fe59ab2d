"""Who parks a plate right now. Keyed by plate, so DynamoDB itself refuses a second running stay."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import config
from chalicelib.parking.claim import Claim
from chalicelib.parking.errors import AlreadyParked
from chalicelib.parking.stay import Stay
from chalicelib.storage import Check, MomentAttribute, Put, RawItem, Table, Update, epoch_seconds

KEPT = timedelta(days=30)
"""How long an ended claim stays to be inspected; then DynamoDB deletes it by `expires_at`."""


class ClaimedPlate(Table):
    class Meta:
        table_name = config.table_name("plates")
        region = config.REGION

    plate = UnicodeAttribute(hash_key=True)
    stay_id = UnicodeAttribute()
    subzone = UnicodeAttribute()
    started_at = MomentAttribute()
    ends_at = MomentAttribute()
    stopped_at = MomentAttribute(null=True)
    expires_at = NumberAttribute()


def claim(stay: Stay, now: datetime) -> Put:
    """Return the write that makes a running stay the plate's; refused as AlreadyParked when another one runs."""
    return Put(_item(stay), _free(now) | (ClaimedPlate.stay_id == stay.stay_id), lambda _: AlreadyParked())


class PlateMovedOn(Exception):
    """Another stay has taken the plate since this one's paid time ran out."""

    def __init__(self, _in_the_way: RawItem | None) -> None:
        super().__init__()


def moved(stay: Stay) -> Update:
    """Return the write of the stay's new end, planned or final; refused as PlateMovedOn."""
    actions: list[Action] = [ClaimedPlate.ends_at.set(stay.ends_at)]
    if stay.stopped_at:
        actions.append(ClaimedPlate.stopped_at.set(stay.stopped_at))
    return Update(ClaimedPlate(stay.plate), ClaimedPlate.stay_id == stay.stay_id, PlateMovedOn, actions)


def still_free(plate: str, now: datetime) -> Check:
    """Return the check that no stay runs for the plate; refused as AlreadyParked."""
    return Check(ClaimedPlate, plate, _free(now), lambda _: AlreadyParked())


def of(plate: str) -> Claim | None:
    """Return the plate's last claim (strong read: what was acknowledged is seen)."""
    try:
        item = ClaimedPlate.get(plate, consistent_read=True)
    except ClaimedPlate.DoesNotExist:
        return None
    return Claim(plate, item.stay_id, item.subzone, item.started_at, item.stopped_at or item.ends_at)


def _free(now: datetime) -> Condition:
    free: Condition = (
        ClaimedPlate.plate.does_not_exist() | ClaimedPlate.stopped_at.exists() | (ClaimedPlate.ends_at <= now)
    )
    return free


def _item(stay: Stay) -> ClaimedPlate:
    return ClaimedPlate(
        plate=stay.plate,
        stay_id=stay.stay_id,
        subzone=stay.subzone,
        started_at=stay.started_at,
        ends_at=stay.ends_at,
        expires_at=epoch_seconds(stay.ends_at + KEPT),
    )
