"""Sales to write invoices for."""

from dataclasses import replace
from datetime import UTC, date, datetime

from chalicelib.invoices.invoice import Buyer, Invoice, Line, Sale, Seller

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SELLER = Seller("Sprzedawca Testowy S.A.", ("ul. Przykładowa 1", "30-000 Kraków"), "0000000000")
BUYER = Buyer("Przykładowa Osoba", ("ul. Długa 1/2", "30-001 Kraków"))
NIP = "1234563218"
"""Its check digit is right; it stands in many handbooks."""
LINE = Line("Bilet okresowy", 1, 9900, 8)
SALE = Sale("tkt_a", date(2026, 11, 23), date(2026, 11, 23), BUYER, (LINE,), "dev_a")


def sale(reference: str, **changes: object) -> Sale:
    return replace(SALE, reference=reference, **changes)  # type: ignore[arg-type]


def invoice(**changes: object) -> Invoice:
    return replace(Invoice("MKR/2026/11/000123", NOW, SELLER, SALE), **changes)  # type: ignore[arg-type]


def correction(*lines: Line) -> Invoice:
    """Of the invoice above."""
    return invoice(
        number="KOR/2026/11/000007",
        sale=replace(SALE, lines=lines),
        place=1,
        corrects="MKR/2026/11/000123",
        corrects_issued_on=date(2026, 11, 23),
        lines_before=SALE.lines,
        reason="Zwrot biletu",
    )
