"""Use cases of an operator: find charges of tickets, and what waits for a person."""

from datetime import datetime
from itertools import islice

from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.entry import Entry
from chalicelib.payments.errors import PaymentUnknown
from chalicelib.payments.ordered_calls import ASK_AGAIN_AT_MOST_EVERY
from chalicelib.payments.payment import Payment
from chalicelib.tickets import kept_tickets, unsettled_tickets
from chalicelib.tickets.errors import TicketUnknown
from chalicelib.tickets.ticket import Ticket


def find_payment(order_id: str) -> tuple[Ticket, Payment, list[Entry]]:
    """Return an order's ticket, its payment, and its ledger: what was asked and what the gateway answered.

    Raises PaymentUnknown.
    """
    ticket = unsettled_tickets.of_order(order_id)
    if ticket is None:
        raise PaymentUnknown()
    [payment] = [payment for payment in ticket.payments if payment.order_id == order_id]
    return ticket, payment, of_order(order_id)


def find_any(ticket_or_order_id: str) -> Ticket:
    """Return the ticket of this id, or with this order. Raises TicketUnknown."""
    ticket = unsettled_tickets.of_order(ticket_or_order_id) or kept_tickets.get(ticket_or_order_id)
    if ticket is None:
        raise TicketUnknown()
    return ticket


def list_of_card(card_id: str, limit: int) -> list[Ticket]:
    """Return the latest tickets at a Kraków Card's price, newest first, wherever the card is now."""
    return kept_tickets.of_card(card_id, limit)


def list_open(now: datetime, limit: int) -> list[Ticket]:
    """Return tickets whose money is not settled, the most urgent first.

    What the gateway is to be told or asked is due within ASK_AGAIN_AT_MOST_EVERY; what is due later only reminds.
    """
    due = unsettled_tickets.all_due(now + ASK_AGAIN_AT_MOST_EVERY)
    return list(islice((ticket for ticket in due if ticket.calls_next_at), limit))


def list_in_review(limit: int) -> list[Ticket]:
    """Return tickets with a payment that a person has to decide about, oldest first."""
    return unsettled_tickets.in_review(limit)
