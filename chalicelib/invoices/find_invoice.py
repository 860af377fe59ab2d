"""Use cases: find what a phone asked for, and what waits for KSeF."""

from chalicelib.cursor import paged
from chalicelib.invoices import kept_invoices
from chalicelib.invoices.errors import InvoiceUnknown
from chalicelib.invoices.invoice import Invoice, place_of

_WAITING = "operator:ksef"


def find_invoice(invoice_id: str, device_id: str) -> Invoice:
    """Return a document that this phone asked for (strong read); raises InvoiceUnknown for any other."""
    invoice = document_of(invoice_id)
    if invoice.sale.device_id != device_id:
        raise InvoiceUnknown()
    return invoice


def invoices_of(reference: str, device_id: str) -> list[Invoice]:
    """Return the invoice of a sale and its corrections, if this phone asked for it; else nothing."""
    return [one for one in kept_invoices.of_reference(reference) if one.sale.device_id == device_id]


def document_of(invoice_id: str) -> Invoice:
    """Return one document, to an operator (strong read); raises InvoiceUnknown."""
    invoice = kept_invoices.get(*place_of(invoice_id))
    if invoice is None:
        raise InvoiceUnknown()
    return invoice


def documents_of(reference: str) -> list[Invoice]:
    """Return the invoice of a sale and its corrections, to an operator; raises InvoiceUnknown."""
    documents = kept_invoices.of_reference(reference)
    if not documents:
        raise InvoiceUnknown()
    return documents


def list_waiting_for_ksef(limit: int, cursor: str | None) -> tuple[list[Invoice], str | None]:
    """Return a page of what KSeF has not numbered, oldest first, and the cursor of the next; raises InvalidCursor."""
    return paged(_WAITING, cursor, lambda after: kept_invoices.waiting_for_ksef(limit, after))
