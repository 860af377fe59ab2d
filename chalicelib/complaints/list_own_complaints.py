"""Use case: a phone's complaints, newest first, a page at a time."""

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.answer import ComplaintPage, complaint_summary
from chalicelib.complaints.order import ComplaintsPage
from chalicelib.cursor import paged


def list_own_complaints(device_id: str, page: ComplaintsPage) -> ComplaintPage:
    """Return one page; raises InvalidCursor for a cursor of another phone or one that is not ours."""
    complaints, next_cursor = paged(
        f"complaints:{device_id}", page.cursor, lambda after: filed_complaints.of_device(device_id, page.limit, after)
    )
    return ComplaintPage([complaint_summary(complaint) for complaint in complaints], next_cursor)
