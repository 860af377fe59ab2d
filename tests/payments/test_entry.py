"""What each change of a payment means in the books, to the grosz and to the word."""

from dataclasses import replace

import pytest

from chalicelib.payments.entry import Entry, captured_entry, entries_for, position
from chalicelib.payments.ordered_calls import reference
from chalicelib.warsaw import WARSAW
from tests.payments.known_payments import (
    AWAITING,
    CAPTURED,
    CAPTURING,
    DECLINED,
    HELD,
    LAPSED,
    NEW,
    NOW,
    REFUNDED,
    REFUNDING,
    RELEASED,
    RELEASING,
    SENT_OTHERWISE,
    SURPLUS_HELD,
    WALKED_AWAY,
    silent,
    told,
)

UNASKED = replace(RELEASED, state="needs_review", reason="paid_while_released", unasked_grosze=500)


@pytest.mark.parametrize(
    ("payment", "accounts"),
    [
        *[(payment, {}) for payment in (NEW, AWAITING, DECLINED, WALKED_AWAY, RELEASED, LAPSED, silent(AWAITING))],
        *[(payment, {"holds": 10700, "drivers": -10700}) for payment in (HELD, RELEASING, silent(RELEASING))],
        *[(payment, {"holds": 800, "drivers": -800}) for payment in (CAPTURING, silent(CAPTURING))],
        (CAPTURED, {"gateway": 800, "parking": -800}),
        (REFUNDING, {"gateway": 800, "parking": -500, "refunds": -300}),
        (silent(REFUNDING), {"gateway": 800, "parking": -500, "refunds": -300}),
        (REFUNDED, {"gateway": 500, "parking": -500}),
        (SENT_OTHERWISE, {"gateway": 500, "parking": -400, "bank": -100}),
        (replace(REFUNDING, written_off_grosze=100), {"gateway": 800, "parking": -400, "refunds": -300, "bank": -100}),
        (UNASKED, {"gateway": 500, "unexplained": -500}),
    ],
)
def test_what_a_payment_means_in_money(payment, accounts):
    assert position(payment) == {f"city:{account}": grosze for account, grosze in accounts.items()}
    assert sum(accounts.values()) == 0


@pytest.mark.parametrize(
    ("before", "after", "kind", "lines", "call"),
    [
        (AWAITING, HELD, "held", {"holds": 10700, "drivers": -10700}, None),
        (HELD, CAPTURING, "capture_requested", {"holds": -9900, "drivers": 9900}, ("capture", 800)),
        (HELD, RELEASING, "release_requested", {}, ("release", 0)),
        (CAPTURING, CAPTURED, "captured", {"holds": -800, "drivers": 800, "gateway": 800, "parking": -800}, None),
        (RELEASING, RELEASED, "released", {"holds": -10700, "drivers": 10700}, None),
        (CAPTURING, LAPSED, "expired", {"holds": -800, "drivers": 800}, None),
        (CAPTURING, silent(CAPTURING), "needs_review", {}, None),
        (RELEASED, UNASKED, "unexplained", {"gateway": 500, "unexplained": -500}, None),
        (CAPTURED, REFUNDING, "refund_requested_1", {"parking": 300, "refunds": -300}, ("refund", 300)),
        (REFUNDING, silent(REFUNDING), "needs_review_1", {}, None),
    ],
)
def test_each_change_is_one_entry(before, after, kind, lines, call):
    booked = tuple(sorted((f"city:{account}", grosze) for account, grosze in lines.items()))
    ordered = f"{call[0]} {call[1]} {reference(after, call[0])}" if call else ""
    [entry] = entries_for(before, after, NOW, told("held"))
    assert entry == Entry("stay_x_1", kind, NOW, booked, ordered, "R1 held 10700 2026-11-23T08:02:00Z DO_NOT_HONOR")


def test_an_entry_without_a_report_keeps_none():
    [entry] = entries_for(HELD, CAPTURING, NOW)
    assert entry.report == ""


@pytest.mark.parametrize(
    ("after", "said"), [(REFUNDED, "refund_done"), (replace(REFUNDING, state="needs_review"), "refund_failed")]
)
def test_what_the_gateway_said_of_a_refund_is_kept_though_it_sends_no_report(after, said):
    [entry] = entries_for(REFUNDING, after, NOW.astimezone(WARSAW))
    assert entry.report == f"R1 {said} 300 2026-11-23T10:00:00Z"


def test_the_moment_of_a_report_is_kept_in_utc():
    report = replace(told("held"), happened_at=told("held").happened_at.astimezone(WARSAW))
    assert entries_for(AWAITING, HELD, NOW, report) == entries_for(AWAITING, HELD, NOW, told("held"))


@pytest.mark.parametrize("surplus", [RELEASING, SURPLUS_HELD])
def test_a_hold_that_goes_back_at_once_is_two_entries(surplus):
    unborn = replace(surplus, state="created", held_at=None)
    report = told("held")
    kept = "R1 held 10700 2026-11-23T08:02:00Z DO_NOT_HONOR"
    claim = (("city:drivers", -10700), ("city:holds", 10700))
    assert entries_for(unborn, surplus, NOW, report) == (
        Entry(surplus.order_id, "held", NOW, claim, "", kept),
        Entry(surplus.order_id, "release_requested", NOW, (), f"release 0 {reference(surplus, 'release')}", kept),
    )


def test_a_hold_that_was_taken_at_once_is_booked_as_held_before():
    taken = replace(REFUNDING, due_grosze=800, unasked_grosze=0)
    review = replace(UNASKED, due_grosze=800, refund_grosze=0, reopened=2)
    for after, last in ((taken, "refund_requested_1"), (review, "unexplained_2")):
        held, then = entries_for(AWAITING, after, NOW)
        assert (held.kind, dict(held.lines)) == ("held", {"city:holds": 10700, "city:drivers": -10700})
        moved = dict(then.lines)
        assert (then.kind, moved.pop("city:holds"), moved.pop("city:drivers")) == (last, -10700, 10700)
        assert moved == position(after)


def test_a_hold_of_another_amount_is_booked_though_a_person_was_waiting_for_it():
    waiting = replace(AWAITING, state="needs_review", reason="gateway_never_confirmed")
    odd = replace(waiting, held_at=HELD.held_at, reason="amount_mismatch")
    held, review = entries_for(waiting, odd, NOW)
    assert (held.kind, review.kind, review.lines) == ("held", "needs_review", ())
    assert dict(held.lines) == position(odd)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NEW, AWAITING),
        (AWAITING, DECLINED),
        (AWAITING, WALKED_AWAY),
        (AWAITING, silent(AWAITING)),
        (HELD, replace(HELD, remote_id="R2")),
        (CAPTURED, replace(CAPTURED, settled_at=NOW)),
    ],
)
def test_nothing_is_booked_while_no_money_is_concerned(before, after):
    assert entries_for(before, after, NOW, told("held")) == ()


def test_money_taken_without_any_hold_is_booked():
    taken = replace(UNASKED, held_at=None)
    for before in (replace(AWAITING, held_at=None), WALKED_AWAY):
        [entry] = entries_for(before, taken, NOW)
        assert dict(entry.lines) == {"city:gateway": 500, "city:unexplained": -500}
    [gone] = entries_for(taken, replace(taken, state="expired", unasked_grosze=0, reopened=1), NOW)
    assert dict(gone.lines) == {"city:gateway": -500, "city:unexplained": 500}


def test_a_capture_known_from_its_report_alone_is_booked_like_any_other():
    [usual] = entries_for(CAPTURING, CAPTURED, NOW, told("paid", 800))
    assert captured_entry(told("paid", 800), NOW) == usual


def test_a_claim_alone_moves_no_money():
    changes = [(AWAITING, HELD), (HELD, CAPTURING), (CAPTURING, CAPTURED), (CAPTURED, REFUNDING)]
    entries = [entry for before, after in changes for entry in entries_for(before, after, NOW)]
    assert [entry.moves_money for entry in entries] == [False, False, True, True]
