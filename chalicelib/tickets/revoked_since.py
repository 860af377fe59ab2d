"""Use case: which tickets are not as they were, so that whatever vouched for them before is worthless."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.tickets import kept_tickets
from chalicelib.tickets.ticket import A_CHANGE_TAKES


def revoked_since(moment: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield each ticket that was returned, moved or given other lines, oldest first, and from when it is unchanged.

    Only those of that moment or later. What is dated before a ticket's moment may have been read before its change was
    written. The index may be a moment behind.
    """
    for ticket_id, changed_at in kept_tickets.changed_since(moment - A_CHANGE_TAKES):
        yield ticket_id, changed_at + A_CHANGE_TAKES
