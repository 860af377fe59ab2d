"""Use cases: the invoice of a ticket, and its correction when money goes back."""

from datetime import datetime

from chalicelib.invoices.correct_invoice import correct_invoice
from chalicelib.invoices.errors import InvoiceUnknown
from chalicelib.invoices.find_invoice import invoices_of
from chalicelib.invoices.invoice import Buyer, Invoice
from chalicelib.invoices.issue_invoice import issued
from chalicelib.storage import decide
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.wording import name_of
from chalicelib.texts import DEFAULT_LANGUAGE, text
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.find_ticket import find_ticket
from chalicelib.tickets.ticket import Ticket
from chalicelib.tickets.ticket_sale import lines_of, sale_of


def invoice_ticket(ticket_id: str, device_id: str, buyer: Buyer, now: datetime) -> Invoice:
    """Issue the invoice of the phone's ticket for what is paid and kept; again for the same buyer changes nothing.

    The ticket's money stands still in the invoice's transaction, so a return either is in it or corrects it. Raises
    TicketUnknown and what `issue_invoice` raises.
    """

    def attempt() -> Invoice:
        ticket = find_ticket(ticket_id, device_id)
        return issued(sale_of(ticket, _name(ticket), buyer), now, kept_tickets.unchanged(ticket))

    return decide(attempt)


def invoices_of_ticket(ticket_id: str, device_id: str) -> list[Invoice]:
    """Return the ticket's invoice and its corrections to the phone that asked for it, wherever the ticket is now.

    To another phone with the ticket: nothing. Raises TicketUnknown for a phone that has neither.
    """
    if found := invoices_of(ticket_id, device_id):
        return found
    find_ticket(ticket_id, device_id)
    return []


def correct_ticket_invoice(ticket_id: str, now: datetime) -> None:
    """Bring the ticket's invoice to what is paid and kept now; nothing happens without one, or when it says so already.

    Reads the ticket anew, so an older change that is told again corrects nothing back.
    """
    ticket = kept_tickets.get(ticket_id)
    if ticket is None:
        return
    try:
        reason = text("invoice.reason.money_back", DEFAULT_LANGUAGE)
        correct_invoice(ticket_id, lines_of(ticket, _name(ticket)), reason, now)
    except InvoiceUnknown:
        return


def _name(ticket: Ticket) -> str:
    return name_of(edition_on(ticket.bought_on).product(ticket.product), DEFAULT_LANGUAGE)
