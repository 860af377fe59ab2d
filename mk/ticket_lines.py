"""A ticket, as every area shows it."""

from typing import Any

from chalicelib.clock import utc_now
from chalicelib.texts import text
from chalicelib.tickets.ticket import Ticket, state_at
from mk.answer import moment
from mk.payment_lines import payment_facts

_TICKET = ("ticket_id", "product", "rate", "months", "lines", "method", "unpaid_because")
_TICKET_MOMENTS = ("ordered_at", "issued_at", "returned_at", "changed_at", "valid_from", "valid_until", "moves")


def ticket_line(ticket: Ticket, language: str) -> str:
    """Return the ticket in a line: id, what it is and for when, and its state."""
    known = {"from": moment(ticket.valid_from), "until": moment(ticket.validity.last_moment)}
    state = text(f"desk.ticket_state.{state_at(ticket, utc_now())}", language)
    when = text("desk.ticket_line", language, ticket_id=ticket.ticket_id, **known)
    return f"{ticket.product} {ticket.rate}  {when}  {state}"


def ticket_facts(ticket: Ticket) -> dict[str, Any]:
    """Return the ticket for a program, without what would name its holder."""
    facts = {name: getattr(ticket, name) for name in (*_TICKET, *_TICKET_MOMENTS)}
    payments = [payment_facts(payment) for payment in ticket.payments]
    return facts | {"state": state_at(ticket, utc_now()), "payments": payments}
