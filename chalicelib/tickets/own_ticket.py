"""Use case: what a phone's ticket is good for, as plain facts."""

from chalicelib.tariff.buyer import documents
from chalicelib.tariff.concession import concession_of
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.validity import breakdown_minutes
from chalicelib.tickets.errors import TicketUnknown
from chalicelib.tickets.find_ticket import find_ticket
from chalicelib.tickets.ticket import Ticket, is_good_for_something
from chalicelib.tickets.ticket_facts import TicketFacts


def own_ticket(ticket_id: str, device_id: str) -> TicketFacts:
    """Return the facts of the phone's own ticket, also of one that is over, from one strong read.

    Raises TicketUnknown for any other, for one that is not paid, and for one that was given back before its start.
    """
    ticket = find_ticket(ticket_id, device_id)
    if not is_good_for_something(ticket):
        raise TicketUnknown()
    return facts_of(ticket)


def facts_of(ticket: Ticket) -> TicketFacts:
    """Return what the ticket is good for, by the list on which it was bought."""
    edition = edition_on(ticket.bought_on)
    product = edition.product(ticket.product)
    right = concession_of(edition.concessions, ticket.concession, ticket.rate) if ticket.concession else None
    return TicketFacts(
        ticket_id=ticket.ticket_id,
        device_id=ticket.device_id,
        holder=ticket.holder if product.named else "",
        product=product.id,
        zones=product.zones,
        lines=ticket.lines,
        days=product.days,
        concession=ticket.concession,
        valid_from=ticket.valid_from,
        valid_until=ticket.valid_until,
        documents=documents(product, ticket.rate, right),
        breakdown_minutes=breakdown_minutes(product, edition.rules.breakdown),
        unchanged_from=ticket.unchanged_from,
    )
