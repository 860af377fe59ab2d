"""An order's invoice: one for the payment, and its correction when all goes back."""

import pytest

from chalicelib import config
from chalicelib.invoices.errors import InvoiceUnknown, NothingToInvoice
from chalicelib.orders.confirmation import pdf
from chalicelib.orders.invoice_order import invoice_order
from tests.orders.contracts import NIP, TRANSFER, draft

EVENT = {"product": "event-group-1-day", "rate": "normal", "count": 101}


@pytest.fixture(autouse=True)
def seller(monkeypatch):
    monkeypatch.setattr(config, "SELLER_NAME", "Przewoźnik")


def test_a_paid_order_has_one_invoice_for_its_customer(office):
    order = office.paid()
    invoice = invoice_order(order.order_id, office.now)
    assert (invoice.sale.buyer.nip, invoice.sale.paid_on) == (NIP, TRANSFER.received_on)
    [line] = invoice.sale.lines
    assert (line.quantity, line.gross_grosze, line.vat_percent) == (50, 400000, 8)
    assert line.name.endswith("strefa I, specjalny, 15.10.2018 – 14.11.2018")
    assert invoice_order(order.order_id, office.now) == invoice


def test_an_event_is_one_line_that_names_its_people(office):
    order = office.paid(draft(**EVENT))
    [line] = invoice_order(order.order_id, office.now).sale.lines
    assert (line.quantity, line.gross_grosze) == (1, 44700)
    assert "uczestników: 101" in line.name


def test_before_the_payment_there_is_nothing_to_invoice(office):
    order = office.confirmed()
    with pytest.raises(NothingToInvoice):
        invoice_order(order.order_id, office.now)


def test_an_invoice_is_corrected_to_nothing_when_all_goes_back(office):
    order = office.paid()
    first = invoice_order(order.order_id, office.now)
    office.cancel(order.order_id)
    correction = invoice_order(order.order_id, office.now)
    assert (correction.corrects, correction.sale.lines) == (first.number, ())
    office.refund(order.order_id)
    assert invoice_order(order.order_id, office.now) == correction


def test_what_goes_back_without_an_invoice_gets_none(office):
    order = office.paid()
    office.cancel(order.order_id)
    with pytest.raises(InvoiceUnknown):
        invoice_order(order.order_id, office.now)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_a_confirmation_is_the_same_page_each_time(office, language):
    order = office.confirmed(draft(product="bearer-network-z12", count=10))
    page = pdf(order, language)
    assert page.startswith(b"%PDF")
    assert pdf(order, language) == page
