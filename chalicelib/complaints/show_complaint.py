"""Use case: an operator reads a case with its evidence."""

from dataclasses import dataclass

from chalicelib.complaints.complaint import Complaint
from chalicelib.complaints.find_complaint import find_complaint
from chalicelib.complaints.port import Files


@dataclass(frozen=True)
class Case:
    """`links`: attachment id → address to download it from; an attachment without one has not come."""

    complaint: Complaint
    links: dict[str, str]


def show_complaint(complaint_id: str, files: Files) -> Case:
    """Return the complaint with links to what was uploaded; raises ComplaintUnknown."""
    complaint = find_complaint(complaint_id)
    uploaded = files.uploaded(complaint_id) if complaint.attachments else frozenset[str]()
    links = {
        attachment.attachment_id: files.link(complaint_id, attachment)
        for attachment in complaint.attachments
        if attachment.attachment_id in uploaded
    }
    return Case(complaint, links)
