"""Use case: what operators decided in one area, newest first, a page at a time."""

from chalicelib.audit import recorded_entries
from chalicelib.audit.entry import AuditEntry
from chalicelib.cursor import paged


def list_entries(area: str, limit: int, cursor: str | None) -> tuple[list[AuditEntry], str | None]:
    """Return one page and the cursor of the next; raises InvalidCursor for a cursor of another area."""
    return paged(f"audit:{area}", cursor, lambda after: recorded_entries.of_area(area, limit, after))
