"""Use case: hand a phone all that its complaints keep about it, a page at a time."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.answer import AttachmentId, ComplaintAnswer, complaint_answer
from chalicelib.complaints.complaint import Complaint
from chalicelib.complaints.port import Files

Position = dict[str, Any]


class OwnFile(msgspec.Struct, frozen=True):
    """Where an uploaded file can be downloaded from, within a quarter of an hour, by whoever has the address."""

    attachment_id: AttachmentId
    url: Annotated[str, Meta(examples=["https://files.example/complaints/cmp_…/file_…?X-Amz-Signature=…"])]


class OwnComplaint(msgspec.Struct, frozen=True):
    """A complaint as the app shows it, and what else is kept with it.

    The export has no file in it, but a link to each that came, signed when the page was asked for.
    """

    complaint: ComplaintAnswer
    files: list[OwnFile]
    email: Annotated[str, Meta(examples=["driver@example.com"])] | None
    language: Annotated[str, Meta(examples=["pl"])]


def own_complaints(
    device_id: str, limit: int, after: Position | None, files: Files
) -> tuple[list[OwnComplaint], Position | None]:
    """Return a page of the phone's complaints, newest first, and the position to go on from."""
    complaints, position = filed_complaints.of_device(device_id, limit, after)
    return [_own(complaint, files) for complaint in complaints], position


def _own(complaint: Complaint, files: Files) -> OwnComplaint:
    uploaded = files.uploaded(complaint.complaint_id) if complaint.attachments else frozenset[str]()
    return OwnComplaint(
        complaint=complaint_answer(complaint, uploaded),
        files=[
            OwnFile(attachment.attachment_id, files.link(complaint.complaint_id, attachment))
            for attachment in complaint.attachments
            if attachment.attachment_id in uploaded
        ],
        email=complaint.subject.email or None,
        language=complaint.subject.language,
    )
