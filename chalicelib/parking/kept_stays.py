"""Stays in DynamoDB: one item each, its payments inside. Every change is made under the version it was read at."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.parking.stay import Hold, Stay, stay_id_of
from chalicelib.payments.kept_payment import KeptPayment, kept_facts, payment_of
from chalicelib.payments.port import HoldStarted, Report
from chalicelib.retention import FIVE_YEARS
from chalicelib.storage import MomentAttribute, Put, RawItem, Stale, Table, Update, change, epoch_seconds

LEASE = timedelta(seconds=60)
"""Longer than all calls that one worker makes for one stay."""
KEPT = FIVE_YEARS
"""After its settlement, for accounting. Then DynamoDB deletes it by `expires_at`."""
REVIEW = "REVIEW"
"""In the due index too, but under a name of its own: what a person has to decide, oldest first."""
_PAGE = 100


class KeptHold(KeptPayment):
    held_at = MomentAttribute(null=True)
    unasked_grosze = NumberAttribute(null=True)
    pays_until = MomentAttribute()
    key_hash = UnicodeAttribute()
    fingerprint = UnicodeAttribute()


class ByDevice(GlobalSecondaryIndex["KeptStay"]):
    class Meta:
        index_name = "by-device"
        projection = KeysOnlyProjection()

    device_id = UnicodeAttribute(hash_key=True)
    requested_at = MomentAttribute(range_key=True)


class Due(GlobalSecondaryIndex["KeptStay"]):
    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    job = UnicodeAttribute(hash_key=True)
    due_at = MomentAttribute(range_key=True)


class KeptStay(Table):
    class Meta:
        table_name = config.table_name("stays")
        region = config.REGION

    by_device = ByDevice()
    due = Due()

    stay_id = UnicodeAttribute(hash_key=True)
    device_id = UnicodeAttribute()
    plate = UnicodeAttribute()
    subzone = UnicodeAttribute()
    kind = UnicodeAttribute()
    resident = BooleanAttribute()
    resident_card = UnicodeAttribute(null=True)
    email = UnicodeAttribute()
    language = UnicodeAttribute()
    method = UnicodeAttribute()
    terms_version = UnicodeAttribute()
    requested_at = MomentAttribute()
    paid_hours_end = MomentAttribute()
    ends_at = MomentAttribute()
    holds = ListAttribute(of=KeptHold)
    state = UnicodeAttribute()
    started_at = MomentAttribute(null=True)
    stopped_at = MomentAttribute(null=True)
    stopped_by = UnicodeAttribute(null=True)
    fee_grosze = NumberAttribute()
    unpaid_because = UnicodeAttribute(null=True)
    remind_at = MomentAttribute(null=True)
    reminders = NumberAttribute()
    calls_due_at = MomentAttribute(null=True)
    attempts = NumberAttribute()
    version = NumberAttribute()
    leased_until = MomentAttribute(null=True)
    job = UnicodeAttribute(null=True)
    due_at = MomentAttribute(null=True)
    expires_at = NumberAttribute()


class InTheWay(Exception):
    """A write was refused; `stay` is what stands there, None when nothing does."""

    def __init__(self, image: RawItem | None) -> None:
        super().__init__()
        self.stay = from_image(image) if image else None


class Repeated(InTheWay):
    """The stay of this key was already started."""


class NotAsAsked(InTheWay):
    """The stay is not one that just waits for its only capture."""


def keep_new(stay: Stay) -> Put:
    """Return the write of a new stay; refused as Repeated when its id is taken."""
    return Put(_item(stay), KeptStay.stay_id.does_not_exist(), Repeated)


def replacing(before: Stay, after: Stay) -> Put:
    """Return the write of a changed stay; refused as Stale when it changed since `before` was read."""
    return Put(_item(replace(after, version=before.version + 1)), KeptStay.version == before.version, Stale)


def get(stay_id: str) -> Stay | None:
    """Return the stay as it is now (strong read)."""
    try:
        return _stay(KeptStay.get(stay_id, consistent_read=True))
    except KeptStay.DoesNotExist:
        return None


def of_order(order_id: str) -> Stay | None:
    """Return the stay that an order pays for, if the order is one of its own (strong read)."""
    stay = get(stay_id_of(order_id)) if stay_id_of(order_id) else None
    return stay if stay is not None and order_id in stay.order_ids else None


def note_redirect(stay: Stay, order_id: str, hold: HoldStarted) -> None:
    """Keep where the customer approves an order, whatever has been reported about it meanwhile.

    A notification may overtake the answer to the start, so only the address is written then, not the state.
    """
    kept: Any = KeptStay.holds[stay.order_ids.index(order_id)]
    changes = [kept.redirect_url.set(hold.redirect_url), KeptStay.version.set(KeptStay.version + 1)]
    started = [*changes, kept.state.set("awaiting_customer"), kept.remote_id.set(hold.remote_id)]
    if not change(KeptStay(stay.stay_id), started, kept.state == "created"):
        change(KeptStay(stay.stay_id), changes, KeptStay.stay_id.exists())


def capturing_at_once(report: Report, now: datetime) -> Update:
    """Return the write for the usual end of a stay: its only hold, captured exactly as asked.

    It needs no read: what it relies on is its condition. Refused as NotAsAsked in every other case.
    """
    hold: Any = KeptStay.holds[0]
    as_asked = (
        (hold.order_id == report.order_id)
        & (hold.state == "capture_requested")
        & (hold.due_grosze == report.amount_grosze)
        & (hold.remote_id == report.remote_id)
        & hold.reopened.does_not_exist()
        & KeptStay.holds[1].does_not_exist()
    )
    done = [
        hold.state.set("captured"),
        hold.settled_at.set(now),
        KeptStay.version.set(KeptStay.version + 1),
        KeptStay.calls_due_at.remove(),
        KeptStay.leased_until.remove(),
        KeptStay.job.remove(),
        KeptStay.due_at.remove(),
        KeptStay.expires_at.set(epoch_seconds(KEPT.after(now))),
    ]
    return Update(KeptStay(stay_id_of(report.order_id)), as_asked, NotAsAsked, done)


def claim_calls(stay_id: str, now: datetime) -> Stay | None:
    """Take the stay's gateway calls for one minute; None when somebody else has them or nothing is to be called."""
    item = KeptStay(stay_id)
    unclaimed = KeptStay.leased_until.does_not_exist() | (KeptStay.leased_until <= now)
    actions = [
        KeptStay.leased_until.set(now + LEASE),
        KeptStay.attempts.set(KeptStay.attempts + 1),
        KeptStay.version.set(KeptStay.version + 1),
    ]
    return _stay(item) if change(item, actions, KeptStay.job.exists() & unclaimed) else None


def due_before(now: datetime, shard: int) -> Iterator[str]:
    """Yield the stays of a shard with something to do, oldest first; the index may be a moment behind."""
    for item in KeptStay.due.query(job_of(shard), Due.due_at <= now, page_size=_PAGE):
        yield item.stay_id


def of_device(device_id: str, limit: int, after: dict[str, Any] | None) -> tuple[list[Stay], dict[str, Any] | None]:
    """Return a device's stays, newest first, and the position to go on from."""
    page = KeptStay.by_device.query(
        device_id, scan_index_forward=False, limit=limit, page_size=limit, last_evaluated_key=after
    )
    stays = in_order([item.stay_id for item in page])
    return stays, page.last_evaluated_key


def all_of_device(device_id: str) -> Iterator[Stay]:
    """Yield a device's stays, newest first; one that began a moment ago may still be missing."""
    after: dict[str, Any] | None = None
    while True:
        stays, after = of_device(device_id, _PAGE, after)
        yield from stays
        if after is None:
            return


def from_image(image: RawItem) -> Stay:
    """Return the stay in a stream record's image or a refused write's item."""
    item = KeptStay()
    item.deserialize(image)
    return _stay(item)


def in_order(stay_ids: list[str]) -> list[Stay]:
    """Return the stays as they are now; the index that named them may have been a moment behind."""
    stays = {stay.stay_id: stay for stay in _read_all(stay_ids)}
    return [stays[stay_id] for stay_id in stay_ids if stay_id in stays]


def _read_all(stay_ids: list[str]) -> Iterator[Stay]:
    for item in KeptStay.batch_get(stay_ids, consistent_read=True) if stay_ids else ():
        yield _stay(item)


def job_of(shard: int) -> str:
    """Return the name under which a shard of the due index is read."""
    return f"JOB#{shard}"


def _job_of(stay: Stay) -> str | None:
    if stay.due_at is not None:
        return job_of(zlib.crc32(stay.stay_id.encode()) % config.DUE_SHARDS)
    return REVIEW if stay.reviewed else None


def _item(stay: Stay) -> KeptStay:
    facts: dict[str, Any] = {name: value or None for name, value in vars(stay).items() if name in _OPTIONAL}
    facts |= {name: value for name, value in vars(stay).items() if name not in _OPTIONAL and name != "holds"}
    job = _job_of(stay)
    return KeptStay(
        **facts,
        holds=[_kept_hold(hold) for hold in stay.holds],
        job=job,
        due_at=stay.due_at or (stay.requested_at if job == REVIEW else None),
        expires_at=epoch_seconds(KEPT.after(stay.settled_at)),
    )


def _stay(item: KeptStay) -> Stay:
    facts = {name: value for name, value in item.attribute_values.items() if name in Stay.__dataclass_fields__}
    facts = {name: int(value) if name in _COUNTS else value for name, value in facts.items()}
    return Stay(**facts | {"holds": tuple(_hold(hold) for hold in item.holds)})


def _kept_hold(hold: Hold) -> KeptHold:
    facts = kept_facts(hold.payment)
    return KeptHold(**facts, pays_until=hold.pays_until, key_hash=hold.key_hash, fingerprint=hold.fingerprint)


def _hold(kept: KeptHold) -> Hold:
    return Hold(payment_of(kept), kept.pays_until, kept.key_hash, kept.fingerprint)


_OPTIONAL = {
    "resident_card",
    "started_at",
    "stopped_at",
    "stopped_by",
    "unpaid_because",
    "remind_at",
    "calls_due_at",
    "leased_until",
}
_COUNTS = {"fee_grosze", "reminders", "attempts", "version"}
