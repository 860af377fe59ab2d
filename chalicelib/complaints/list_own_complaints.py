"""Use case: a phone's complaints, newest first, a page at a time."""

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.answer import ComplaintPage, complaint_summary
from chalicelib.complaints.order import ComplaintsPage
from chalicelib.cursor import seal, unseal
from chalicelib.secret_values import secret


def list_own_complaints(device_id: str, page: ComplaintsPage) -> ComplaintPage:
    """Return one page; raises InvalidCursor for a cursor of another phone or one that is not ours."""
    list_name = f"complaints:{device_id}"
    after = unseal(page.cursor, list_name, secret("cursors/key")) if page.cursor else None
    complaints, position = filed_complaints.of_device(device_id, page.limit, after)
    next_cursor = seal(position, list_name, secret("cursors/key")) if position else None
    return ComplaintPage([complaint_summary(complaint) for complaint in complaints], next_cursor)
