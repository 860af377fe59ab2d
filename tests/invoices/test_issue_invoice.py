"""One invoice for a sale, and numbers without gaps or doubles, whoever asks at the same moment."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import greenlet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib import config
from chalicelib.invoices import kept_invoices
from chalicelib.invoices.correct_invoice import correct_invoice
from chalicelib.invoices.counted_numbers import CountedNumber
from chalicelib.invoices.errors import InvoiceForAnotherBuyer, InvoiceUnknown, NothingToInvoice, SellerUnknown
from chalicelib.invoices.issue_invoice import issue_invoice
from chalicelib.invoices.kept_invoices import KeptInvoice
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.invoices.sales import BUYER, LINE, NIP, NOW, SALE, SELLER, sale

HALF = (replace(LINE, gross_grosze=4950),)


class LostAnswer(Exception):
    """The process dies at this call."""


def numbers(tables: MemoryDynamoDB) -> list[str]:
    return sorted(item["number"]["S"] for item in tables.table(KeptInvoice).items.values())


def test_an_invoice_says_whose_sale_it_is_and_what_was_sold(tables):
    invoice = issue_invoice(SALE, NOW)
    assert (invoice.number, invoice.seller, invoice.sale) == ("MKR/2026/11/000001", SELLER, SALE)
    assert kept_invoices.of_reference("tkt_a") == [invoice]


def test_a_sale_has_one_invoice(tables):
    assert issue_invoice(SALE, NOW) == issue_invoice(SALE, NOW.replace(hour=12))
    assert numbers(tables) == ["MKR/2026/11/000001"]


@pytest.mark.parametrize(
    "other", [{"buyer": replace(BUYER, name="Inna Osoba")}, {"buyer": replace(BUYER, nip=NIP)}, {"device_id": "dev_b"}]
)
def test_a_sale_has_no_second_invoice_for_somebody_else(tables, other):
    issue_invoice(SALE, NOW)
    with pytest.raises(InvoiceForAnotherBuyer):
        issue_invoice(replace(SALE, **other), NOW)
    assert numbers(tables) == ["MKR/2026/11/000001"]


def test_an_invoice_is_told_again_when_it_could_no_longer_be_asked_for(tables):
    invoice = issue_invoice(SALE, NOW)
    assert issue_invoice(SALE, NOW.replace(year=2027)) == invoice


def test_a_refusal_uses_no_number(tables):
    with pytest.raises(NothingToInvoice):
        issue_invoice(replace(SALE, lines=()), NOW)
    assert issue_invoice(SALE, NOW).number == "MKR/2026/11/000001"


@pytest.mark.parametrize("fact", ["SELLER_NAME", "SELLER_ADDRESS", "SELLER_NIP"])
def test_nobody_issues_an_invoice_of_an_unknown_seller(tables, monkeypatch, fact):
    monkeypatch.setattr(config, fact, "")
    with pytest.raises(SellerUnknown):
        issue_invoice(SALE, NOW)
    assert numbers(tables) == []


def test_each_month_counts_from_one_on_krakows_calendar(tables):
    issue_invoice(sale("tkt_a"), datetime(2026, 11, 30, 22, 59, tzinfo=UTC))
    later = issue_invoice(sale("tkt_b"), datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    assert numbers(tables) == ["MKR/2026/11/000001", "MKR/2026/12/000001"]
    assert later.number == "MKR/2026/12/000001"


def test_what_goes_through_ksef_leaves_no_gap_between_invoices(tables):
    for reference, nip in (("tkt_a", ""), ("tkt_b", NIP), ("tkt_c", "")):
        issue_invoice(sale(reference, buyer=replace(BUYER, nip=nip)), NOW)
    assert numbers(tables) == ["DKF/2026/11/000001", "MKR/2026/11/000001", "MKR/2026/11/000002"]


def test_a_correction_says_what_was_and_what_is(tables):
    invoice = issue_invoice(SALE, NOW)
    correction = correct_invoice("tkt_a", HALF, "Zwrot", NOW.replace(hour=12))
    assert (correction.number, correction.corrects) == ("KOR/2026/11/000001", invoice.number)
    assert (correction.lines_before, correction.sale.lines) == ((LINE,), HALF)
    assert [total.gross_grosze for total in correction.difference] == [-4950]
    assert kept_invoices.of_reference("tkt_a") == [invoice, correction]


def test_the_same_correction_is_issued_once(tables):
    issue_invoice(SALE, NOW)
    first = correct_invoice("tkt_a", HALF, "Zwrot", NOW)
    assert correct_invoice("tkt_a", HALF, "Zwrot", NOW.replace(hour=12)) == first
    assert numbers(tables) == ["KOR/2026/11/000001", "MKR/2026/11/000001"]


def test_a_correction_starts_from_the_one_before_it(tables):
    issue_invoice(SALE, NOW)
    correct_invoice("tkt_a", HALF, "Zwrot", NOW)
    second = correct_invoice("tkt_a", (), "Zwrot", NOW)
    assert (second.lines_before, second.place, second.corrects) == (HALF, 2, "MKR/2026/11/000001")
    assert [total.gross_grosze for total in second.difference] == [-4950]


def test_a_correction_of_a_correction_is_numbered_in_its_own_month_and_names_the_invoice(tables):
    invoice = issue_invoice(SALE, NOW)
    correct_invoice("tkt_a", HALF, "Zwrot", NOW)
    second = correct_invoice("tkt_a", (), "Zwrot", datetime(2026, 12, 31, 23, 0, tzinfo=UTC))
    assert (second.number, second.issued_on) == ("KOR/2027/01/000001", date(2027, 1, 1))
    assert (second.corrects, second.corrects_issued_on) == (invoice.number, invoice.issued_on)


def test_nothing_is_corrected_without_an_invoice(tables):
    with pytest.raises(InvoiceUnknown):
        correct_invoice("tkt_a", (), "Zwrot", NOW)
    assert numbers(tables) == []


def test_an_issuer_who_is_overtaken_takes_the_next_number(tables):
    def overtake(operation, _):
        if operation == "TransactWriteItems":
            tables.before = lambda *_: None
            issue_invoice(sale("tkt_b"), NOW)

    tables.before = overtake
    assert issue_invoice(sale("tkt_a"), NOW).number == "MKR/2026/11/000002"
    assert numbers(tables) == ["MKR/2026/11/000001", "MKR/2026/11/000002"]


def test_who_dies_leaves_no_gap_and_the_repeat_no_double(tables):
    def die(*_):
        raise LostAnswer

    for moment in ("before", "after"):
        setattr(tables, moment, lambda operation, *_: die() if operation == "TransactWriteItems" else None)
        with pytest.raises(LostAnswer):
            issue_invoice(sale(f"tkt_{moment}"), NOW)
        setattr(tables, moment, lambda *_: None)
        issue_invoice(sale(f"tkt_{moment}"), NOW)
    assert numbers(tables) == ["MKR/2026/11/000001", "MKR/2026/11/000002"]


@settings(max_examples=150, deadline=None)
@given(
    sales=st.lists(st.sampled_from(["tkt_a", "tkt_b", "tkt_c", "tkt_d"]), min_size=2, max_size=5),
    turns=st.lists(st.integers(0, 4), max_size=60),
    dies=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 8), st.booleans()), max_size=2),
)
def test_however_issuers_take_turns_numbers_have_no_gap_and_no_double(sales, turns, dies):
    """Every call of the storage is a turn. `dies`: who loses the answer to which of its calls, unsent or done."""
    tables = MemoryDynamoDB.for_models(KeptInvoice, CountedNumber)
    with installed(tables), pytest.MonkeyPatch.context() as patch:
        patch.setattr("chalicelib.storage.time.sleep", lambda _: None)
        issuers = [greenlet.greenlet(lambda reference=reference: _issue(reference)) for reference in sales]
        calls = dict.fromkeys(range(len(sales)), 0)

        def turn(*_):
            greenlet.getcurrent().parent.switch()

        def before(*_):
            turn()
            _die_at(issuers, calls, dies, is_applied=False)

        def after(*_):
            _die_at(issuers, calls, dies, is_applied=True)
            calls[issuers.index(greenlet.getcurrent())] += 1

        tables.before, tables.after = before, after
        for number in [*turns, *[n for _ in range(200) for n in range(len(sales))]]:
            if number < len(issuers) and not issuers[number].dead:
                issuers[number].switch()
        assert all(issuer.dead for issuer in issuers)
        tables.before = tables.after = lambda *_: None
        for reference in set(sales):
            _issue(reference)  # whoever died asks again
        found = numbers(tables)
    invoices = [number for number in found if number.startswith("MKR")]
    corrections = [number for number in found if number.startswith("KOR")]
    assert invoices == [f"MKR/2026/11/{n:06d}" for n in range(1, len(set(sales)) + 1)]
    assert corrections == [f"KOR/2026/11/{n:06d}" for n in range(1, len(set(sales)) + 1)]


def _issue(reference: str) -> None:
    with suppress(LostAnswer):
        issue_invoice(sale(reference), NOW)
        correct_invoice(reference, HALF, "Zwrot", NOW)


def _die_at(issuers, calls, dies, *, is_applied):
    me = issuers.index(greenlet.getcurrent())
    if (me, calls[me], is_applied) in dies:
        calls[me] += 1
        raise LostAnswer
