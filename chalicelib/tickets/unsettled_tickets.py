"""Tickets as an operator looks for them: by any of their orders, and those whose money waits for something."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from chalicelib.tickets.kept_tickets import REVIEW, KeptTicket, due_before, get, in_order
from chalicelib.tickets.ticket import Ticket, ticket_id_of

_PAGE = 100


def of_order(order_id: str) -> Ticket | None:
    """Return the ticket with this order, a second transaction of its order included (strong read)."""
    ticket = get(ticket_id_of(order_id)) if ticket_id_of(order_id) else None
    return ticket if ticket is not None and any(order_id == one.order_id for one in ticket.payments) else None


def in_review(limit: int) -> list[Ticket]:
    """Return tickets that wait for a person, oldest first; the index may be a moment behind."""
    return in_order([item.ticket_id for item in KeptTicket.by_review.query(REVIEW, limit=limit)])


def all_due(until: datetime) -> Iterator[Ticket]:
    """Yield the tickets with something to do until then, the most urgent first; the index may be a moment behind."""
    ticket_ids = due_before(until)
    while page := list(islice(ticket_ids, _PAGE)):
        yield from in_order(page)
