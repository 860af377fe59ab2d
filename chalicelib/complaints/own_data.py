"""Use case: hand a phone all that its complaints keep about it, a page at a time."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.answer import ComplaintAnswer, complaint_answer
from chalicelib.complaints.complaint import Complaint
from chalicelib.complaints.port import Files

Position = dict[str, Any]


class OwnComplaint(msgspec.Struct, frozen=True):
    """A complaint as the app shows it, and what else is kept with it.

    The files are named and not handed out: no function may read evidence. The phone has sent them itself.
    """

    complaint: ComplaintAnswer
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
        email=complaint.subject.email or None,
        language=complaint.subject.language,
    )
