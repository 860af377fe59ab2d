"""What a phone gets: its complaint as far as it has come. Times are on Kraków's clock, with their offset."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.complaints import complaint as rules
from chalicelib.complaints.complaint import FORM_LIFE, Attachment, Complaint
from chalicelib.complaints.port import UploadForm
from chalicelib.complaints.subject import Subject
from chalicelib.money import Money
from chalicelib.payments.port import Method
from chalicelib.warsaw import in_warsaw

Moment = Annotated[datetime, Meta(tz=True, examples=["2026-12-08T10:15:00+01:00"])]
ComplaintId = Annotated[str, Meta(examples=["cmp_pfqxe2lpnzsxg2lf"])]
AttachmentId = Annotated[str, Meta(examples=["file_nbswy3dpeb3w64tm"])]

_FORM_EXAMPLE = {
    "Content-Type": "image/png",
    "key": "complaints/cmp_pfqxe2lpnzsxg2lf/file_nbswy3dpeb3w64tm",
    "policy": "eyJleHBpcmF0aW9uIjog…",
    "x-amz-signature": "6531ac5b515eb867…",
}


class ComplaintSubject(msgspec.Struct, frozen=True):
    """The stay as it stood when the complaint was opened. `started_at`: when it was asked for, if it never ran."""

    stay_id: Annotated[str, Meta(examples=["stay_mzxw6ytboi4dkmrt"])]
    plate: Annotated[str, Meta(examples=["KR1AB23"])]
    subzone: Annotated[str, Meta(examples=["B"])]
    started_at: Moment
    stopped_at: Moment | None
    method: Annotated[Method, Meta(examples=["card"])]
    order_ids: list[Annotated[str, Meta(examples=["stay_mzxw6ytboi4dkmrt_1"])]]
    held: Money
    captured: Money
    released: Money


class ComplaintStep(msgspec.Struct, frozen=True):
    """Who moved the complaint on, and when."""

    status: Annotated[rules.Status, Meta(examples=["open"])]
    by: Annotated[Literal["driver", "system", "operator"], Meta(examples=["driver"])]
    at: Moment


class ComplaintDecision(msgspec.Struct, frozen=True):
    """How it ended. `amount`: what goes back, only with `money_back`."""

    outcome: Annotated[rules.Outcome, Meta(examples=["money_back"])]
    amount: Money | None
    why: Annotated[str, Meta(examples=["Blokada nie została zwolniona w terminie."])]


class AttachmentAnswer(msgspec.Struct, frozen=True):
    """`uploaded` once the file is really there."""

    attachment_id: AttachmentId
    file_name: Annotated[str, Meta(examples=["bank.png"])]
    content_type: Annotated[rules.ContentType, Meta(examples=["image/png"])]
    size: Annotated[int, Meta(description="in bytes", examples=[182044])]
    state: Annotated[Literal["announced", "uploaded"], Meta(examples=["uploaded"])]


class ComplaintAnswer(msgspec.Struct, frozen=True):
    complaint_id: ComplaintId
    status: Annotated[rules.Status, Meta(examples=["open"])]
    reason: Annotated[rules.Reason, Meta(examples=["hold_not_released"])]
    description: Annotated[str, Meta(examples=["Od dwóch tygodni bank nie odblokował kwoty."])]
    phone: Annotated[str, Meta(examples=["126165555"])] | None
    stay: ComplaintSubject
    history: list[ComplaintStep]
    decision: ComplaintDecision | None
    attachments: list[AttachmentAnswer]


class ComplaintSummary(msgspec.Struct, frozen=True):
    """One line of the list."""

    complaint_id: ComplaintId
    status: Annotated[rules.Status, Meta(examples=["open"])]
    reason: Annotated[rules.Reason, Meta(examples=["hold_not_released"])]
    opened_at: Moment
    stay_id: Annotated[str, Meta(examples=["stay_mzxw6ytboi4dkmrt"])]
    plate: Annotated[str, Meta(examples=["KR1AB23"])]
    decision: ComplaintDecision | None


class ComplaintPage(msgspec.Struct, frozen=True):
    items: list[ComplaintSummary]
    next_cursor: Annotated[str, Meta(examples=["q83vEjRW…"])] | None


class AttachmentForm(msgspec.Struct, frozen=True):
    """POST multipart/form-data to `url` until `expires_at`: every field as it is, then the file as `file`."""

    attachment_id: AttachmentId
    url: Annotated[str, Meta(examples=["https://mkrakow-prod-attachments-123456789012.s3.eu-central-1.amazonaws.com/"])]
    fields: Annotated[dict[str, str], Meta(examples=[_FORM_EXAMPLE])]
    expires_at: Moment


def complaint_answer(complaint: Complaint, uploaded: Collection[str]) -> ComplaintAnswer:
    """Return a complaint as its driver sees it; `uploaded` are the attachments that have come."""
    return ComplaintAnswer(
        complaint_id=complaint.complaint_id,
        status=complaint.status,
        reason=complaint.reason,
        description=complaint.description,
        phone=complaint.phone or None,
        stay=_subject(complaint.subject),
        history=[_step(step) for step in complaint.history],
        decision=_decision(complaint),
        attachments=[_attachment(attachment, uploaded) for attachment in complaint.attachments],
    )


def complaint_summary(complaint: Complaint) -> ComplaintSummary:
    """Return a complaint as a line of a list."""
    return ComplaintSummary(
        complaint_id=complaint.complaint_id,
        status=complaint.status,
        reason=complaint.reason,
        opened_at=in_warsaw(complaint.opened_at),
        stay_id=complaint.subject.stay_id,
        plate=complaint.subject.plate,
        decision=_decision(complaint),
    )


def attachment_form(attachment: Attachment, form: UploadForm) -> AttachmentForm:
    """Return the form that uploads an attachment."""
    expires_at = in_warsaw(attachment.announced_at + FORM_LIFE)
    return AttachmentForm(attachment.attachment_id, form.url, form.fields, expires_at)


def _subject(subject: Subject) -> ComplaintSubject:
    return ComplaintSubject(
        stay_id=subject.stay_id,
        plate=subject.plate,
        subzone=subject.subzone,
        started_at=in_warsaw(subject.started_at),
        stopped_at=in_warsaw(subject.stopped_at) if subject.stopped_at else None,
        method=subject.method,
        order_ids=list(subject.order_ids),
        held=Money(subject.held_grosze),
        captured=Money(subject.captured_grosze),
        released=Money(subject.released_grosze),
    )


def _step(step: rules.Step) -> ComplaintStep:
    # Which operator it was is the city's business, and the audit's.
    known: dict[str, Literal["driver", "system"]] = {rules.DRIVER: "driver", rules.SYSTEM: "system"}
    return ComplaintStep(step.status, known.get(step.by, "operator"), in_warsaw(step.at))


def _decision(complaint: Complaint) -> ComplaintDecision | None:
    if complaint.decision is None:
        return None
    grosze = complaint.decision.amount_grosze
    return ComplaintDecision(complaint.decision.outcome, Money(grosze) if grosze else None, complaint.decision.why)


def _attachment(attachment: Attachment, uploaded: Collection[str]) -> AttachmentAnswer:
    return AttachmentAnswer(
        attachment_id=attachment.attachment_id,
        file_name=attachment.file_name,
        content_type=attachment.content_type,
        size=attachment.size,
        state="uploaded" if attachment.attachment_id in uploaded else "announced",
    )
