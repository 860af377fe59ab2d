"""Use case of an operator: hand a ticket's gateway calls out again, before the schedule does."""

from datetime import datetime

from chalicelib.payments.hand_out import HandOut
from chalicelib.payments.redrive import redrive
from chalicelib.payments.waiting_call import WaitingCall
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.errors import TicketUnknown
from chalicelib.tickets.list_calls import calls_of


def redrive_calls(ticket_id: str, operator: str, why: str, now: datetime, hand_out: HandOut) -> list[WaitingCall]:
    """Queue the ticket and return its calls. Raises TicketUnknown or NoCallWaits."""
    ticket = kept_tickets.get(ticket_id)
    if ticket is None:
        raise TicketUnknown()
    calls = calls_of(ticket, now)
    redrive(ticket_id, calls, operator, why, now, hand_out)
    return calls
