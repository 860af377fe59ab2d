"""Use case: the system complains for a driver who has not noticed yet."""

from datetime import datetime

from chalicelib import ids
from chalicelib.complaints import filed_complaints
from chalicelib.complaints.complaint import SYSTEM, Complaint, Reason, opened
from chalicelib.complaints.subject import Subject
from chalicelib.storage import commit


def open_by_system(subject: Subject, reason: Reason, now: datetime) -> Complaint:
    """Return the system's one complaint about that stay for that reason; the first call opens it.

    Safe to repeat at any time, also after the decision: nothing is opened, changed or told twice.
    """
    complaint = opened(ids.derived_id("cmp", SYSTEM, subject.stay_id, reason), subject, reason, SYSTEM, now)
    try:
        commit(filed_complaints.keep_new(complaint))
    except filed_complaints.Repeated as earlier:
        return earlier.complaint
    return complaint
