"""What moved is read out of the entries that the product really books."""

from datetime import date, timedelta

from chalicelib.payments.difference import correction, found
from chalicelib.payments.entry import Entry
from chalicelib.payments.movement import (
    Movement,
    asked_order_id,
    corrected,
    in_books_of,
    known_remote_ids,
    movements,
    report_day,
)
from tests.payments.books import DAY, NIGHT, Books, at

NEXT_DAY = DAY + timedelta(days=1)


def test_a_capture_is_what_was_taken_out_of_what_was_held():
    books = Books()
    remote_id = books.capture("stay_a_1", 600, held=1400)
    assert movements(books.entries) == (Movement(remote_id, "capture", 600, DAY, DAY, DAY, held_grosze=1400),)


def test_a_capture_belongs_to_the_day_that_the_gateway_says():
    books = Books(now=at(23, 59), late=timedelta(minutes=2))
    books.capture("stay_a_1")
    (capture,) = movements(books.entries)
    assert (capture.first_day, capture.booked_on, capture.report_day) == (DAY, NEXT_DAY, DAY)
    assert [capture.may_be_reported_on(DAY + timedelta(days=days)) for days in (-1, 0, 1, 2)] == [
        False,
        True,
        True,
        False,
    ]


def test_each_refund_is_named_by_its_own_call():
    books = Books()
    remote_id = books.capture("stay_a_1", 600)
    first = books.ask_refund("stay_a_1", 400)
    books.pay_out("stay_a_1")
    second = books.ask_refund("stay_a_1", 200)
    _, *refunds = movements(books.entries)
    assert refunds == [
        Movement(remote_id, "refund", 400, DAY, DAY, DAY, reference=first),
        Movement(remote_id, "refund", 200, DAY, None, None, reference=second),
    ]


def test_a_refund_that_a_person_had_asked_about_again_is_one_refund():
    books = Books()
    remote_id = books.capture("stay_a_1")
    reference = books.ask_refund("stay_a_1", 100)
    books.now = at(12, 0, NEXT_DAY)
    books.ask_again("stay_a_1")
    _, *refunds = movements(books.entries)
    assert refunds == [Movement(remote_id, "refund", 100, DAY, None, None, reference=reference)]
    books.pay_out("stay_a_1")
    _, *refunds = movements(books.entries)
    assert refunds == [Movement(remote_id, "refund", 100, DAY, NEXT_DAY, None, reference=reference)]


def test_of_a_refund_over_midnight_nobody_told_us_the_day():
    books = Books()
    books.capture("stay_a_1")
    books.ask_refund("stay_a_1", 100)
    books.now = at(0, 10, NEXT_DAY)
    books.pay_out("stay_a_1")
    refund = movements(books.entries)[-1]
    assert (refund.first_day, refund.booked_on, refund.report_day) == (DAY, NEXT_DAY, None)


def test_a_second_transaction_of_an_order_is_taken_and_asked_back_in_one_entry():
    books = Books()
    second = books.pay_twice("stay_a_1", 600)
    surplus = books.tell(second)
    of_second = [one for one in movements(books.entries) if one.remote_id == second.remote_id]
    assert [(one.kind, one.grosze, one.booked_on) for one in of_second] == [
        ("capture", 600, DAY),
        ("refund", 600, None),
    ]
    books.pay_out(surplus.order_id)
    assert [one.booked_on for one in movements(books.entries) if one.remote_id == second.remote_id] == [DAY, DAY]


def test_a_hold_alone_moved_nothing():
    held = Entry("stay_a_1", "held", at(9), (("city:holds", 1400), ("city:drivers", -1400)))
    assert movements([held]) == ()


def test_a_correction_is_no_movement_but_makes_its_transaction_known():
    theirs = found(DAY, "stay_a_1", "R7", "capture", 0, 600, NIGHT)
    entry = correction(theirs, NIGHT)
    assert movements([entry]) == ()
    assert known_remote_ids([entry]) == {"R7"}
    assert entry.moves_money


def test_an_entry_without_a_report_belongs_to_the_day_of_its_booking():
    assert report_day(Entry("stay_a_1", "refunded_1", at(0, 30), ())) == date(2026, 12, 7)


def test_the_movements_of_several_orders_stand_together_in_their_order():
    books = Books()
    first, second = books.capture("stay_b_1"), books.capture("stay_a_1")
    for order_id in ("stay_b_1", "stay_a_1"):
        books.refund(order_id, 100)
    assert [(one.kind, one.remote_id) for one in movements(books.entries)] == [
        ("capture", second),
        ("refund", second),
        ("capture", first),
        ("refund", first),
    ]


def test_a_grosz_is_a_capture_and_what_nobody_told_is_of_the_transaction_in_its_orders_name():
    def taken(order_id):
        return Entry(order_id, "captured", at(9), (("city:gateway", 1), ("city:parking", -1)))

    assert movements([taken("stay_a_1")]) == (Movement("", "capture", 1, DAY, DAY, DAY),)
    assert movements([taken("stay_a_1+R2")]) == (Movement("R2", "capture", 1, DAY, DAY, DAY),)


def test_a_refund_that_nobody_asked_for_is_what_was_sent():
    sent = Entry("stay_a_1", "refunded_1", at(9), (("city:gateway", -400), ("city:refunds", 400)))
    assert movements([sent]) == (Movement("", "refund", 400, DAY, DAY, DAY),)


def test_the_gateway_knows_a_further_transaction_by_its_order():
    asked = [asked_order_id(Entry(order_id, "captured", at(9), ())) for order_id in ("stay_a_1", "stay_a_1+R2")]
    assert asked == ["stay_a_1", "stay_a_1"]


def test_the_known_transactions_are_those_that_were_captured():
    books = Books()
    remote_id = books.capture("stay_a_1")
    sent = Entry("stay_b_1+R9", "refunded_1", at(9), (("city:gateway", -400), ("city:refunds", 400)))
    assert known_remote_ids([*books.entries, sent]) == {remote_id}


def test_all_corrections_of_a_days_transaction_count_together():
    differences = [
        found(DAY, "stay_a_1", "R7", "capture", 0, 600, NIGHT),
        found(DAY, "stay_a_1", "R7", "capture", 700, 600, NIGHT),
        found(DAY, "stay_a_1", "", "refund", 400, 0, NIGHT),
    ]
    entries = [correction(one, NIGHT) for one in differences]
    assert corrected(entries, DAY) == {("R7", "capture"): 500, ("", "refund"): -400}
    assert known_remote_ids(entries[2:]) == {""}


def test_each_owners_books_are_apart():
    taken, sold = (("city:gateway", 1), ("city:parking", -1)), (("mpk:gateway", 1), ("mpk:tickets", -1))
    ours = Entry("stay_a_1", "captured", at(9), taken)
    asked = Entry("stay_a_1", "capture_requested", at(9), (), call="capture 1 ref")
    theirs = Entry("tkt_a_1", "captured", at(9), sold)
    theirs_asked = Entry("tkt_a_1", "refund_requested_1", at(9), (), call="refund 1 ref")
    entries = [ours, asked, theirs, theirs_asked]
    assert in_books_of("city", iter(entries)) == [ours, asked]
    assert in_books_of("mpk", iter(entries)) == [theirs, theirs_asked]


def test_a_correction_is_in_its_owners_books_and_makes_no_order_theirs():
    booked = correction(found(DAY, "tkt_a_1", "R7", "capture", 0, 600, NIGHT), NIGHT)
    asked = Entry("tkt_a_1", "refund_requested_1", at(9), (), call="refund 1 ref")
    assert in_books_of("city", [booked, asked]) == [booked]
