"""What is left of a complaint when its driver's phone is erased. Rules only.

The case and its decision stay as long as somebody may ask why it was so decided. The driver's words, evidence and
addresses were there to decide it, and go.
"""

from dataclasses import replace

from chalicelib.complaints.complaint import Complaint
from chalicelib.complaints.errors import ComplaintUndecided


def expect_decided(complaint: Complaint) -> None:
    """Raise ComplaintUndecided while the complaint waits for its decision."""
    if complaint.status != "decided":
        raise ComplaintUndecided()


def without_driver(complaint: Complaint, nobody: str) -> Complaint:
    """Return the complaint of `nobody`, a name that leads nowhere; raises ComplaintUndecided."""
    expect_decided(complaint)
    subject = replace(complaint.subject, device_id=nobody, email="")
    return replace(complaint, subject=subject, description="", phone="", fingerprint="", attachments=())
