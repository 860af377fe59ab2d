"""Use case: which tickets are not as they were, so that whatever vouched for them before is worthless."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.tickets import kept_tickets


def revoked_since(moment: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield each ticket that was returned, moved or given other lines at that moment or later, and when, oldest first.

    The index may be a moment behind.
    """
    return kept_tickets.changed_since(moment)
