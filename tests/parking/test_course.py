"""Each turn of a stay's course, to the field: what it changes, and that it changes nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.parking.course import (
    extended,
    hold_given_up,
    hold_refused,
    hold_started,
    price_lost,
    reminded,
    reported,
    stopped,
    superseded,
)
from chalicelib.payments.port import HoldStarted
from tests.parking.stays import CLOSING, HELD_AT, HOUR, LIMIT, MINUTE, OPENING, a_hold, a_stay, paid, told

NOW = OPENING + HOUR
SECOND = timedelta(seconds=1)
DUE = {"calls_due_at": NOW + 5 * MINUTE, "attempts": 0}
AWAITING = a_stay(a_hold(state="awaiting_customer"), state="awaiting_payment")
RUNNING = a_stay(remind_at=LIMIT - 15 * MINUTE)


# Before it runs.


def test_the_gateway_accepts_an_order():
    stay = a_stay(a_hold(), a_hold(2, "created"))
    started = {"state": "awaiting_customer", "remote_id": "R2", "redirect_url": "https://gateway.test/R2"}
    assert hold_started(stay, "stay_x_2", HoldStarted("R2", "https://gateway.test/R2")) == paid(stay, 1, **started)


def test_a_stay_whose_order_is_refused_is_unpaid():
    stay = a_stay(a_hold(state="created"), state="awaiting_payment")
    refused = paid(stay, state="failed", reason="no_card", settled_at=NOW)
    assert hold_refused(stay, "stay_x_1", "no_card", NOW) == replace(refused, state="unpaid", unpaid_because="no_card")


def test_a_stay_whose_order_is_given_up_is_unpaid_and_no_more_due():
    stay = replace(AWAITING, calls_due_at=NOW, attempts=2)
    expired = paid(stay, state="expired", reason="walked_away", settled_at=NOW)
    assert hold_given_up(stay, "stay_x_1", NOW) == replace(
        expired, state="unpaid", unpaid_because="walked_away", calls_due_at=None
    )


def test_a_refused_extension_leaves_the_stay_running():
    stay = a_stay(a_hold(), a_hold(2, "created"))
    assert hold_refused(stay, "stay_x_2", "no_card", NOW) == paid(
        stay, 1, state="failed", reason="no_card", settled_at=NOW
    )


def test_a_declined_card_makes_the_stay_unpaid_until_another_one_is_held():
    declined = paid(AWAITING, state="failed", reason="do_not_honor")
    unpaid = replace(declined, state="unpaid", unpaid_because="do_not_honor")
    assert reported(AWAITING, told("failed"), NOW) == unpaid
    after = reported(unpaid, told("held", remote_id="R9"), NOW)
    assert (after.state, after.unpaid_because, after.started_at) == ("running", "", HELD_AT)


def test_a_report_that_says_nothing_new_changes_nothing():
    assert reported(AWAITING, told("pending"), NOW) is AWAITING
    assert reported(RUNNING, told("held"), NOW) is RUNNING


def test_a_report_about_an_order_of_somebody_else_is_a_mistake():
    with pytest.raises(ValueError, match="unpack"):
        reported(AWAITING, told("held", 7), NOW)


# It begins to run.


def test_a_confirmed_hold_makes_it_run_from_the_moment_of_the_hold():
    held = paid(AWAITING, state="held", held_at=HELD_AT)
    running = {"state": "running", "started_at": HELD_AT, "remind_at": LIMIT - 15 * MINUTE}
    assert reported(AWAITING, told("held"), NOW) == replace(held, **running)


def test_it_never_runs_before_it_was_asked_for():
    after = reported(AWAITING, told("held", happened_at=OPENING - MINUTE), NOW)
    assert (after.state, after.started_at) == ("running", OPENING)


@pytest.mark.parametrize(
    ("held_at", "now", "state"),
    [
        (LIMIT - SECOND, LIMIT - SECOND, "running"),
        (LIMIT, NOW, "unpaid"),
        (HELD_AT, LIMIT, "unpaid"),
        (HELD_AT, LIMIT + SECOND, "unpaid"),
    ],
)
def test_it_never_runs_when_its_hold_is_confirmed_after_its_end(held_at, now, state):
    after = reported(AWAITING, told("held", happened_at=held_at), now)
    assert after.state == state
    if state == "unpaid":
        released = paid(AWAITING, state="release_requested", held_at=held_at)
        due = {"calls_due_at": now + 5 * MINUTE, "unpaid_because": "confirmed_too_late"}
        assert after == replace(released, state="unpaid", **due)


def test_a_plate_that_is_parked_already_lets_the_hold_go():
    stay = replace(RUNNING, calls_due_at=None, attempts=3)
    released = paid(stay, state="release_requested")
    unpaid = {"state": "unpaid", "unpaid_because": "superseded", "started_at": None, "remind_at": None}
    assert superseded(stay, NOW) == replace(released, **unpaid, **DUE)


def test_a_resident_price_that_another_vehicle_took_meanwhile_lets_the_hold_go():
    released = paid(RUNNING, state="release_requested")
    unpaid = {"state": "unpaid", "unpaid_because": "resident_price_lost", "started_at": None, "remind_at": None}
    assert price_lost(RUNNING, NOW) == replace(released, **unpaid, **DUE)


# It is reminded of.


@pytest.mark.parametrize(
    ("kind", "ends_at", "now", "next_at"),
    [
        pytest.param("limited", LIMIT, NOW, LIMIT - 15 * MINUTE, id="a limit"),
        pytest.param("limited", LIMIT, LIMIT - 15 * MINUTE, None, id="a limit that is near"),
        pytest.param("open", CLOSING, HELD_AT, HELD_AT + 2 * HOUR, id="open: at first"),
        pytest.param("open", CLOSING, HELD_AT + 2 * HOUR - SECOND, HELD_AT + 2 * HOUR, id="open: before a round"),
        pytest.param("open", CLOSING, HELD_AT + 2 * HOUR, HELD_AT + 4 * HOUR, id="open: on a round"),
        pytest.param(
            "open", CLOSING, HELD_AT + 11 * HOUR, HELD_AT + 12 * HOUR, id="open: after rounds that were missed"
        ),
        pytest.param("open", CLOSING, HELD_AT + 12 * HOUR, CLOSING - 15 * MINUTE, id="open: the end is nearer"),
        pytest.param("open", CLOSING, CLOSING - 15 * MINUTE, None, id="open: the end is near"),
    ],
)
def test_when_the_next_reminder_comes(kind, ends_at, now, next_at):
    stay = a_stay(kind=kind, ends_at=ends_at, remind_at=now, reminders=2)
    assert reminded(stay, now) == replace(stay, remind_at=next_at, reminders=3)


def test_an_open_stay_is_reminded_of_two_hours_after_its_start():
    after = reported(replace(AWAITING, kind="open", ends_at=CLOSING), told("held"), NOW + 3 * HOUR)
    assert after.remind_at == HELD_AT + 2 * HOUR


# It is extended.


def test_an_extension_is_a_further_hold():
    further = a_hold(2, "created")
    assert extended(RUNNING, further) == replace(RUNNING, holds=(*RUNNING.holds, further))


def extending(**changes):
    return a_stay(
        a_hold(), a_hold(2, "awaiting_customer", pays_until=LIMIT + HOUR, **changes), remind_at=LIMIT - 15 * MINUTE
    )


def test_a_confirmed_extension_moves_the_end_and_the_reminder():
    held = paid(extending(), 1, state="held", held_at=HELD_AT)
    later = {"ends_at": LIMIT + HOUR, "remind_at": LIMIT + 45 * MINUTE}
    assert reported(extending(), told("held", 2), LIMIT - SECOND) == replace(held, **later)


def test_an_extension_confirmed_after_the_end_goes_back_at_once():
    released = paid(extending(), 1, state="release_requested", held_at=HELD_AT)
    assert reported(extending(), told("held", 2), LIMIT) == replace(
        released, calls_due_at=LIMIT + 5 * MINUTE, attempts=0
    )


def test_an_extension_confirmed_after_a_stop_goes_back_at_once():
    stay = replace(extending(), state="stopped", stopped_at=NOW, stopped_by="driver", remind_at=None)
    stay = paid(stay, state="captured", due_grosze=800)
    released = paid(stay, 1, state="release_requested", held_at=HELD_AT)
    assert reported(stay, told("held", 2), NOW) == replace(released, **DUE)


def test_an_extension_that_ends_earlier_than_another_changes_nothing_at_the_end():
    stay = replace(extending(), ends_at=LIMIT + 2 * HOUR)
    assert reported(stay, told("held", 2), NOW).ends_at == LIMIT + 2 * HOUR


def test_a_report_about_anything_but_an_extension_leaves_the_end():
    stay = replace(extending(), ends_at=LIMIT + MINUTE)
    after = reported(stay, told("failed", 2), NOW)
    assert (after.ends_at, after.state, after.holds[1].payment.state) == (LIMIT + MINUTE, "running", "failed")


# It is stopped.


def fee_of(grosze):
    return lambda moment: grosze if moment <= LIMIT else 10**6


@pytest.mark.parametrize(
    ("changes", "now", "stopped_at", "stopped_by"),
    [
        pytest.param({}, NOW, NOW, "driver", id="by its driver"),
        pytest.param({}, LIMIT, LIMIT, "limit", id="at its limit"),
        pytest.param({}, LIMIT + HOUR, LIMIT, "limit", id="by a late clock at its limit"),
        pytest.param({"paid_hours_end": LIMIT}, LIMIT, LIMIT, "end_of_paid_hours", id="with the paid hours"),
        pytest.param({"paid_hours_end": LIMIT - MINUTE}, LIMIT, LIMIT, "end_of_paid_hours", id="after the paid hours"),
    ],
)
def test_a_stop_asks_for_exactly_the_fee(changes, now, stopped_at, stopped_by):
    stay = replace(RUNNING, calls_due_at=OPENING, attempts=4, leased_until=NOW, **changes)
    capturing = paid(stay, state="capture_requested", due_grosze=800)
    ended = {"state": "stopped", "stopped_at": stopped_at, "stopped_by": stopped_by, "fee_grosze": 800}
    rest = {"remind_at": None, "leased_until": None, "calls_due_at": now + 5 * MINUTE, "attempts": 0}
    assert stopped(stay, now, fee_of(800)) == replace(capturing, **ended, **rest)


@pytest.mark.parametrize(
    ("fee", "taken", "state"),
    [
        pytest.param(1601, 1600, "capture_requested", id="never more than is held"),
        pytest.param(10, 10, "capture_requested", id="the least that can be taken"),
        pytest.param(9, 0, "release_requested", id="less than can be taken"),
    ],
)
def test_the_fee_is_what_can_be_taken(fee, taken, state):
    after = stopped(RUNNING, NOW, fee_of(fee))
    [payment] = [hold.payment for hold in after.holds]
    assert (after.fee_grosze, payment.due_grosze, payment.state) == (taken, taken, state)


@pytest.mark.parametrize("before_start", [MINUTE, timedelta()])
def test_a_stay_that_is_stopped_as_it_starts_costs_nothing(before_start):
    after = stopped(RUNNING, HELD_AT - before_start, fee_of(800))
    assert (after.fee_grosze, after.stopped_at, after.stopped_by) == (0, HELD_AT, "driver")


@pytest.mark.parametrize("state", ["awaiting_payment", "unpaid", "stopped"])
def test_only_a_running_stay_is_stopped(state):
    with pytest.raises(ValueError, match=f"^a stay that is {state} cannot be stopped$"):
        stopped(a_stay(state=state), NOW, fee_of(800))
