"""Invoices over HTTP, whatever was sold; what sells asks for them under its own path."""

from chalice.app import Response

from chalicelib.devices.audience import DEVICE
from chalicelib.http import JSON, PDF, Api, pdf_response
from chalicelib.invoices.answer import InvoiceAnswer, invoice_answer
from chalicelib.invoices.errors import InvoiceUnknown
from chalicelib.invoices.find_invoice import find_invoice
from chalicelib.invoices.pdf import drawn

invoices_api = Api(__name__, tag="Invoices")


@invoices_api.operation(
    "GET",
    "/invoices/{invoice_id}",
    "An invoice or a correction that this phone asked for, as JSON or as a PDF by the Accept header",
    audience=DEVICE,
    answers=InvoiceAnswer,
    media_types=(JSON, PDF),
    refuses=[InvoiceUnknown],
)
def show_invoice(invoice_id: str) -> InvoiceAnswer | Response:
    """The PDF is in Polish, with the phone's language beside it; the same document is the same file."""
    invoice = find_invoice(invoice_id, invoices_api.device_id)
    if invoices_api.wants_pdf:
        return pdf_response(drawn(invoice, invoices_api.language))
    return invoice_answer(invoice)
