"""A receipt as a PDF page, in the reader's language."""

from datetime import datetime
from typing import Any

from chalicelib.money import zloty_text
from chalicelib.parking.fee import FeeLine
from chalicelib.parking.receipt import Receipt
from chalicelib.pdf_page import FONT, GREY, LINE_MM, new_page, write_line, write_rows
from chalicelib.texts import text
from chalicelib.warsaw import in_warsaw


def pdf(receipt: Receipt, language: str) -> bytes:
    """Return the receipt as one PDF file; the same receipt gives the same bytes. Times are Kraków's."""
    page = new_page(f"{text('receipt.title', language)} {receipt.stay_id}", language, receipt.issued_at)
    _heading(page, language)
    write_rows(page, [(text(f"receipt.{name}", language), value) for name, value in _facts(receipt, language)])
    if receipt.lines:
        _lines(page, receipt, language)
    write_rows(page, [(text(f"receipt.{name}", language), value) for name, value in _money(receipt, language)])
    _notes(page, language)
    return bytes(page.output())


def _facts(receipt: Receipt, language: str) -> list[tuple[str, str]]:
    return [
        ("plate", receipt.plate),
        ("subzone", receipt.subzone),
        ("started_at", _moment(receipt.started_at)),
        ("stopped_at", _moment(receipt.stopped_at)),
        ("method", text(f"receipt.method.{receipt.method}", language)),
        ("stay_id", receipt.stay_id),
        ("order_ids", "\n".join(receipt.order_ids)),
        ("tariff", f"{receipt.edition}\n{receipt.source}"),
        ("issued_at", _moment(receipt.issued_at)),
    ]


def _money(receipt: Receipt, language: str) -> list[tuple[str, str]]:
    return [
        ("total", zloty_text(receipt.total_grosze, language)),
        ("held", zloty_text(receipt.held_grosze, language)),
        ("captured", zloty_text(receipt.captured_grosze, language)),
        ("released", zloty_text(receipt.released_grosze, language)),
        *([("refunded", zloty_text(receipt.refunded_grosze, language))] if receipt.refunded_grosze else []),
    ]


def _heading(page: Any, language: str) -> None:
    for name, size, style, colour in (
        ("title", 18, "B", 0),
        ("subtitle", 11, "", 0),
        ("issuer", 9, "", GREY),
        ("address", 9, "", GREY),
    ):
        write_line(page, text(f"receipt.{name}", language), size, style, colour)
    page.ln(LINE_MM)


def _lines(page: Any, receipt: Receipt, language: str) -> None:
    page.set_font(FONT, "", 10)
    with page.table(
        col_widths=(5, 2, 3, 2),
        borders_layout="HORIZONTAL_LINES",
        text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"),
        line_height=LINE_MM,
    ) as table:
        table.row([text(f"receipt.line.{name}", language) for name in ("period", "minutes", "hourly_price", "amount")])
        for line in receipt.lines:
            table.row([*_reason(line, language), zloty_text(line.amount_grosze, language)])
    page.ln(LINE_MM)


def _reason(line: FeeLine, language: str) -> tuple[str, str, str]:
    if not line.minutes:
        return text("receipt.line.minimum", language), "", ""
    period = f"{_moment(line.from_)} – {in_warsaw(line.until):%H:%M}"
    return period, str(line.minutes), zloty_text(line.hourly_price_grosze, language)


def _notes(page: Any, language: str) -> None:
    for name in ("times", "note"):
        write_line(page, text(f"receipt.{name}", language), 9, colour=GREY)


def _moment(moment: datetime) -> str:
    return f"{in_warsaw(moment):%Y-%m-%d %H:%M}"
