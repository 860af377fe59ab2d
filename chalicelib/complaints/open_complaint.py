"""Use case: a driver complains about a stay."""

from dataclasses import replace
from datetime import datetime

from chalicelib import ids
from chalicelib.caller import Caller
from chalicelib.complaints import filed_complaints
from chalicelib.complaints.complaint import DRIVER, Complaint, opened
from chalicelib.complaints.order import ComplaintOrder
from chalicelib.complaints.subject import Subject
from chalicelib.errors import IdempotencyKeyReused
from chalicelib.storage import commit


def open_complaint(order: ComplaintOrder, subject: Subject, caller: Caller, now: datetime) -> Complaint:
    """Return the new complaint about the caller's own stay, told about in the language that the caller asks in.

    Safe to repeat with the same key: the complaint's id is derived from it, and the repeat gets the complaint as
    it is by then. Raises IdempotencyKeyReused.
    """
    complaint = opened(
        ids.derived_id("cmp", caller.device_id, caller.key),
        replace(subject, language=caller.language),
        order.reason,
        DRIVER,
        now,
        description=order.description.strip(),
        phone=order.phone or "",
        fingerprint=caller.fingerprint,
    )
    try:
        commit(filed_complaints.keep_new(complaint))
    except filed_complaints.Repeated as earlier:
        if earlier.complaint.fingerprint != caller.fingerprint:
            raise IdempotencyKeyReused() from earlier
        return earlier.complaint
    return complaint
