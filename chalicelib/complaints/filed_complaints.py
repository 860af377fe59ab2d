"""Complaints in DynamoDB: one item each, its history inside."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.complaints.complaint import Attachment, Complaint, Decision, Reason, Status, Step
from chalicelib.complaints.subject import Subject
from chalicelib.retention import FIVE_YEARS
from chalicelib.storage import MomentAttribute, Put, RawItem, Stale, Table, epoch_seconds

KEPT = FIVE_YEARS
"""After its last step: as long as a claim about a public charge lives (art. 40d udp)."""
_PAGE = 100

Position = dict[str, Any]


class FiledSubject(MapAttribute[str, Any]):
    stay_id = UnicodeAttribute()
    plate = UnicodeAttribute()
    subzone = UnicodeAttribute()
    started_at = MomentAttribute()
    stopped_at = MomentAttribute(null=True)
    method = UnicodeAttribute()
    order_ids = ListAttribute(of=UnicodeAttribute)
    held_grosze = NumberAttribute()
    captured_grosze = NumberAttribute()
    released_grosze = NumberAttribute()
    email = UnicodeAttribute(null=True)
    language = UnicodeAttribute()


class FiledStep(MapAttribute[str, Any]):
    status = UnicodeAttribute()
    by = UnicodeAttribute()
    at = MomentAttribute()


class FiledDecision(MapAttribute[str, Any]):
    outcome = UnicodeAttribute()
    amount_grosze = NumberAttribute()
    why = UnicodeAttribute()


class FiledAttachment(MapAttribute[str, Any]):
    attachment_id = UnicodeAttribute()
    file_name = UnicodeAttribute()
    content_type = UnicodeAttribute()
    size = NumberAttribute()
    announced_at = MomentAttribute()


class ByDevice(GlobalSecondaryIndex["FiledComplaint"]):
    class Meta:
        index_name = "by-device"
        projection = KeysOnlyProjection()

    device_id = UnicodeAttribute(hash_key=True)
    opened_at = MomentAttribute(range_key=True)


class ByStatus(GlobalSecondaryIndex["FiledComplaint"]):
    class Meta:
        index_name = "by-status"
        projection = KeysOnlyProjection()

    undecided = UnicodeAttribute(hash_key=True)
    opened_at = MomentAttribute(range_key=True)


class FiledComplaint(Table):
    """`undecided` is the status until the decision and then gone, so its index holds only what waits for a person."""

    class Meta:
        table_name = config.table_name("complaints")
        region = config.REGION

    by_device = ByDevice()
    by_status = ByStatus()

    complaint_id = UnicodeAttribute(hash_key=True)
    device_id = UnicodeAttribute()
    opened_at = MomentAttribute()
    undecided = UnicodeAttribute(null=True)
    subject = FiledSubject()
    reason = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    fingerprint = UnicodeAttribute(null=True)
    history = ListAttribute(of=FiledStep)
    decision = FiledDecision(null=True)
    attachments = ListAttribute(of=FiledAttachment)
    version = NumberAttribute()
    expires_at = NumberAttribute()


class Repeated(Exception):
    """The complaint was already opened; `complaint` is the one that stands there."""

    def __init__(self, image: RawItem | None) -> None:
        super().__init__()
        if image is None:
            raise RuntimeError("a refused write did not bring the item in its way")
        self.complaint = from_image(image)


def keep_new(complaint: Complaint) -> Put:
    """Return the write of a new complaint; refused as Repeated when its id is taken."""
    return Put(_item(complaint), FiledComplaint.complaint_id.does_not_exist(), Repeated)


def replacing(before: Complaint, after: Complaint) -> Put:
    """Return the write of a changed complaint; refused as Stale when it changed since `before` was read."""
    return Put(_item(replace(after, version=before.version + 1)), FiledComplaint.version == before.version, Stale)


def get(complaint_id: str) -> Complaint | None:
    """Return the complaint as it is now (strong read)."""
    try:
        return _complaint(FiledComplaint.get(complaint_id, consistent_read=True))
    except FiledComplaint.DoesNotExist:
        return None


def of_device(device_id: str, limit: int, after: Position | None) -> tuple[list[Complaint], Position | None]:
    """Return a device's complaints, newest first, and the position to go on from."""
    page = FiledComplaint.by_device.query(
        device_id, scan_index_forward=False, limit=limit, page_size=limit, last_evaluated_key=after
    )
    return _read_all([item.complaint_id for item in page]), page.last_evaluated_key


def all_of_device(device_id: str) -> Iterator[Complaint]:
    """Yield a device's complaints, newest first; one that was opened a moment ago may still be missing."""
    after: Position | None = None
    while True:
        complaints, after = of_device(device_id, _PAGE, after)
        yield from complaints
        if after is None:
            return


def undecided(status: Status, limit: int, after: Position | None) -> tuple[list[Complaint], Position | None]:
    """Return the complaints that wait with that status, oldest first, and the position to go on from."""
    page = FiledComplaint.by_status.query(status, limit=limit, page_size=limit, last_evaluated_key=after)
    return _read_all([item.complaint_id for item in page]), page.last_evaluated_key


def from_image(image: RawItem) -> Complaint:
    """Return the complaint in a stream record's image or a refused write's item."""
    item = FiledComplaint()
    item.deserialize(image)
    return _complaint(item)


def _read_all(complaint_ids: list[str]) -> list[Complaint]:
    """Return them as they are now, in that order; the index may be a moment behind."""
    found = {complaint.complaint_id: complaint for complaint in _read(complaint_ids)}
    return [found[complaint_id] for complaint_id in complaint_ids if complaint_id in found]


def _read(complaint_ids: list[str]) -> Iterator[Complaint]:
    for item in FiledComplaint.batch_get(complaint_ids, consistent_read=True) if complaint_ids else ():
        yield _complaint(item)


def _item(complaint: Complaint) -> FiledComplaint:
    return FiledComplaint(
        complaint_id=complaint.complaint_id,
        device_id=complaint.device_id,
        opened_at=complaint.opened_at,
        undecided=complaint.status if complaint.status != "decided" else None,
        subject=_filed_subject(complaint.subject),
        reason=complaint.reason,
        description=complaint.description or None,
        phone=complaint.phone or None,
        fingerprint=complaint.fingerprint or None,
        history=[FiledStep(**vars(step)) for step in complaint.history],
        decision=FiledDecision(**vars(complaint.decision)) if complaint.decision else None,
        attachments=[FiledAttachment(**vars(attachment)) for attachment in complaint.attachments],
        version=complaint.version,
        expires_at=epoch_seconds(KEPT.after(complaint.history[-1].at)),
    )


def _filed_subject(subject: Subject) -> FiledSubject:
    facts = {name: value for name, value in vars(subject).items() if name != "device_id"}
    return FiledSubject(**facts | {"order_ids": list(subject.order_ids), "email": subject.email or None})


def _complaint(item: FiledComplaint) -> Complaint:
    return Complaint(
        complaint_id=item.complaint_id,
        subject=_subject(item),
        reason=cast(Reason, item.reason),
        description=item.description or "",
        phone=item.phone or "",
        fingerprint=item.fingerprint or "",
        history=tuple(Step(**step.attribute_values) for step in item.history),
        decision=Decision(**item.decision.attribute_values) if item.decision else None,
        attachments=tuple(Attachment(**attachment.attribute_values) for attachment in item.attachments),
        version=int(item.version),
    )


def _subject(item: FiledComplaint) -> Subject:
    absent: dict[str, Any] = {"stopped_at": None, "email": ""}
    known = {"device_id": item.device_id, "order_ids": tuple(item.subject.order_ids)}
    return Subject(**absent | item.subject.attribute_values | known)
