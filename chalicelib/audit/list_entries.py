"""Use case: what operators decided in one area, newest first, a page at a time."""

from chalicelib.audit import recorded_entries
from chalicelib.audit.entry import AuditEntry
from chalicelib.cursor import seal, unseal
from chalicelib.secret_values import secret


def list_entries(area: str, limit: int, cursor: str | None) -> tuple[list[AuditEntry], str | None]:
    """Return one page and the cursor of the next; raises InvalidCursor for a cursor of another area."""
    list_name = f"audit:{area}"
    after = unseal(cursor, list_name, secret("cursors/key")) if cursor else None
    entries, position = recorded_entries.of_area(area, limit, after)
    return entries, seal(position, list_name, secret("cursors/key")) if position else None
