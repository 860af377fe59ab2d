"""What a reader of the PDF sees, in each language."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

from chalicelib.parking.fee import FeeLine
from chalicelib.parking.receipt import Receipt
from chalicelib.parking.receipt_pdf import pdf
from chalicelib.texts import LANGUAGES

START = datetime(2026, 10, 24, 10, 3, tzinfo=UTC)
STOP = START + timedelta(minutes=72)
RECEIPT = Receipt(
    stay_id="stay_abcdefghijklmnopqrstuvwx",
    plate="KR1ABC",
    subzone="A",
    started_at=START,
    stopped_at=STOP,
    lines=(
        FeeLine(START, START + timedelta(hours=1), 60, 1, 900, 900, "opp-2026-08"),
        FeeLine(START + timedelta(hours=1), STOP, 12, 2, 1000, 200, "opp-2026-08"),
    ),
    total_grosze=1100,
    held_grosze=123456,
    captured_grosze=1100,
    released_grosze=122356,
    refunded_grosze=0,
    method="google_pay",
    order_ids=("stay_abcdefghijklmnopqrstuvwx_1", "stay_abcdefghijklmnopqrstuvwx_2"),
    edition="opp-2026-08",
    source="Uchwała Rady Miasta Krakowa nr XLVII/1005/26 z 19 marca 2026 r.",
    issued_at=STOP + timedelta(minutes=3),
)
LONG_FEE = tuple(
    FeeLine(START + timedelta(hours=n), START + timedelta(hours=n + 1), 60, n, 900, 900, "opp-2026-08")
    for n in range(60)
)


def read(receipt: Receipt, language: str) -> str:
    pages = PdfReader(io.BytesIO(pdf(receipt, language))).pages
    return "\n".join(page.extract_text() for page in pages).replace("\u00a0", " ")


def test_a_polish_receipt_says_what_it_is_with_all_its_letters() -> None:
    page = read(RECEIPT, "pl")
    for said in (
        "Potwierdzenie wniesienia opłaty",
        "Zarząd Dróg Miasta Krakowa, w imieniu Gminy Miejskiej Kraków",
        "Ten dokument nie jest fakturą VAT.",
        "Początek postoju",
        "należnością",
        "11,00 zł",
        "1 234,56 zł",
        "1 223,56 zł",
    ):
        assert said in page


def test_a_ukrainian_receipt_has_ukrainian_letters_and_polish_names() -> None:
    page = read(RECEIPT, "uk")
    for said in (
        "Підтвердження оплати",
        "Хвилини",
        "Zarząd Dróg",
        "Гміни",
        "місцевим",
        "рахунком-фактурою",
        "11,00 zł",
    ):
        assert said in page


def test_an_english_receipt_writes_amounts_the_english_way() -> None:
    page = read(RECEIPT, "en")
    assert "Payment confirmation" in page
    assert "PLN 1,234.56" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_on_the_page_in_every_language(language: str) -> None:
    page = read(RECEIPT, language)
    for fact in (RECEIPT.plate, RECEIPT.stay_id, *RECEIPT.order_ids, RECEIPT.edition, "XLVII/1005/26", "Google Pay"):
        assert fact in page


def test_times_are_krakows() -> None:
    page = read(RECEIPT, "pl")
    assert "2026-10-24 12:03 – 13:03" in page
    assert "2026-10-24 13:15" in page
    winter = replace(RECEIPT, issued_at=datetime(2026, 10, 25, 10, 3, tzinfo=UTC))
    assert "2026-10-25 11:03" in read(winter, "pl")


def test_the_line_up_to_the_minimum_is_named_and_has_no_period() -> None:
    minimum = FeeLine(STOP, STOP, 0, 0, 0, 133, "opp-2026-08")
    page = read(replace(RECEIPT, lines=(minimum,)), "pl")
    assert "Dopłata do opłaty minimalnej" in page
    assert "1,33 zł" in page
    assert "13:15 – 13:15" not in page


def test_a_stay_that_cost_nothing_has_no_lines() -> None:
    page = read(replace(RECEIPT, lines=(), total_grosze=0, captured_grosze=0), "pl")
    assert "Opłata razem" in page
    assert "Stawka za godzinę" not in page


def test_a_long_fee_goes_on_on_the_next_page() -> None:
    reader = PdfReader(io.BytesIO(pdf(replace(RECEIPT, lines=LONG_FEE), "pl")))
    assert len(reader.pages) > 1
    assert all("Stawka za godzinę" in page.extract_text() for page in reader.pages[:2]), "with its headings"


def test_the_same_receipt_is_the_same_file() -> None:
    assert pdf(RECEIPT, "pl") == pdf(RECEIPT, "pl")


def test_the_file_tells_its_language_and_title() -> None:
    reader = PdfReader(io.BytesIO(pdf(RECEIPT, "uk")))
    assert reader.root_object["/Lang"] == "uk"
    assert reader.metadata
    assert reader.metadata.title == f"Підтвердження оплати {RECEIPT.stay_id}"


def test_a_receipt_needs_no_pillow() -> None:
    """The package leaves Pillow out, so a receipt is printed in a process where nobody can import it."""
    program = """
import sys
from importlib.abc import MetaPathFinder
class NoPillow(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "PIL":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, NoPillow())
from tests.parking.test_receipt_pdf import RECEIPT, pdf
assert not any(name.startswith("PIL") for name in sys.modules)
sys.stdout.buffer.write(pdf(RECEIPT, "pl")[:5])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=os.environ, check=False)
    assert done.stdout == b"%PDF-", done.stderr.decode()


def test_money_that_went_back_is_on_the_receipt_only_when_some_did() -> None:
    assert "Zwrócono" not in read(RECEIPT, "pl")
    assert "Zwrócono 3,00 zł" in read(replace(RECEIPT, refunded_grosze=300), "pl")
