"""Use case of an operator: the invoice of a paid order, or the correction of one whose money goes back."""

from datetime import datetime

from chalicelib.invoices.correct_invoice import correct_invoice
from chalicelib.invoices.errors import NothingToInvoice
from chalicelib.invoices.invoice import TRANSPORT_VAT_PERCENT, Invoice, Line, Sale
from chalicelib.invoices.issue_invoice import issue_invoice
from chalicelib.orders.bulk_order import BulkOrder, Transfer
from chalicelib.orders.confirmation import what_is_ordered
from chalicelib.orders.find_order import find_order
from chalicelib.texts import DEFAULT_LANGUAGE, text


def invoice_order(order_id: str, now: datetime) -> Invoice:
    """Return the one invoice of an order, or its correction to nothing once the money is owed back.

    Raises BulkOrderUnknown, NothingToInvoice before the payment, InvoiceUnknown when there is nothing to correct, and
    what an invoice is refused for.
    """
    order = find_order(order_id)
    if order.transfer is None:
        raise NothingToInvoice()
    if order.status in ("refund_owed", "refunded"):
        return correct_invoice(order_id, (), text("orders.correction_reason", DEFAULT_LANGUAGE), now)
    return issue_invoice(_sale(order, order.transfer), now)


def _sale(order: BulkOrder, transfer: Transfer) -> Sale:
    """Its day is that of the payment: until then nothing is handed over."""
    price = order.price
    line = Line(what_is_ordered(order, DEFAULT_LANGUAGE), price.units, price.total_grosze, TRANSPORT_VAT_PERCENT)
    return Sale(order.order_id, transfer.received_on, transfer.received_on, order.draft.customer, (line,))
