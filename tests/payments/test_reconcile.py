"""What a day's comparison finds: by status queries, by a settlement report, and at midnight."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.payments import charge
from chalicelib.payments.entry import Entry
from chalicelib.payments.payment import Payment, refunded, refunding
from chalicelib.payments.port import Report
from tests.payments.books import DAY, NIGHT, NOON, Books, at, line
from tests.payments.reconciled import NEXT_DAY, NEXT_NIGHT, asked, busy_day, by_report, by_status, counts, facts, kept


@pytest.mark.parametrize("compare", [by_status, by_report])
def test_a_day_on_which_all_agrees_is_complete_and_finds_nothing(memory, books, compare):
    for number in range(10):
        books.capture(f"stay_{number}_1")
    books.refund("stay_3_1", 100)
    books.refund("stay_3_1", 200)
    surplus = books.tell(books.pay_twice("stay_10_1"))
    books.pay_out(surplus.order_id)
    run = compare(books)
    assert run.complete
    assert counts(run) == (11, 15, 0, 0, 0)
    assert kept() == []


def test_a_day_without_money_is_complete(memory, books):
    assert by_report(books).complete
    assert by_status(books, NEXT_DAY, NEXT_NIGHT).complete


def test_another_merchants_money_is_not_the_citys_gateways_to_tell(memory, books):
    books.capture("stay_a_1")
    lines = (("mpk:gateway", 400), ("mpk:tickets", -400))
    books.entries.append(Entry("tkt_a_1", "captured", NOON, lines))
    assert counts(by_status(books)) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize("compare", [by_status, by_report])
def test_the_city_compares_its_own_books_alone(memory, books, compare):
    books.capture("stay_a_1")
    bought = Payment("tkt_a_1", 9900, "awaiting_customer", NOON, NOON, remote_id="T1")
    report = Report("tkt_a_1", "T1", "paid", 9900, "PLN", NOON, "")
    paid = charge.reported(bought, report, NOON)
    asked_back = refunding(paid, 9570)
    for before, after in ((bought, paid), (paid, asked_back), (asked_back, refunded(asked_back, NOON))):
        books.entries.extend(charge.charge_entries(before, after, NOON, report))
    run = compare(books)
    assert (run.complete, counts(run)[0], kept()) == (True, 1, [])


def test_the_settlement_report_finds_all_three_lists(memory, books):
    run = by_report(busy_day(books))
    assert facts() == [
        ("different", "capture", 607, 1),
        ("only_ours", "capture", 604, 0),
        ("only_theirs", "capture", 0, 600),
    ]
    assert (run.only_ours, run.only_theirs, run.different) == (1, 1, 1)
    assert {call[1] for call in asked(books)} == {"stay_untold_1"}, "it alone has more of an order than the ledger"


def test_the_gateways_answers_find_a_second_payment_that_nobody_told_us_of(memory, books):
    second = books.pay_twice("stay_a_1")
    by_status(books)
    (only_theirs,) = kept()
    assert (only_theirs.list_name, only_theirs.remote_id) == ("only_theirs", second.remote_id)


def test_a_second_payment_that_was_told_is_ours(memory, books):
    second = books.pay_twice("stay_a_1")
    books.now = at(0, 5, NEXT_DAY)
    books.tell(second)
    for compare in (by_status, by_report):
        compare(books)
    assert kept() == []


def test_an_order_that_only_a_line_names_is_found(memory, books):
    books.lines.append(line("foreign_1", "F1", "capture", 900))
    by_report(books)
    assert facts() == [("only_theirs", "capture", 0, 900)]


def test_a_refund_that_the_gateway_gave_up_but_we_have_as_done_is_only_ours(memory, books):
    books.capture("stay_a_1")
    reference = books.ask_refund("stay_a_1", 100)
    books.pay_out("stay_a_1")
    books.gateway.refunds[reference] = replace(books.gateway.refunds[reference], state="failed")
    by_status(books)
    assert facts() == [("only_ours", "refund", 100, 0)]


def test_a_refund_that_the_gateway_never_heard_of_is_only_ours(memory, books):
    books.capture("stay_a_1")
    books.gateway.refunds.pop(books.ask_refund("stay_a_1", 100))
    books.entries.append(
        Entry("stay_a_1", "refunded_1", NOON, (("city:gateway", -100), ("city:refunds", 100))),
    )
    by_status(books)
    assert facts() == [("only_ours", "refund", 100, 0)]


@pytest.mark.parametrize("compare", [by_status, by_report])
def test_a_refund_that_was_paid_out_and_not_booked_is_only_theirs(memory, books, compare):
    books.capture("stay_a_1")
    books.ask_refund("stay_a_1", 100)
    books.pay_out("stay_a_1", booked=False)
    compare(books)
    assert facts() == [("only_theirs", "refund", 0, 100)]


class TestMidnight:
    @pytest.fixture
    def books(self):
        """Taken at 23:59:59, told and booked after midnight; a refund that was asked for and done over midnight."""
        books = Books(now=at(22))
        books.capture("stay_b_1")
        books.ask_refund("stay_b_1", 100)
        books.now, books.late = at(23, 59) + timedelta(seconds=59), timedelta(seconds=5)
        books.capture("stay_a_1")
        books.pay_out("stay_b_1")
        books.gateway.calls.clear()
        return books

    @pytest.mark.parametrize("compare", [by_status, by_report])
    def test_what_crosses_midnight_is_no_difference_on_either_day(self, memory, books, compare):
        for day, night in ((DAY, NIGHT), (NEXT_DAY, NEXT_NIGHT)):
            assert compare(books, day, night).complete
            assert kept(day) == []

    def test_it_is_compared_with_the_report_of_the_gateways_day(self, memory, books):
        assert counts(by_report(books)) == (2, 3, 0, 0, 0)

    def test_the_report_of_the_gateways_day_has_to_have_it(self, memory, books):
        books.lines = [one for one in books.lines if one.order_id != "stay_a_1"]
        by_report(books)
        assert facts() == [("only_ours", "capture", 600, 0)]

    def test_on_the_day_of_its_booking_the_gateway_is_asked_whether_it_has_it(self, memory, books):
        by_report(books, NEXT_DAY)
        assert [call[0] for call in asked(books)].count("reports") == 1
        del books.gateway.transactions["stay_a_1"]
        by_report(books, NEXT_DAY, afresh=True)
        assert facts(NEXT_DAY) == [("only_ours", "capture", 600, 0)]
