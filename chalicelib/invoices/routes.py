"""Invoices over HTTP, whatever was sold; what sells asks for them under its own path."""

from chalice.app import Response

from chalicelib.devices.audience import DEVICE
from chalicelib.http import Api
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
    media_types=("application/json", "application/pdf"),
    refuses=[InvoiceUnknown],
)
def show_invoice(invoice_id: str) -> InvoiceAnswer | Response:
    """The PDF is in Polish, with the phone's language beside it; the same document is the same file."""
    invoice = find_invoice(invoice_id, invoices_api.device_id)
    if "application/pdf" not in invoices_api.request.headers.get("accept", ""):
        return invoice_answer(invoice)
    return Response(drawn(invoice, invoices_api.language), headers={"Content-Type": "application/pdf"})
