"""Use case: find a complaint, for the phone that it belongs to or for an operator."""

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.complaint import Complaint
from chalicelib.complaints.errors import ComplaintUnknown


def find_own_complaint(complaint_id: str, device_id: str) -> Complaint:
    """Return the device's own complaint; raises ComplaintUnknown for any other, so nobody learns that it exists."""
    complaint = filed_complaints.get(complaint_id)
    if complaint is None or complaint.device_id != device_id:
        raise ComplaintUnknown()
    return complaint


def find_complaint(complaint_id: str) -> Complaint:
    """Return any complaint, for an operator; raises ComplaintUnknown."""
    complaint = filed_complaints.get(complaint_id)
    if complaint is None:
        raise ComplaintUnknown()
    return complaint
