"""Use case: a driver announces a file of evidence and gets the form that uploads it."""

from datetime import datetime

from chalicelib import ids
from chalicelib.caller import Caller
from chalicelib.complaints import filed_complaints
from chalicelib.complaints.answer import AttachmentForm, attachment_form
from chalicelib.complaints.complaint import Attachment, with_attachment
from chalicelib.complaints.find_complaint import find_own_complaint
from chalicelib.complaints.order import AttachmentOrder
from chalicelib.complaints.port import Files
from chalicelib.storage import commit, decide


def attach(complaint_id: str, order: AttachmentOrder, caller: Caller, now: datetime, files: Files) -> AttachmentForm:
    """Return a form for exactly this file. The same key again announces the same file and gets a fresh form.

    The announcement is written first, so no file is ever there that its complaint does not name. Raises
    ComplaintUnknown, ComplaintClosed, TooManyFiles or IdempotencyKeyReused.
    """
    new = Attachment(
        ids.derived_id("file", complaint_id, caller.key),
        order.file_name,
        order.content_type,
        order.size,
        announced_at=now,
    )

    def attempt() -> None:
        complaint = find_own_complaint(complaint_id, caller.device_id)
        uploaded = files.uploaded(complaint_id) if complaint.attachments else frozenset[str]()
        commit(filed_complaints.replacing(complaint, with_attachment(complaint, new, uploaded)))

    decide(attempt)
    return attachment_form(new, files.upload_form(complaint_id, new))
