"""How the money of a stay is settled: shares, calls that are due, and when a person is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.parking.settlement import (
    hold_left_to_a_person,
    hold_stands_too_long,
    nudged,
    settled,
    with_calls_due,
    with_new_calls,
    with_payment,
)
from tests.parking.stays import HELD_AT, HOUR, LIMIT, MINUTE, OPENING, a_hold, a_stay

NOW = OPENING + 3 * HOUR
DAY = timedelta(days=1)
CAPTURING = a_hold(state="capture_requested", due_grosze=800)
RELEASING = a_hold(2, state="release_requested")
REFUNDING = a_hold(state="refund_requested", due_grosze=800, refund_grosze=300)
SILENT = {"state": "needs_review", "reason": "gateway_never_confirmed"}


def stopped_stay(*holds, **changes):
    return a_stay(*holds, state="stopped", **changes)


def payments(stay):
    return [hold.payment for hold in stay.holds]


def test_each_hold_is_asked_for_its_share_and_only_those_that_stand():
    failed, first, second = a_hold(1, "failed"), a_hold(2), a_hold(3)
    after = settled(stopped_stay(failed, first, second), 2000)
    assert after.holds == (
        failed,
        replace(first, payment=replace(first.payment, state="capture_requested", due_grosze=1600)),
        replace(second, payment=replace(second.payment, state="capture_requested", due_grosze=400)),
    )
    assert [payment.state for payment in payments(settled(stopped_stay(a_hold(1), a_hold(2)), 900))] == [
        "capture_requested",
        "release_requested",
    ]


def test_only_the_order_that_is_meant_changes():
    stay = a_stay(a_hold(1), a_hold(2))
    after = with_payment(stay, "stay_x_2", lambda payment: replace(payment, reason="changed"))
    assert after == replace(
        stay, holds=(stay.holds[0], replace(stay.holds[1], payment=replace(stay.holds[1].payment, reason="changed")))
    )


@pytest.mark.parametrize("hold", [CAPTURING, RELEASING, REFUNDING])
def test_a_call_that_is_ordered_is_looked_at_after_five_minutes(hold):
    stay = stopped_stay(hold, attempts=7)
    assert with_calls_due(stay, NOW) == replace(stay, calls_due_at=NOW + 5 * MINUTE, attempts=0)


def test_calls_that_are_due_already_stay_due_when_they_were():
    stay = stopped_stay(CAPTURING, calls_due_at=NOW - HOUR, attempts=7)
    assert with_calls_due(stay, NOW) == stay


def test_a_change_that_orders_no_call_plans_what_was_forgotten():
    forgotten = stopped_stay(CAPTURING)
    assert with_new_calls(forgotten, forgotten, NOW) == replace(forgotten, calls_due_at=NOW + 5 * MINUTE)


def test_a_call_ordered_beside_another_is_asked_about_before_it_is_made():
    before = stopped_stay(CAPTURING, a_hold(2), calls_due_at=NOW, attempts=7, leased_until=NOW + MINUTE)
    after = replace(before, holds=(CAPTURING, RELEASING))
    assert with_new_calls(before, after, NOW) == replace(after, calls_due_at=NOW + 5 * MINUTE, attempts=1)


def test_a_call_ordered_alone_begins_anew():
    before = stopped_stay(a_hold(), calls_due_at=NOW, attempts=7, leased_until=NOW + MINUTE)
    after = replace(before, holds=(CAPTURING,))
    assert with_new_calls(before, after, NOW) == stopped_stay(CAPTURING, calls_due_at=NOW + 5 * MINUTE)


def test_no_call_is_due_once_all_is_settled():
    stay = stopped_stay(a_hold(state="captured"), calls_due_at=NOW, attempts=7)
    assert with_calls_due(stay, NOW) == replace(stay, calls_due_at=None)


def test_an_order_that_is_asked_about_stays_due():
    stay = a_stay(a_hold(), a_hold(2, "awaiting_customer"), calls_due_at=NOW, attempts=7)
    assert with_calls_due(stay, NOW) == stay
    assert with_calls_due(replace(stay, calls_due_at=None), NOW) == replace(stay, calls_due_at=None)


@pytest.mark.parametrize(("attempts", "minutes"), [(0, 5), (1, 10), (2, 20), (3, 40), (4, 60), (9, 60), (23, 60)])
def test_the_gateway_is_asked_again_ever_more_rarely_and_at_least_every_hour(attempts, minutes):
    stay = stopped_stay(CAPTURING, calls_due_at=OPENING, attempts=attempts)
    assert nudged(stay, NOW) == replace(stay, calls_due_at=NOW + minutes * MINUTE)


@pytest.mark.parametrize(
    ("holds", "attempts"),
    [
        pytest.param((CAPTURING,), 24, id="a capture after a day"),
        pytest.param((REFUNDING,), 24 * 7, id="a refund after a week"),
        pytest.param((REFUNDING, RELEASING), 24, id="both like the more urgent"),
        pytest.param((a_hold(state="awaiting_customer"),), 24, id="an order that is asked about"),
    ],
)
def test_a_person_is_asked_after_so_many_attempts(holds, attempts):
    for seen, asked in ((attempts - 1, False), (attempts, True), (attempts + 1, True)):
        stay = stopped_stay(*holds, calls_due_at=OPENING, attempts=seen)
        after = nudged(stay, NOW)
        assert (after.calls_due_at is None) == asked
        if asked:
            assert {payment.state for payment in payments(after)} == {"needs_review"}
        else:
            assert after == replace(stay, calls_due_at=NOW + HOUR)


def test_a_person_is_left_with_the_silent_calls_only():
    asked_about, approvable = a_hold(3, "awaiting_customer"), a_hold(4, "awaiting_customer", valid_until=NOW + MINUTE)
    captured = a_hold(5, "captured", due_grosze=800)
    stay = stopped_stay(CAPTURING, RELEASING, asked_about, approvable, captured, calls_due_at=NOW, attempts=24)
    silent = [
        replace(hold, payment=replace(hold.payment, **SILENT, settled_at=NOW))
        for hold in (CAPTURING, RELEASING, asked_about)
    ]
    assert nudged(stay, NOW) == replace(stay, holds=(*silent, approvable, captured), calls_due_at=None)


@pytest.mark.parametrize(
    ("holds", "attempts", "now", "asked"),
    [
        pytest.param((CAPTURING,), 1, HELD_AT + 3 * DAY, True, id="a day is left of its hold"),
        pytest.param((a_hold(2, "captured"), RELEASING), 1, HELD_AT + 3 * DAY, True, id="of one of its holds"),
        pytest.param((CAPTURING,), 1, HELD_AT + 3 * DAY - MINUTE, False, id="more is left"),
        pytest.param((CAPTURING,), 0, HELD_AT + 3 * DAY, False, id="nobody has tried yet"),
        pytest.param((REFUNDING,), 1, HELD_AT + 3 * DAY, False, id="a refund needs no hold"),
        pytest.param((a_hold(state="awaiting_customer"),), 1, NOW, False, id="nothing is held"),
    ],
)
def test_a_person_is_asked_while_a_day_is_left_of_a_hold(holds, attempts, now, asked):
    stay = stopped_stay(*holds, calls_due_at=OPENING, attempts=attempts)
    assert (nudged(stay, now).calls_due_at is None) == asked


@pytest.mark.parametrize(
    ("hold", "stands", "a_person_alone"),
    [
        (CAPTURING, True, False),
        (RELEASING, True, False),
        (a_hold(**SILENT), True, True),
        (a_hold(state="awaiting_customer"), False, False),
        (a_hold(**SILENT, held_at=None), False, False),
        (a_hold(**SILENT, due_grosze=800, refund_grosze=300), False, False),
        (a_hold(**SILENT, unasked_grosze=500), False, False),
        (REFUNDING, False, False),
        (a_hold(state="captured", due_grosze=800), False, False),
        (a_hold(state="released"), False, False),
    ],
)
def test_which_holds_may_still_stand(hold, stands, a_person_alone):
    stay = stopped_stay(a_hold(2, "released"), hold)
    assert hold_stands_too_long(stay, stay.stopped_at + 12 * HOUR, 12 * HOUR) == stands
    assert hold_left_to_a_person(stay) == a_person_alone


@pytest.mark.parametrize(
    ("stay", "ended_at"),
    [
        (stopped_stay(RELEASING), OPENING + HOUR),
        (a_stay(RELEASING, state="unpaid"), OPENING),
    ],
)
def test_a_hold_stands_too_long_when_its_watch_is_over(stay, ended_at):
    assert hold_stands_too_long(stay, ended_at + 12 * HOUR, 12 * HOUR)
    assert not hold_stands_too_long(stay, ended_at + 12 * HOUR - MINUTE, 12 * HOUR)


def test_a_stay_that_runs_needs_its_hold():
    stay = a_stay(RELEASING, ends_at=LIMIT)
    assert not hold_stands_too_long(stay, NOW + 12 * HOUR, 12 * HOUR)
