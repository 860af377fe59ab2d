"""Use cases: find a phone's tickets, and those that it may take over."""

from datetime import datetime

from chalicelib.activation.rely_on_card import valid_kk_cards
from chalicelib.cursor import paged
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.errors import TicketUnknown
from chalicelib.tickets.order import TicketsPage
from chalicelib.tickets.ticket import Ticket, may_be_changed

_LATEST = 50
"""Of one card; no ticket outlives so many later ones."""


def find_ticket(ticket_id: str, device_id: str) -> Ticket:
    """Return the phone's own ticket (strong read); raises TicketUnknown for any other, so nobody learns of it."""
    ticket = kept_tickets.get(ticket_id)
    if ticket is None or ticket.device_id != device_id:
        raise TicketUnknown()
    return ticket


def list_tickets(device_id: str, page: TicketsPage) -> tuple[list[Ticket], str | None]:
    """Return a page of the phone's tickets, newest first, and the cursor of the next; raises InvalidCursor."""
    return paged(
        f"tickets:{device_id}", page.cursor, lambda after: kept_tickets.of_device(device_id, page.limit, after)
    )


def list_movable(device_id: str, now: datetime) -> list[Ticket]:
    """Return the tickets on other phones that were bought with a Kraków Card which is on this one now."""
    cards = [card.card_id for card in valid_kk_cards(device_id, now)]
    tickets = [ticket for card_id in cards for ticket in kept_tickets.of_card(card_id, _LATEST)]
    return [ticket for ticket in tickets if ticket.device_id != device_id and may_be_changed(ticket, now)]
