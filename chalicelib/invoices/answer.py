"""What a phone gets."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.invoices.invoice import Invoice, Kind
from chalicelib.money import Money

_Day = Annotated[date, Meta(examples=["2026-11-21"])]


class BuyerAnswer(msgspec.Struct, frozen=True):
    """Whom it is for."""

    name: Annotated[str, Meta(examples=["Przykładowa Osoba"])]
    address: Annotated[list[str], Meta(examples=[["ul. Przykładowa 1", "30-000 Kraków"]])]
    nip: Annotated[str, Meta(examples=[None])] | None


class InvoiceAnswer(msgspec.Struct, frozen=True):
    """One document; `/invoices/{invoice_id}` gives it as a PDF.

    `kind`: `ksef_data` is no invoice: the buyer gave a NIP, so the seller issues it in KSeF, which gives
    `ksef_number`. `total` is what is left to be paid for after it, `corrects` the number that a correction is of.
    """

    invoice_id: Annotated[str, Meta(examples=["tkt_mzxw6ytboi4dkmrtnfxgk2lt_0"])]
    kind: Annotated[Kind, Meta(examples=["invoice"])]
    number: Annotated[str, Meta(examples=["MKR/2026/11/000123"])]
    issued_on: _Day
    sold_on: _Day
    buyer: BuyerAnswer
    total: Money
    vat: Money
    corrects: Annotated[str, Meta(examples=[None])] | None
    ksef_number: Annotated[str, Meta(examples=[None])] | None


class InvoicesAnswer(msgspec.Struct, frozen=True):
    """The invoice first, then its corrections."""

    items: list[InvoiceAnswer]


def invoice_answer(invoice: Invoice) -> InvoiceAnswer:
    buyer = invoice.sale.buyer
    return InvoiceAnswer(
        invoice_id=invoice.invoice_id,
        kind=invoice.kind,
        number=invoice.number,
        issued_on=invoice.issued_on,
        sold_on=invoice.sale.sold_on,
        buyer=BuyerAnswer(buyer.name, list(buyer.address), buyer.nip or None),
        total=Money(invoice.sale.gross_grosze),
        vat=Money(sum(total.vat_grosze for total in invoice.totals)),
        corrects=invoice.corrects or None,
        ksef_number=invoice.ksef_number or None,
    )
