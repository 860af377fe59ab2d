"""A day is compared once, however often and in however many pieces; what was found waits for a person."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.payments import found_differences, kept_reconciliations
from chalicelib.payments.difference import Decision, correction
from chalicelib.payments.entry import Entry
from chalicelib.payments.errors import GatewayUnknown
from chalicelib.payments.reconciliation import MOST_UNANSWERED
from chalicelib.storage import commit
from tests.payments.books import DAY, NIGHT, NOON, Books, at
from tests.payments.reconciled import (
    LATER,
    NEXT_DAY,
    NEXT_NIGHT,
    asked,
    busy_day,
    by_report,
    by_status,
    counts,
    kept,
    storage,
)


def test_a_run_repeated_makes_nothing_new(memory, books):
    busy_day(books)
    first, found = by_report(books), kept()
    assert by_report(books, now=LATER) == first
    again = by_report(books, now=LATER, afresh=True)
    assert kept() == found
    assert counts(again) == counts(first)


def test_each_difference_is_told_once_and_tells_nothing_personal(memory, books, caplog):
    busy_day(books)
    for _ in range(2):
        by_report(books, afresh=True)
    alarming = [record for record in caplog.records if getattr(record, "needs_review", False)]
    assert sorted(one.difference_id for one in alarming) == sorted(one.difference_id for one in kept())
    assert not any("@" in str(vars(record)) for record in caplog.records)


@pytest.mark.parametrize("compare", [by_status, by_report])
def test_a_run_in_pieces_is_a_whole_run(memory, books, compare):
    whole, found = compare(busy_day(books)), kept()
    with storage():
        pieces = [compare(books, seconds=-1.0)]
        while not pieces[-1].complete:
            pieces.append(compare(books, seconds=-1.0, now=LATER))
        assert len(pieces) > 2
        assert counts(pieces[-1]) == counts(whole)
        assert {one.difference_id for one in kept()} == {one.difference_id for one in found}


def test_an_order_without_an_answer_is_left_to_the_next_run_and_is_no_difference(memory, books):
    for number in range(20):
        books.capture(f"stay_{number:02d}_1")
    books.gateway.lose_next_answer("reports", applied=False)
    first = by_status(books)
    assert (len(first.unanswered), first.orders, first.complete) == (1, 19, False)
    books.gateway.calls.clear()
    second = by_status(books, now=LATER)
    assert second.complete
    assert counts(second) == (20, 20, 0, 0, 0)
    assert asked(books) == [("reports", first.unanswered[0])]
    assert kept() == []


def test_a_gateway_that_is_down_is_not_asked_about_every_order(memory, books):
    for number in range(4 * MOST_UNANSWERED):
        books.capture(f"stay_{number:03d}_1")
    books.gateway.calls.clear()
    up, books.gateway.transactions = books.gateway.transactions, NoAnswers()
    run = by_status(books)
    assert MOST_UNANSWERED <= len(asked(books)) < MOST_UNANSWERED + 8
    assert not run.complete
    books.gateway.transactions = up
    assert counts(by_status(books)) == (200, 200, 0, 0, 0)


class NoAnswers(dict):
    def __contains__(self, order_id):
        raise GatewayUnknown()


def test_each_order_is_asked_about_once_a_run_and_once_more_where_something_was_untold(memory, books):
    by_status(busy_day(books))
    twice = [call for call, times in Counter(asked(books)).items() if times > 1]
    assert twice == [("reports", "stay_untold_1")]


def test_one_order_that_cannot_be_compared_does_not_stop_the_day(memory, books):
    for number in range(3):
        books.capture(f"stay_{number}_1")
    books.entries.append(Entry("stay_bad_1", "captured", NOON, (("city:gateway", 1),), report="not a report"))
    run = by_report(books)
    assert run.unanswered == ("stay_bad_1",)
    assert (run.orders, run.complete) == (3, False)


def test_a_crash_between_a_difference_and_the_position_finds_the_same_item_again(memory, books, monkeypatch):
    busy_day(books)

    def crash(*_):
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(kept_reconciliations, "keep", crash)
        with pytest.raises(RuntimeError):
            by_report(books)
    by_report(books)
    assert len(kept()) == 3


def test_of_two_runs_at_once_the_second_leaves_the_day_to_the_first(memory, books, monkeypatch):
    busy_day(books)
    real, inside = kept_reconciliations.keep, []

    def overtaken(before, after):
        if not inside:
            inside.append(1)
            by_report(books)
        real(before, after)

    monkeypatch.setattr(kept_reconciliations, "keep", overtaken)
    slower = by_report(books)
    assert slower == kept_reconciliations.get(DAY)
    assert (slower.complete, len(kept())) == (True, 3)


def test_what_disappears_by_itself_is_marked_and_waits_for_a_person(memory, books):
    second = books.pay_twice("stay_a_1")
    by_report(books)
    books.tell(second)
    by_report(books, now=LATER, afresh=True)
    (gone,) = kept()
    assert (gone.vanished_at, gone.status) == (LATER, "open")
    by_report(books, now=LATER + timedelta(hours=1), afresh=True)
    assert kept() == [gone]


def test_what_comes_back_is_marked_no_longer(memory, books):
    books.capture("stay_a_1")
    lines, books.lines = books.lines, []
    by_report(books)
    books.lines = lines
    by_report(books, now=LATER)
    assert [one.vanished_at for one in kept()] == [LATER]
    books.lines = []
    by_report(books, now=LATER)
    assert [one.vanished_at for one in kept()] == [None]


def test_a_report_that_comes_late_compares_a_complete_day_afresh(memory, books):
    books.capture("stay_a_1")
    assert by_status(books).complete
    books.lines = []
    assert by_report(books, now=LATER).only_ours == 1


@pytest.mark.parametrize("early", [at(18), at(0, 30, NEXT_DAY)])
def test_a_day_that_was_compared_before_it_was_over_is_compared_afresh_at_night(memory, books, early):
    books.capture("stay_b_1")
    run = by_status(books, now=early)
    assert (run.complete, counts(run)) == (False, (1, 1, 0, 0, 0))
    books.now = at(23, 59)
    books.capture("stay_a_1")
    del books.gateway.transactions["stay_a_1"]
    run = by_status(books, now=NIGHT)
    assert (run.complete, counts(run)) == (True, (2, 1, 1, 0, 0))
    assert by_status(books, now=LATER) == run


def test_a_stranger_found_through_the_gateway_does_not_vanish_without_asking_again(memory, books):
    books.now, books.late = at(23, 59), timedelta(minutes=5)
    books.pay_twice("stay_a_1")
    books.lines = [one for one in books.lines if one.remote_id == "R00000001"]
    by_report(books, NEXT_DAY)
    (stranger,) = kept(DAY)
    by_report(books, DAY)
    assert kept(DAY) == [stranger]


def test_a_decision_outlives_every_later_run(memory, books):
    by_report(busy_day(books))
    one = kept()[0]
    decision = Decision("explained", "na raporcie z 8.12", "anna", NIGHT)
    commit(found_differences.closing(one, replace(one, decision=decision)))
    by_report(books, afresh=True, now=LATER)
    assert found_differences.get(DAY, one.difference_id) == replace(one, decision=decision)
    assert len(kept()) == 3


@pytest.mark.parametrize("compare", [by_status, by_report])
def test_once_every_difference_is_corrected_the_day_agrees(memory, books, compare):
    compare(busy_day(books))
    for one in kept():
        commit(found_differences.closing(one, replace(one, decision=Decision("booked", "tak jest", "anna", LATER))))
        books.entries.append(correction(one, LATER))
    found = kept()
    run = compare(books, afresh=True, now=LATER)
    assert (run.complete, *counts(run)[2:]) == (True, 0, 0, 0)
    assert kept() == found
    assert compare(books, NEXT_DAY, now=NEXT_NIGHT).complete
    assert kept(NEXT_DAY) == []


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_happened_pieces_make_the_whole_and_repeats_make_nothing_new(data):
    books = Books(now=at(20))
    for number in range(data.draw(st.integers(0, 12))):
        order_id = f"stay_{number:02d}_1"
        books.late = timedelta(minutes=data.draw(st.sampled_from([0, 1, 300])))
        match data.draw(st.sampled_from(["capture", "refund", "unpaid refund", "unbooked refund", "twice", "untold"])):
            case "capture":
                books.capture(order_id)
            case "refund":
                books.capture(order_id)
                books.refund(order_id, 100)
            case "unpaid refund":
                books.capture(order_id)
                books.ask_refund(order_id, 100)
            case "unbooked refund":
                books.capture(order_id)
                books.ask_refund(order_id, 100)
                books.pay_out(order_id, booked=False)
            case "twice":
                books.tell(books.pay_twice(order_id))
            case "untold":
                books.pay_twice(order_id)
        if data.draw(st.integers(0, 4)) == 0:
            books.lines.pop()
    compare = data.draw(st.sampled_from([by_status, by_report]))
    with storage():
        whole, found = compare(books), {one.difference_id for one in kept()}
        again = compare(books, now=LATER, afresh=True)
        assert counts(again) == counts(whole)
        assert {one.difference_id for one in kept() if not one.vanished_at} == found
    with storage():
        while not (piece := compare(books, seconds=-1.0)).complete:
            pass
        assert counts(piece) == counts(whole)
        assert {one.difference_id for one in kept()} == found
    assert len(found) == whole.only_ours + whole.only_theirs + whole.different
