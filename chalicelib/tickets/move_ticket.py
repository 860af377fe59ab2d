"""Use cases: a ticket comes to another phone, with its old phone's consent or with its holder's Kraków Card.

The card is the way for a lost or broken phone: it comes to a phone only with the holder's PESEL and a code sent to the
holder's number, so whoever has it there is the holder.
"""

from datetime import datetime

from chalicelib import ids
from chalicelib.activation.rely_on_card import still_valid_on
from chalicelib.storage import Write, decide
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.course import moved, transfer_offered
from chalicelib.tickets.errors import TicketMoveNotProven, TicketNotInUse
from chalicelib.tickets.find_ticket import find_ticket
from chalicelib.tickets.month import ticket_id_of_month
from chalicelib.tickets.move import CODE_LIVES, code_hash, is_code, refuse_move
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import Ticket, may_be_changed


def offer_transfer(ticket_id: str, device_id: str, now: datetime) -> tuple[str, datetime]:
    """Return a code with which another phone may take this phone's ticket over, and until when.

    It works once, and an earlier one no more. Raises TicketUnknown, TicketNotInUse, TicketMovesUsedUp.
    """

    def attempt() -> tuple[str, datetime]:
        ticket = find_ticket(ticket_id, device_id)
        _refuse(ticket, now)
        code, until = ids.random_id("move"), now + CODE_LIVES
        record(ticket, transfer_offered(ticket, code_hash(code), until), now)
        return code, until

    return decide(attempt)


def move_ticket(ticket_id: str, device_id: str, language: str, code: str | None, now: datetime) -> Ticket:
    """Return the ticket on this phone, which has it alone from now on; a repeat changes nothing.

    Without a code, the card at whose price it was bought must be on this phone and valid; that is part of the
    transaction. Raises TicketMoveNotProven, TicketNotInUse, TicketMovesUsedUp.
    """

    def attempt() -> Ticket:
        ticket = kept_tickets.get(ticket_id)
        if ticket is None:
            raise TicketMoveNotProven()
        if ticket.device_id == device_id:
            return ticket
        also = _proof(ticket, device_id, code, now)
        _refuse(ticket, now)
        also += _month_after(ticket, device_id, language, now)
        return record(ticket, moved(ticket, device_id, language, now), now, also=also)

    return decide(attempt)


def _proof(ticket: Ticket, device_id: str, code: str | None, now: datetime) -> list[Write]:
    """Return what still has to be proved in the transaction; raises TicketMoveNotProven."""
    if code is not None and is_code(ticket, code, now):
        return []
    if code is not None or not ticket.card_id:
        raise TicketMoveNotProven()
    return [still_valid_on(device_id, ticket.card_id, now, lambda _: TicketMoveNotProven())]


def _month_after(ticket: Ticket, device_id: str, language: str, now: datetime) -> list[Write]:
    """The next month of a subscription goes with this one, paid or not; when it is not ordered yet, it will follow."""
    if ticket.month is None or ticket.month.is_last:
        return []
    following = kept_tickets.get(ticket_id_of_month(ticket.month.subscription_id, ticket.month.number + 1))
    if following is None or following.device_id != ticket.device_id:
        return []
    return [kept_tickets.replacing(following, moved(following, device_id, language, now))]


def _refuse(ticket: Ticket, now: datetime) -> None:
    if not may_be_changed(ticket, now):
        raise TicketNotInUse()
    refuse_move(ticket, now)
