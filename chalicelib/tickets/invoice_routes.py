"""Invoices of tickets over HTTP; the documents themselves are under `/invoices`."""

from chalicelib.clock import utc_now
from chalicelib.devices.audience import DEVICE
from chalicelib.http import Api
from chalicelib.invoices import errors
from chalicelib.invoices.answer import InvoiceAnswer, InvoicesAnswer, invoice_answer
from chalicelib.invoices.order import InvoiceOrder
from chalicelib.tickets.errors import TicketUnknown
from chalicelib.tickets.invoice_ticket import invoice_ticket, invoices_of_ticket

ticket_invoices_api = Api(__name__, tag="Invoices")


@ticket_invoices_api.operation(
    "POST",
    "/tickets/{ticket_id}/invoices",
    "Ask for the invoice of a paid ticket; a consumer may until three months after the month of the sale",
    audience=DEVICE,
    takes=InvoiceOrder,
    answers=InvoiceAnswer,
    status=201,
    refuses=[
        TicketUnknown,
        errors.NothingToInvoice,
        errors.NipInvalid,
        errors.InvoiceAskedTooLate,
        errors.InvoiceForAnotherBuyer,
        errors.SellerUnknown,
    ],
)
def ask_for_invoice(ticket_id: str) -> InvoiceAnswer:
    """A ticket has one invoice: the same request again gets it. When the ticket is returned, it is corrected."""
    buyer = ticket_invoices_api.body(InvoiceOrder).buyer
    return invoice_answer(invoice_ticket(ticket_id, ticket_invoices_api.device_id, buyer, utc_now()))


@ticket_invoices_api.operation(
    "GET",
    "/tickets/{ticket_id}/invoices",
    "The invoice of a ticket that this phone asked for, and its corrections",
    audience=DEVICE,
    answers=InvoicesAnswer,
    refuses=[TicketUnknown],
)
def list_ticket_invoices(ticket_id: str) -> InvoicesAnswer:
    """They stay with the phone that asked, wherever the ticket goes."""
    found = invoices_of_ticket(ticket_id, ticket_invoices_api.device_id)
    return InvoicesAnswer([invoice_answer(invoice) for invoice in found])
