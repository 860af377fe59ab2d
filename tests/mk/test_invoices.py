"""Invoices at the desk: what was issued for a sale, its file, and what KSeF is still to number."""

import json
from dataclasses import replace

import pytest
from pypdf import PdfReader

from chalicelib.audit.list_entries import list_entries
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.invoices.correct_invoice import correct_invoice
from chalicelib.invoices.counted_numbers import CountedNumber
from chalicelib.invoices.issue_invoice import issue_invoice
from chalicelib.invoices.kept_invoices import KeptInvoice
from tests.invoices.sales import BUYER, NIP, NOW, SALE, sale

KSEF = "1234563218-20261123-0123456789AB-CD"
OTHER_KSEF = "1234563218-20261123-0123456789AC-CD"


@pytest.fixture
def issued(aws, tables):
    """A consumer's invoice with its correction, and a business's data for KSeF."""
    tables(KeptInvoice, CountedNumber, RecordedEntry)
    aws("ssm").put_parameter(Name="/mkrakow/test/cursors/key", Value="k", Type="SecureString")
    issue_invoice(SALE, NOW)
    correct_invoice("tkt_a", (), "Zwrot", NOW)
    issue_invoice(sale("tkt_b", buyer=replace(BUYER, nip=NIP)), NOW)


def test_the_documents_of_a_sale_are_shown_in_the_operators_language(mk, issued):
    assert mk("invoices", "show", "tkt_a") == (
        0,
        "tkt_a_0  2026-11-23  MKR/2026/11/000001  faktura  99,00\u00a0zł  Przykładowa Osoba\n"
        "tkt_a_1  2026-11-23  KOR/2026/11/000001  korekta  0,00\u00a0zł  Przykładowa Osoba\n",
    )
    assert "PLN 99.00" in mk("invoices", "show", "tkt_a", "--language", "en")[1]
    shown = json.loads(mk("invoices", "show", "tkt_a", "--json")[1])["items"]
    assert [one["lines"] for one in shown] == [shown[1]["lines_before"], []]


def test_a_sale_without_an_invoice_is_told_so(mk, issued):
    status, said = mk("invoices", "show", "tkt_x")
    assert (status, "Nie ma takiej faktury" in said) == (1, True)


def test_a_document_is_written_to_a_file(mk, issued, tmp_path):
    file = tmp_path / "invoice.pdf"
    status, _ = mk("invoices", "pdf", "tkt_a_1", "--out", str(file))
    assert status == 0
    assert "KOR/2026/11/000001" in PdfReader(file).pages[0].extract_text()


def test_what_waits_for_ksef_is_listed_until_its_number_is_noted(mk, issued):
    assert mk("invoices", "waiting")[1].startswith("tkt_b_0  2026-11-23  DKF/2026/11/000001  dane do KSeF")
    status, said = mk("invoices", "note-ksef", "tkt_b_0", "--number", KSEF, "--why", "z systemu sprzedawcy")
    assert (status, KSEF in said) == (0, True)
    assert mk("invoices", "waiting")[1] == "Nic nie czeka.\n"
    [entry] = list_entries("invoices", 10, None)[0]
    assert (entry.what, entry.subject_id, dict(entry.after)) == ("note_ksef_number", "tkt_b_0", {"ksef_number": KSEF})


def test_the_same_number_again_changes_nothing_and_another_is_refused(mk, issued):
    for number, status in ((KSEF, 0), (KSEF, 0), (OTHER_KSEF, 1)):
        assert mk("invoices", "note-ksef", "tkt_b_0", "--number", number, "--why", "x")[0] == status
    assert len(list_entries("invoices", 10, None)[0]) == 1


def test_a_consumers_invoice_takes_no_ksef_number(mk, issued):
    status, said = mk("invoices", "note-ksef", "tkt_a_0", "--number", KSEF, "--why", "x")
    assert (status, "nie idzie do KSeF" in said) == (1, True)


def test_what_is_no_ksef_number_is_not_understood(mk, issued, capsys):
    with pytest.raises(SystemExit):
        mk("invoices", "note-ksef", "tkt_b_0", "--number", "1", "--why", "x")
    assert "a KSeF number has the form" in capsys.readouterr().err
