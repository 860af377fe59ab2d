"""Use case: what waits for an operator, oldest first, a page at a time."""

from typing import Literal

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.complaint import Complaint
from chalicelib.cursor import paged

Undecided = Literal["open", "in_review"]


def list_complaints(status: Undecided, limit: int, cursor: str | None) -> tuple[list[Complaint], str | None]:
    """Return one page and the cursor of the next; raises InvalidCursor. What is decided stands in the audit."""
    return paged(
        f"operator:complaints:{status}", cursor, lambda after: filed_complaints.undecided(status, limit, after)
    )
