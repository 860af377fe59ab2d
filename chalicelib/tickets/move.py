"""How often and by which code a ticket may come to another phone. Rules only."""

import hmac
from datetime import datetime, timedelta

from chalicelib import ids
from chalicelib.tickets.errors import TicketMovesUsedUp
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import in_warsaw

CODE_LIVES = timedelta(minutes=15)
MOVES_PER_MONTH = 2
"""A calendar month. Enough for a lost phone and a mistake, too few to lend a ticket."""


def moves_left(ticket: Ticket, now: datetime) -> int:
    """Return how many moves are left in this calendar month of Kraków's."""
    today = in_warsaw(now)
    days = [in_warsaw(moment) for moment in ticket.moves]
    return MOVES_PER_MONTH - sum((day.year, day.month) == (today.year, today.month) for day in days)


def refuse_move(ticket: Ticket, now: datetime) -> None:
    """Raise TicketMovesUsedUp when no move is left this month."""
    if moves_left(ticket, now) <= 0:
        raise TicketMovesUsedUp(moves=MOVES_PER_MONTH)


def code_hash(code: str) -> str:
    """Return what is kept of a code; it has 80 random bits, so a plain hash tells nothing."""
    return ids.derived_id("code", code)


def is_code(ticket: Ticket, code: str, now: datetime) -> bool:
    """Tell whether this is the ticket's code and still good."""
    in_time = ticket.transfer_until is not None and now < ticket.transfer_until
    return hmac.compare_digest(ticket.transfer_hash, code_hash(code)) and in_time
