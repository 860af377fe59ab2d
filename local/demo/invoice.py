"""In act 3: the ticket's invoice, and the correction that a return brings."""

from typing import Any

from local.demo.told import saw, step, zloty
from local.phone import Phone, eventually

BUYER = {"name": "Jan Przykładowy", "address": ["ul. Przykładowa 1", "30-000 Kraków"]}


def ask_for_invoice(phone: Phone, ticket: Any) -> None:
    step("An invoice, please: POST /tickets/{id}/invoices")
    invoice = phone.post(f"/tickets/{ticket['ticket_id']}/invoices", BUYER).json
    saw(f"{invoice['number']}: {zloty(invoice['total'])}, of which VAT {zloty(invoice['vat'])}")
    _print(phone, invoice)


def see_correction(phone: Phone, ticket: Any, kept: Any) -> None:
    """`kept` is what the ticket costs after its return."""
    step("The invoice was corrected by itself: GET /tickets/{id}/invoices")
    _, correction = eventually(lambda: _both(phone, ticket), "the correction")
    saw(f"{correction['number']} corrects {correction['corrects']}: {zloty(correction['total'])} are left")
    _print(phone, correction)
    assert correction["total"] == kept


def _both(phone: Phone, ticket: Any) -> Any:
    found = phone.get(f"/tickets/{ticket['ticket_id']}/invoices").json["items"]
    return found if len(found) > 1 else None


def _print(phone: Phone, invoice: Any) -> None:
    pdf = phone.get(f"/invoices/{invoice['invoice_id']}", Accept="application/pdf")
    saw(f"{pdf.status} {pdf.headers['content-type']}, {len(pdf.body)} bytes")
    assert pdf.body.startswith(b"%PDF")
