"""A PDF page that a person prints: A4, one typeface, and the same bytes for the same content.

The fonts hold Latin, Greek and Cyrillic letters; `fonts/README.md` tells how they were made. Pillow is not needed, and
not in the package: there are no pictures.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

FONT = "DejaVu"
LINE_MM = 6
GREY = (90, 90, 90)

_FONTS = Path(__file__).parent / "fonts"
_MARGIN_MM = 20


def new_page(title: str, language: str, created_at: datetime) -> Any:
    """Return an fpdf document with its first page begun."""
    from fpdf import FPDF  # 0.5 s to import, and most calls of a Lambda print nothing

    page = FPDF(format="A4")
    page.set_margin(_MARGIN_MM)
    page.set_auto_page_break(auto=True, margin=_MARGIN_MM)
    page.add_font(FONT, "", _FONTS / "DejaVuSans.ttf")
    page.add_font(FONT, "B", _FONTS / "DejaVuSans-Bold.ttf")
    page.set_title(title)
    page.set_lang(language)
    page.set_creation_date(created_at)
    page.add_page()
    return page


def write_line(page: Any, words: str, size: float, style: str = "", colour: Any = 0) -> None:
    """Write words on lines of their own, from the left."""
    page.set_font(FONT, style, size)
    page.set_text_color(colour)
    page.multi_cell(0, size * 0.6, words, align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_text_color(0)


def write_rows(page: Any, rows: list[tuple[str, str]]) -> None:
    """Write labels on the left, their values on the right."""
    page.set_font(FONT, "", 10)
    with page.table(
        col_widths=(1, 2),
        borders_layout="NONE",
        first_row_as_headings=False,
        text_align="LEFT",
        v_align="TOP",
        line_height=LINE_MM,
    ) as table:
        for label, value in rows:
            row = table.row()
            row.cell(label)
            row.cell(value)
    page.ln(LINE_MM / 2)
