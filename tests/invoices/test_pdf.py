"""What a reader of the PDF sees."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from chalicelib.invoices.pdf import drawn
from chalicelib.texts import LANGUAGES
from tests.invoices.sales import BUYER, LINE, NIP, SALE, correction, invoice


def read(document, language="pl"):
    pages = PdfReader(io.BytesIO(drawn(document, language))).pages
    return "\n".join(page.extract_text() for page in pages).replace("\u00a0", " ")


def test_an_invoice_has_all_that_the_act_asks_for():
    """Art. 106e sec. 1 with sec. 7 and 8, in the order of their points."""
    page = read(invoice())
    for said in (
        "Data wystawienia 2026-11-23",
        "Faktura MKR/2026/11/000123",
        "Sprzedawca Testowy S.A.",
        "ul. Przykładowa 1",
        "NIP 0000000000",
        "Przykładowa Osoba",
        "ul. Długa 1/2",
        "Data sprzedaży 2026-11-23",
        "Data zapłaty 2026-11-23",
        "Bilet okresowy",
        "1 szt. 99,00 zł 99,00 zł 8%",
        "8% 91,67 zł 7,33 zł 99,00 zł",
        "Razem 91,67 zł 7,33 zł 99,00 zł",
    ):
        assert said in page


def test_a_correction_says_what_was_what_is_the_difference_and_why():
    page = read(correction(replace(LINE, gross_grosze=660)))
    order = [
        "Faktura korygująca KOR/2026/11/000007",
        "MKR/2026/11/000123 z 2026-11-23",
        "Zwrot biletu",
        "Było",
        "8% 91,67 zł 7,33 zł 99,00 zł",
        "Jest",
        "8% 6,11 zł 0,49 zł 6,60 zł",
        "Różnica",
        "8% -85,56 zł -6,84 zł -92,40 zł",
    ]
    places = [page.find(said) for said in order]
    assert -1 not in places
    assert places == sorted(places)


def test_when_all_goes_back_nothing_is_left():
    page = read(correction())
    assert "Jest\nnic" in page
    assert "8% -91,67 zł -7,33 zł -99,00 zł" in page


def test_with_a_nip_it_does_not_pretend_to_be_an_invoice():
    page = read(invoice(number="DKF/2026/11/000001", sale=replace(SALE, buyer=replace(BUYER, nip=NIP))))
    assert page.startswith("Dane do faktury w KSeF DKF/2026/11/000001\nTo nie jest faktura.")
    assert f"NIP {NIP}" in page
    assert "Numer KSeF" not in page


def test_a_consumers_invoice_has_no_nip_of_a_buyer_and_no_word_of_ksef():
    page = read(invoice())
    assert page.count("NIP") == 1
    assert "KSeF" not in page


def test_a_mail_address_is_not_printed():
    page = read(invoice(sale=replace(SALE, buyer=replace(BUYER, email="buyer@example.com"))))
    assert "buyer@example.com" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Invoice", "Seller", "VAT rate")), ("uk", ("Рахунок-фактура", "Продавець", "Разом"))],
)
def test_the_phones_language_stands_beside_the_polish(language, words):
    page = read(invoice(), language)
    for said in ("Faktura MKR/2026/11/000123", "Sprzedawca", "Stawka VAT", *words):
        assert said in page


def test_names_of_many_nations_can_be_read():
    name = "Nguyễn Thị Łucja Ștefănescu Їжакевич Παπαδοπούλου"
    assert name in read(invoice(sale=replace(SALE, buyer=replace(BUYER, name=name)))).replace("\n", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_is_the_same_small_file(language):
    pages = correction(replace(LINE, gross_grosze=660))
    assert drawn(pages, language) == drawn(pages, language)
    assert len(drawn(pages, language)) < 100_000


def test_an_order_of_many_lines_goes_on_on_the_next_page():
    lines = tuple(replace(LINE, name=f"Bilet nr {number}", quantity=number) for number in range(1, 80))
    page = read(invoice(sale=replace(SALE, lines=lines)))
    assert all(line.name in page for line in lines)
    assert "Razem" in page


def test_no_heading_of_a_correction_is_left_alone():
    for many in range(1, 30):
        document = replace(correction(LINE), lines_before=(LINE,) * many)
        ends = [page.extract_text() for page in PdfReader(io.BytesIO(drawn(document))).pages]
        assert not [text for text in ends if text.rstrip().endswith(("Było", "Jest", "Różnica"))]
