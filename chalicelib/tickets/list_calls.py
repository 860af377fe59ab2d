"""Use case of an operator: the outbox, which is every gateway call that a ticket still waits for."""

from datetime import datetime

from chalicelib.payments.ordered_calls import ASK_AGAIN_AT_MOST_EVERY
from chalicelib.payments.waiting_call import WaitingCall, waiting_calls
from chalicelib.tickets import unsettled_tickets
from chalicelib.tickets.ticket import Ticket


def list_calls(now: datetime) -> list[WaitingCall]:
    """Return the calls of all tickets, the one that waits longest first.

    A call that failed is due again within ASK_AGAIN_AT_MOST_EVERY, so so far ahead the due index is read.
    """
    tickets = unsettled_tickets.all_due(now + ASK_AGAIN_AT_MOST_EVERY)
    return sorted((call for ticket in tickets for call in calls_of(ticket, now)), key=lambda call: call.since)


def calls_of(ticket: Ticket, now: datetime) -> list[WaitingCall]:
    """Return what the gateway has to be told or asked about a ticket."""
    return waiting_calls(ticket.ticket_id, ticket.payments, ticket.attempts, ticket.returned_at, now)
