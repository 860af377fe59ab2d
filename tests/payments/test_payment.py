"""The rules of a payment: states only move forward, and what does not fit is left to a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments.entry import entries_for, position
from chalicelib.payments.ordered_calls import call_needed, reference
from chalicelib.payments.payment import (
    NEVER_CONFIRMED,
    Payment,
    given_up,
    in_review,
    refund_failed,
    refunded,
    refunding,
    reported,
    settling,
    started,
    surplus,
)
from chalicelib.payments.port import HoldStarted, Report

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NEW = Payment("stay_x_1", 10700, "created", created_at=NOW, valid_until=NOW + timedelta(minutes=15))
AWAITING = started(NEW, HoldStarted("R1", "https://gateway.test/R1"))


def report(outcome, amount=10700, remote_id="R1", details="AUTHORIZED"):
    return Report("stay_x_1", remote_id, outcome, amount, "PLN", NOW, details)


HELD = reported(AWAITING, report("held"), NOW)
CAPTURING = settling(HELD, 800)
CAPTURED = reported(CAPTURING, report("paid", 800), NOW)
RELEASING = settling(HELD, 0)
RELEASED = reported(RELEASING, report("failed", details="CANCELLED"), NOW)


def test_a_confirmed_capture_may_carry_the_captured_or_the_held_amount():
    assert reported(CAPTURING, report("paid", 800), NOW).state == "captured"
    assert reported(CAPTURING, report("paid", 10700), NOW).captured_grosze == 800


def test_a_capture_of_any_other_amount_is_left_to_a_person():
    assert reported(CAPTURING, report("paid", 801), NOW).state == "needs_review"


def test_money_taken_that_was_not_asked_for_is_left_to_a_person():
    for payment in (HELD, RELEASING, RELEASED):
        assert reported(payment, report("paid", 800), NOW).state == "needs_review"


def test_a_fee_below_the_gateways_minimum_is_a_release():
    assert [settling(HELD, fee).state for fee in (0, 9, 10)] == [
        "release_requested",
        "release_requested",
        "capture_requested",
    ]


def test_never_more_than_is_held_and_never_twice():
    for payment, fee in ((HELD, 10701), (CAPTURING, 800), (CAPTURED, 800), (RELEASED, 0), (AWAITING, 800)):
        with pytest.raises(ValueError, match="cannot pay"):
            settling(payment, fee)


def test_late_and_repeated_reports_change_nothing():
    assert reported(CAPTURED, report("held"), NOW) == CAPTURED
    assert reported(CAPTURED, report("pending"), NOW) == CAPTURED
    assert reported(CAPTURED, report("failed"), NOW) == CAPTURED
    assert reported(CAPTURING, report("held"), NOW) == CAPTURING
    assert reported(RELEASED, report("held"), NOW) == RELEASED
    assert reported(HELD, report("held"), NOW + timedelta(hours=1)) == HELD


def test_a_second_hold_for_one_order_goes_back_at_once():
    second = surplus(HELD, report("held", remote_id="R2"), NOW)
    assert (second.state, second.order_id, second.asked_order_id) == ("release_requested", "stay_x_1+R2", "stay_x_1")


def test_a_second_payment_for_one_order_goes_back_by_itself():
    second = surplus(CAPTURED, report("paid", remote_id="R2"), NOW)
    assert (second.state, second.refund_grosze, second.remote_id) == ("refund_requested", 10700, "R2")
    assert call_needed(second, NOW) == "refund"
    assert position(second) == {"city:gateway": 10700, "city:refunds": -10700}


def test_a_second_hold_that_the_gateway_took_all_the_same_goes_back_too():
    second = surplus(HELD, report("held", remote_id="R2"), NOW)
    taken = reported(second, report("paid", remote_id="R2"), NOW)
    assert (taken.state, taken.refund_grosze, taken.held_at is not None) == ("refund_requested", 10700, True)


def test_money_goes_back_once_and_never_more_than_was_taken():
    part = refunding(CAPTURED, 300)
    for payment, grosze in ((part, 100), (HELD, 100), (CAPTURED, 801), (CAPTURED, 0), (RELEASED, 1)):
        with pytest.raises(ValueError, match="cannot go back"):
            refunding(payment, grosze)
    back = refunded(part, NOW)
    assert (back.state, back.refunded_grosze, back.refundable_grosze) == ("refunded", 300, 500)
    assert refunded(refunding(back, 500), NOW).refunded_grosze == 800
    assert refunded(back, NOW) == back


def test_each_refund_has_a_reference_of_its_own():
    first = refunding(CAPTURED, 300)
    second = refunding(refunded(first, NOW), 300)
    assert reference(first, "refund") != reference(second, "refund")


def test_a_refund_that_the_gateway_gave_up_waits_for_a_person_and_is_still_owed():
    failed = refund_failed(refunding(CAPTURED, 300), NOW)
    assert (failed.state, failed.reason, failed.captured_grosze) == ("needs_review", "refund_failed", 800)
    assert position(failed) == {"city:gateway": 800, "city:parking": -500, "city:refunds": -300}
    assert refund_failed(CAPTURED, NOW) == CAPTURED


def test_a_report_about_money_that_went_back_changes_nothing():
    for payment in (refunding(CAPTURED, 300), refunded(refunding(CAPTURED, 300), NOW)):
        assert [reported(payment, report(outcome), NOW) for outcome in ("held", "paid", "failed")] == [payment] * 3


def test_a_payment_the_gateway_never_confirmed_still_listens_to_it():
    silent = in_review(CAPTURING, NEVER_CONFIRMED, NOW)
    assert reported(silent, report("paid", 800), NOW).captured_grosze == 800
    assert reported(silent, report("held"), NOW) == silent
    assert reported(in_review(RELEASING, NEVER_CONFIRMED, NOW), report("failed"), NOW).state == "released"
    assert reported(in_review(AWAITING, NEVER_CONFIRMED, NOW), report("held"), NOW).state == "held"


def test_a_declined_card_may_be_followed_by_another_until_the_time_to_approve_is_over():
    declined = reported(AWAITING, report("failed", details="DO_NOT_HONOR"), NOW)
    assert declined.unclear
    assert call_needed(declined, NOW + timedelta(minutes=15)) == "ask"
    assert not given_up(declined, NOW).unclear


def test_a_hold_that_comes_after_the_payment_was_given_up_is_still_seen():
    given = given_up(AWAITING, NOW)
    assert reported(given, report("held"), NOW).state == "held"


def test_a_hold_that_lapses_before_its_capture_is_expired():
    assert reported(CAPTURING, report("failed", details="CANCELLED"), NOW).state == "expired"


def test_the_gateway_is_asked_only_when_the_time_to_approve_is_over():
    assert call_needed(AWAITING, NOW) is None
    assert call_needed(AWAITING, NOW + timedelta(minutes=15)) == "ask"
    assert (call_needed(CAPTURING, NOW), call_needed(RELEASING, NOW), call_needed(CAPTURED, NOW)) == (
        "capture",
        "release",
        None,
    )


def test_a_call_has_the_same_reference_each_time_and_another_for_each_verb():
    assert reference(CAPTURING, "capture") == reference(HELD, "capture")
    assert len({reference(CAPTURING, verb) for verb in ("capture", "release")}) == 2
    assert reference(CAPTURING, "capture").isalnum()
    assert len(reference(CAPTURING, "capture")) == 32


outcomes = st.builds(
    report,
    st.sampled_from(["pending", "held", "paid", "failed"]),
    st.sampled_from([800, 801, 10700]),
    st.just("R1"),
)


@given(st.lists(outcomes, max_size=8), st.integers(0, 10700), st.integers(0, 8))
def test_whatever_is_reported_the_ledger_sums_to_zero_and_nothing_above_the_fee_is_taken(reports, fee, stop_after):
    payment, entries = AWAITING, []
    for number, told in enumerate(reports):
        if number == stop_after and payment.state == "held":
            after = settling(payment, fee)
            entries += entries_for(payment, after, NOW)
            payment = after
        after = reported(payment, told, NOW)
        entries += entries_for(payment, after, NOW, told)
        payment = after
    assert payment.captured_grosze in (0, fee)
    assert all(sum(amount for _, amount in entry.lines) == 0 for entry in entries)
    claimed = sum(amount for entry in entries for account, amount in entry.lines if account == "city:holds")
    if payment.state in ("captured", "released", "expired"):
        assert claimed == 0
    assert claimed in (0, payment.amount_grosze, payment.due_grosze)
    assert len({entry.kind for entry in entries}) == len(entries)


def test_an_entry_tells_the_call_that_it_orders():
    [entry] = entries_for(HELD, CAPTURING, NOW)
    assert entry.call == f"capture 800 {reference(CAPTURING, 'capture')}"


def test_no_entry_is_made_while_no_money_is_held():
    failed = reported(AWAITING, report("failed", details="DO_NOT_HONOR"), NOW)
    assert entries_for(AWAITING, failed, NOW) == ()
    assert replace(failed, reason="").state == "failed"
