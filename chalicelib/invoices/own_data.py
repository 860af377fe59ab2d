"""Use case: hand a phone the invoices that it asked for, a page at a time."""

from typing import Any

from chalicelib.invoices import kept_invoices
from chalicelib.invoices.answer import InvoiceAnswer, invoice_answer

Position = dict[str, Any]


def own_invoices(device_id: str, limit: int, after: Position | None) -> tuple[list[InvoiceAnswer], Position | None]:
    """Return a page of the phone's invoices and corrections, newest first, and the position to go on from."""
    invoices, position = kept_invoices.of_device(device_id, limit, after)
    return [invoice_answer(invoice) for invoice in invoices], position
