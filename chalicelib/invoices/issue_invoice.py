"""Use case: issue the invoice for a sale."""

from datetime import datetime

from chalicelib import config
from chalicelib.invoices import counted_numbers, kept_invoices
from chalicelib.invoices.errors import InvoiceForAnotherBuyer, SellerUnknown
from chalicelib.invoices.invoice import Invoice, Sale, Seller, expect_invoiceable, numbered, series
from chalicelib.storage import Write, commit, decide
from chalicelib.warsaw import warsaw_day


def issue_invoice(sale: Sale, now: datetime) -> Invoice:
    """Issue the invoice of a sale; a sale that has one keeps it.

    With a NIP it is the data for an invoice in KSeF, numbered apart. Three round trips, one for a repeat. Raises
    NothingToInvoice, NipInvalid, InvoiceAskedTooLate, InvoiceForAnotherBuyer, SellerUnknown, Busy.
    """
    return decide(lambda: issued(sale, now))


def issued(sale: Sale, now: datetime, *also: Write) -> Invoice:
    """Do the same in a decision of the caller, with whatever the sale's facts rely on in the same transaction.

    Raises Stale besides, when another document took the number or what `also` says so.
    """
    if known := kept_invoices.of_reference(sale.reference):
        return _of_same_buyer(known[0], sale)
    today = warsaw_day(now)
    expect_invoiceable(sale, today)
    name = series(today, correction=False, for_ksef=bool(sale.buyer.nip))
    last = counted_numbers.last(name)
    invoice = Invoice(numbered(name, last + 1), now, seller(), sale)
    commit(kept_invoices.keep_new(invoice), counted_numbers.counting(name, last), *also)
    return invoice


def seller() -> Seller:
    """Return whose sales these are, as this stage was told; raises SellerUnknown where it was not."""
    if not (config.SELLER_NAME and config.SELLER_ADDRESS and config.SELLER_NIP):
        raise SellerUnknown()
    return Seller(config.SELLER_NAME, tuple(config.SELLER_ADDRESS.split("; ")), config.SELLER_NIP)


def _of_same_buyer(invoice: Invoice, sale: Sale) -> Invoice:
    known, given = invoice.sale, sale
    buyers = [(one.device_id, one.buyer.name, one.buyer.address, one.buyer.nip) for one in (known, given)]
    if buyers[0] != buyers[1]:
        raise InvoiceForAnotherBuyer()
    return invoice
