"""A receipt as a PDF page, in the reader's language.

The fonts are a part of DejaVu that holds the letters of Polish, English and Ukrainian; `fonts/README.md` tells
how they were made. Pillow is not needed, and not in the package: there are no pictures.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.clock import in_warsaw
from chalicelib.money import zloty_text
from chalicelib.parking.fee import FeeLine
from chalicelib.parking.receipt import Receipt
from chalicelib.texts import text

_FONTS = Path(__file__).parent / "fonts"
_FONT = "DejaVu"
_MARGIN_MM = 20
_LINE_MM = 6
_GREY = (90, 90, 90)


def pdf(receipt: Receipt, language: str) -> bytes:
    """Return the receipt as one PDF file; the same receipt gives the same bytes. Times are Kraków's."""
    page = _page(receipt, language)
    _heading(page, language)
    _rows(page, [(text(f"receipt.{name}", language), value) for name, value in _facts(receipt, language)])
    if receipt.lines:
        _lines(page, receipt, language)
    _rows(page, [(text(f"receipt.{name}", language), value) for name, value in _money(receipt, language)])
    _notes(page, language)
    return bytes(page.output())


def _page(receipt: Receipt, language: str) -> Any:
    from fpdf import FPDF  # 0.5 s to import, and most calls of this Lambda print no receipt

    page = FPDF(format="A4")
    page.set_margin(_MARGIN_MM)
    page.set_auto_page_break(auto=True, margin=_MARGIN_MM)
    page.add_font(_FONT, "", _FONTS / "DejaVuSans.ttf")
    page.add_font(_FONT, "B", _FONTS / "DejaVuSans-Bold.ttf")
    page.set_title(f"{text('receipt.title', language)} {receipt.stay_id}")
    page.set_lang(language)
    page.set_creation_date(receipt.issued_at)
    page.add_page()
    return page


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
        ("issuer", 9, "", _GREY),
        ("address", 9, "", _GREY),
    ):
        page.set_font(_FONT, style, size)
        page.set_text_color(colour)
        page.multi_cell(0, size * 0.6, text(f"receipt.{name}", language), align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_text_color(0)
    page.ln(_LINE_MM)


def _rows(page: Any, rows: list[tuple[str, str]]) -> None:
    """A label on the left, its value on the right."""
    page.set_font(_FONT, "", 10)
    with page.table(
        col_widths=(1, 2),
        borders_layout="NONE",
        first_row_as_headings=False,
        text_align="LEFT",
        v_align="TOP",
        line_height=_LINE_MM,
    ) as table:
        for label, value in rows:
            row = table.row()
            row.cell(label)
            row.cell(value)
    page.ln(_LINE_MM / 2)


def _lines(page: Any, receipt: Receipt, language: str) -> None:
    page.set_font(_FONT, "", 10)
    with page.table(
        col_widths=(5, 2, 3, 2),
        borders_layout="HORIZONTAL_LINES",
        text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"),
        line_height=_LINE_MM,
    ) as table:
        table.row([text(f"receipt.line.{name}", language) for name in ("period", "minutes", "hourly_price", "amount")])
        for line in receipt.lines:
            table.row([*_reason(line, language), zloty_text(line.amount_grosze, language)])
    page.ln(_LINE_MM)


def _reason(line: FeeLine, language: str) -> tuple[str, str, str]:
    if not line.minutes:
        return text("receipt.line.minimum", language), "", ""
    period = f"{_moment(line.from_)} – {in_warsaw(line.until):%H:%M}"
    return period, str(line.minutes), zloty_text(line.hourly_price_grosze, language)


def _notes(page: Any, language: str) -> None:
    page.set_font(_FONT, "", 9)
    page.set_text_color(_GREY)
    for name in ("times", "note"):
        page.multi_cell(0, _LINE_MM, text(f"receipt.{name}", language), align="L", new_x="LMARGIN", new_y="NEXT")


def _moment(moment: datetime) -> str:
    return f"{in_warsaw(moment):%Y-%m-%d %H:%M}"
