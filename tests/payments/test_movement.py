"""What moved is read out of the entries that the product really books."""

from datetime import date, timedelta

from chalicelib.payments.difference import correction, found
from chalicelib.payments.entry import Entry
from chalicelib.payments.movement import Movement, known_remote_ids, movements, report_day
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
