"""What an invoice says, whatever is sold."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.invoices.errors import InvoiceAskedTooLate, InvoiceUnknown, NipInvalid, NothingToInvoice
from chalicelib.invoices.invoice import (
    Line,
    Total,
    expect_invoiceable,
    is_nip,
    last_day_to_ask,
    place_of,
    series,
    tax_due_at,
    totals_of,
)
from chalicelib.retention import FIVE_YEARS
from tests.invoices.sales import BUYER, LINE, NIP, SALE, correction, invoice

LINES = st.lists(
    st.builds(Line, st.just("Bilet"), st.integers(1, 500), st.integers(0, 10**7), st.sampled_from([0, 5, 8, 23])),
    max_size=8,
).map(tuple)


def test_the_tax_is_a_part_of_the_price():
    assert totals_of((LINE,)) == (Total(8, 9167, 733, 9900),)


def test_the_tax_is_counted_of_the_sum_of_a_rate_and_not_line_by_line():
    """Ten times 0.07 would be 0.70 zł of tax."""
    assert totals_of((Line("Bilet", 1, 100, 8),) * 10) == (Total(8, 926, 74, 1000),)


@pytest.mark.parametrize(("gross", "vat"), [(6, 0), (7, 1), (27, 2), (54, 4), (108, 8)])
def test_half_a_grosz_and_more_is_a_grosz(gross, vat):
    assert totals_of((Line("Bilet", 1, gross, 8),))[0].vat_grosze == vat


@given(LINES)
def test_net_and_tax_are_the_price_whatever_was_sold(lines):
    totals = totals_of(lines)
    assert sum(total.gross_grosze for total in totals) == sum(line.gross_grosze for line in lines)
    for total in totals:
        assert total.net_grosze + total.vat_grosze == total.gross_grosze
        exact = total.gross_grosze * total.vat_percent / (100 + total.vat_percent)
        assert abs(total.vat_grosze - exact) <= 0.5


@given(LINES, LINES)
def test_what_was_and_the_difference_are_what_is(before, after):
    document = replace(correction(*after), lines_before=before)
    was, now = ({t.vat_percent: t for t in totals} for totals in (document.totals_before, document.totals))
    nothing = Total(0, 0, 0, 0)
    for change in document.difference:
        old, new = was.get(change.vat_percent, nothing), now.get(change.vat_percent, nothing)
        assert old.net_grosze + change.net_grosze == new.net_grosze
        assert old.vat_grosze + change.vat_grosze == new.vat_grosze
        assert change.net_grosze + change.vat_grosze == change.gross_grosze
    assert {change.vat_percent for change in document.difference} == was.keys() | now.keys()


@pytest.mark.parametrize(
    ("sold_on", "last_day"),
    [
        (date(2026, 11, 1), date(2027, 2, 28)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 2), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2026, 9, 15), date(2026, 12, 31)),
        (date(2026, 1, 31), date(2026, 4, 30)),
    ],
)
def test_a_buyer_may_ask_for_three_months_after_the_month_of_the_sale(sold_on, last_day):
    assert last_day_to_ask(sold_on) == last_day


def test_on_the_last_day_there_is_an_invoice_and_on_the_next_there_is_none():
    expect_invoiceable(SALE, date(2027, 2, 28))
    with pytest.raises(InvoiceAskedTooLate) as refusal:
        expect_invoiceable(SALE, date(2027, 3, 1))
    assert refusal.value.details == {"last_day": "2027-02-28"}


def test_a_business_never_asks_too_late():
    expect_invoiceable(replace(SALE, buyer=replace(BUYER, nip=NIP)), date(2027, 3, 1))


def test_what_was_paid_back_whole_has_no_invoice():
    with pytest.raises(NothingToInvoice):
        expect_invoiceable(replace(SALE, lines=()), SALE.sold_on)


@pytest.mark.parametrize("nip", [NIP, "0000000000"])
def test_a_nip_checks_itself(nip):
    assert is_nip(nip)


@pytest.mark.parametrize(
    "nip", ["1234563217", "123456321", "12345632181", "123456321x", "١٢٣٤٥٦٣٢١٨", "1000000000", ""]
)
def test_another_number_is_no_nip(nip):
    assert not is_nip(nip)


def test_a_nip_whose_check_would_be_ten_does_not_exist():
    nips = [f"{number:09d}0" for number in range(200)]
    remainders = {sum(w * int(d) for w, d in zip((6, 5, 7, 2, 3, 4, 5, 6, 7), nip, strict=False)) % 11 for nip in nips}
    assert 10 in remainders
    ten = [
        n[:9] for n in nips if sum(w * int(d) for w, d in zip((6, 5, 7, 2, 3, 4, 5, 6, 7), n, strict=False)) % 11 == 10
    ]
    assert not any(is_nip(begin + digit) for begin in ten for digit in "0123456789")


def test_a_wrong_nip_gets_nothing():
    with pytest.raises(NipInvalid):
        expect_invoiceable(replace(SALE, buyer=replace(BUYER, nip="1234563217")), SALE.sold_on)


def test_each_kind_of_document_has_a_series_of_its_own_each_month():
    names = {
        series(date(2026, month, 1), correction=correction, for_ksef=for_ksef)
        for month in (1, 11)
        for correction in (False, True)
        for for_ksef in (False, True)
    }
    assert len(names) == 8
    assert {"MKR/2026/11", "KOR/2026/01"} < names


def test_a_document_is_of_krakows_day():
    assert invoice(issued_at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC)).issued_on == date(2026, 12, 1)


def test_a_nip_makes_it_the_data_of_an_invoice_and_no_invoice():
    assert invoice().kind == "invoice"
    assert correction().kind == "correction"
    assert invoice(sale=replace(SALE, buyer=replace(BUYER, nip=NIP))).kind == "ksef_data"


def test_an_id_leads_to_its_document():
    assert place_of(correction().invoice_id) == ("tkt_a", 1)


@pytest.mark.parametrize("name", ["", "tkt_a", "_0", "tkt_a_", "tkt_a_-1", "tkt_a_1000", "tkt_a_00", "tkt_a_١"])
def test_what_is_no_id_leads_nowhere(name):
    with pytest.raises(InvoiceUnknown):
        place_of(name)


@pytest.mark.parametrize(("month", "year"), [(11, 2032), (12, 2033)])
def test_an_invoice_is_kept_for_five_years_after_the_year_in_which_its_tax_is_due(month, year):
    issued_at = datetime(2026, month, 31 if month == 12 else 30, 22, tzinfo=UTC)
    assert FIVE_YEARS.after(tax_due_at(issued_at)) == datetime(year - 1, 12, 31, 23, tzinfo=UTC)
