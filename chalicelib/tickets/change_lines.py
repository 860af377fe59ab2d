"""Use case: change the lines of a ticket for one line or two."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.storage import decide
from chalicelib.tariff.line_rule import changes_left, refuse_change, refuse_lines
from chalicelib.tariff.product import LINES_NAMED
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tickets.course import lines_changed
from chalicelib.tickets.errors import TicketNotInUse
from chalicelib.tickets.find_ticket import find_ticket
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import Ticket, may_be_changed
from chalicelib.warsaw import warsaw_day


def change_lines(ticket_id: str, device_id: str, lines: Sequence[str], now: datetime) -> Ticket:
    """Return the phone's ticket with other lines; the same lines again are no change and use none up.

    Raises TicketUnknown, TicketNotInUse, LinesWanted, LineNotSold, LineChangesUsedUp.
    """

    def attempt() -> Ticket:
        ticket = find_ticket(ticket_id, device_id)
        if not may_be_changed(ticket, now):
            raise TicketNotInUse()
        edition = edition_on(ticket.bought_on)
        refuse_lines(lines, LINES_NAMED[edition.product(ticket.product).lines], edition.rules.lines_not_sold)
        if set(lines) == set(ticket.lines):
            return ticket
        refuse_change(ticket.validity.first_day, _days(ticket), warsaw_day(now), _per_month(ticket))
        return record(ticket, lines_changed(ticket, tuple(lines), now), now)

    return decide(attempt)


def line_changes_left(ticket: Ticket, now: datetime) -> int:
    """Return how many free changes a usable ticket has left in this month of its validity."""
    if not ticket.lines or not may_be_changed(ticket, now):
        return 0
    return changes_left(ticket.validity.first_day, _days(ticket), warsaw_day(now), _per_month(ticket))


def _per_month(ticket: Ticket) -> int:
    rule = edition_on(ticket.bought_on).rules.line_tickets
    return rule.changes_per_month if rule else 0


def _days(ticket: Ticket) -> list[date]:
    return [warsaw_day(moment) for moment in ticket.line_changes]
