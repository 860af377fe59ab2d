"""An invoice as a PDF: in Polish, which the law reads, with the phone's language beside it.

What goes through KSeF is headed as what it is, the data for an invoice.
"""

from datetime import date
from typing import Any

from chalicelib.invoices.invoice import Invoice, Line, Total
from chalicelib.money import round_half_up, zloty_text
from chalicelib.pdf_page import FONT, GREY, LINE_MM, new_page, write_line, write_rows
from chalicelib.texts import DEFAULT_LANGUAGE, text

_LINES = "name", "quantity", "price", "gross", "rate"
_TOTALS = "rate", "net", "vat", "gross"
_PART_MM = 50
"""Of a part of a correction, so that its heading is never left alone on a page."""


def drawn(invoice: Invoice, language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return the document as one PDF file; the same document in the same language gives the same bytes."""
    title = f"{_said(_title(invoice), DEFAULT_LANGUAGE)} {invoice.number}"
    page = new_page(title, DEFAULT_LANGUAGE, invoice.issued_at)
    write_line(page, title, 16, "B")
    if language != DEFAULT_LANGUAGE:
        write_line(page, _said(_title(invoice), language), 11, colour=GREY)
    if invoice.for_ksef:
        for tongue in dict.fromkeys((DEFAULT_LANGUAGE, language)):
            write_line(page, _said("not_an_invoice", tongue), 10, "B")
    page.ln(LINE_MM)
    write_rows(page, [(_label(name, language), value) for name, value in _facts(invoice) if value])
    if invoice.is_correction:
        _part(page, "before", invoice.lines_before, invoice.totals_before, language)
        _part(page, "after", invoice.sale.lines, invoice.totals, language)
        _heading(page, "difference", language)
        _totals(page, invoice.difference, language)
    else:
        _lines(page, invoice.sale.lines, language)
        _totals(page, invoice.totals, language)
    return bytes(page.output())


def _title(invoice: Invoice) -> str:
    return "title" + ("_ksef" if invoice.for_ksef else "") + ("_correction" if invoice.is_correction else "")


def _facts(invoice: Invoice) -> list[tuple[str, str]]:
    sale, seller, buyer = invoice.sale, invoice.seller, invoice.sale.buyer
    corrected = text(
        "invoice.corrected_document",
        DEFAULT_LANGUAGE,
        number=invoice.corrects,
        day=_day(invoice.corrects_issued_on),
    )
    return [
        ("issued_on", _day(invoice.issued_on)),
        ("sold_on", _day(sale.sold_on)),
        ("paid_on", _day(sale.paid_on)),
        ("reference", sale.reference),
        ("ksef_number", invoice.ksef_number),
        ("corrects", corrected if invoice.is_correction else ""),
        ("reason", invoice.reason),
        ("seller", "\n".join((seller.name, *seller.address, f"NIP {seller.nip}"))),
        ("buyer", "\n".join((buyer.name, *buyer.address, *([f"NIP {buyer.nip}"] if buyer.nip else [])))),
    ]


def _part(page: Any, name: str, lines: tuple[Line, ...], totals: tuple[Total, ...], language: str) -> None:
    _heading(page, name, language)
    if lines:
        _lines(page, lines, language)
        _totals(page, totals, language)
    else:
        write_line(page, _label("nothing", language), 10)
        page.ln(LINE_MM)


def _heading(page: Any, name: str, language: str) -> None:
    if page.will_page_break(_PART_MM):
        page.add_page()
    write_line(page, _label(name, language), 11, "B")


def _lines(page: Any, lines: tuple[Line, ...], language: str) -> None:
    _table(
        page,
        (15, 5, 6, 6, 4),
        [_label(f"line.{name}", language) for name in _LINES],
        [
            [
                line.name,
                f"{line.quantity} {_said('line.pieces', DEFAULT_LANGUAGE)}",
                _zloty(round_half_up(line.gross_grosze, line.quantity)),
                _zloty(line.gross_grosze),
                f"{line.vat_percent}%",
            ]
            for line in lines
        ],
    )


def _totals(page: Any, totals: tuple[Total, ...], language: str) -> None:
    rows = [
        [f"{total.vat_percent}%", _zloty(total.net_grosze), _zloty(total.vat_grosze), _zloty(total.gross_grosze)]
        for total in totals
    ]
    sums = (sum(t.net_grosze for t in totals), sum(t.vat_grosze for t in totals), sum(t.gross_grosze for t in totals))
    rows.append([_label("total.all", language), *map(_zloty, sums)])
    _table(page, (3, 3, 3, 3), [_label(f"total.{name}", language) for name in _TOTALS], rows)


def _table(page: Any, widths: tuple[int, ...], headings: list[str], rows: list[list[str]]) -> None:
    page.set_font(FONT, "", 9)
    with page.table(
        col_widths=widths,
        borders_layout="HORIZONTAL_LINES",
        text_align=("LEFT", *["RIGHT"] * (len(widths) - 1)),
        line_height=LINE_MM,
    ) as table:
        for row in (headings, *rows):
            table.row(row)
    page.ln(LINE_MM)


def _label(name: str, language: str) -> str:
    """Return the Polish words, and under them those of the language when it is another one that says it otherwise."""
    return "\n".join(dict.fromkeys(_said(name, tongue) for tongue in (DEFAULT_LANGUAGE, language)))


def _said(name: str, language: str) -> str:
    return text(f"invoice.{name}", language)


def _zloty(grosze: int) -> str:
    return ("-" if grosze < 0 else "") + zloty_text(abs(grosze), DEFAULT_LANGUAGE)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
