"""What becomes of a stay's money once it was held, and what a repeated request is answered: to the field."""

from dataclasses import replace

import pytest

from chalicelib.parking.course import (
    as_first_answered,
    calls_handed_out,
    decided,
    given_back,
    hold_given_up,
    hold_refused,
    refund_ordered,
    refund_told,
    reported,
)
from chalicelib.payments.errors import NotRefundable, RulingImpossible
from tests.parking.stays import HOUR, LIMIT, MINUTE, OPENING, a_hold, a_stay, paid, told

NOW = OPENING + HOUR
DUE = {"calls_due_at": NOW + 5 * MINUTE, "attempts": 0}
AWAITING = a_stay(a_hold(state="awaiting_customer"), state="awaiting_payment")
RUNNING = a_stay(remind_at=LIMIT - 15 * MINUTE)


def test_a_confirmed_capture_is_the_end_of_it():
    stay = paid(a_stay(state="stopped", calls_due_at=NOW), state="capture_requested", due_grosze=800)
    captured = paid(stay, state="captured", settled_at=NOW)
    assert reported(stay, told("paid", amount=800), NOW) == replace(captured, calls_due_at=None)


def test_an_order_paid_twice_goes_back_at_once_and_is_nobodys_request():
    after = reported(RUNNING, told("held", amount=700, remote_id="R9"), NOW)
    twice = after.holds[1]
    assert after == replace(RUNNING, holds=(*RUNNING.holds, twice), **DUE)
    seen = twice.payment
    assert (seen.order_id, seen.state, seen.amount_grosze) == ("stay_x_1+R9", "release_requested", 700)
    assert seen.created_at == NOW
    assert (twice.pays_until, twice.key_hash, twice.fingerprint) == (LIMIT, "", "")
    released = reported(after, told("failed", remote_id="R9"), NOW + MINUTE)
    assert released == replace(paid(after, 1, state="released", settled_at=NOW + MINUTE), calls_due_at=None)


@pytest.mark.parametrize("outcome", ["pending", "failed"])
def test_a_second_transaction_that_holds_nothing_is_ignored(outcome):
    assert reported(RUNNING, told(outcome, remote_id="R9"), NOW) is RUNNING


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda stay: hold_refused(stay, "stay_x_1", "no_card", NOW), id="refused"),
        pytest.param(lambda stay: hold_given_up(stay, "stay_x_1", NOW), id="given up"),
        pytest.param(lambda stay: reported(stay, told("held"), NOW), id="held"),
        pytest.param(lambda stay: refund_told(stay, "stay_x_1", "done", NOW), id="told of a refund"),
    ],
)
def test_a_call_that_nobody_planned_is_planned_by_whatever_happens_next(change):
    stay = a_stay(a_hold(state="created"), a_hold(2, "release_requested"), state="awaiting_payment")
    assert change(stay).calls_due_at == NOW + 5 * MINUTE


def test_calls_that_are_overdue_are_handed_out_again():
    stay = paid(a_stay(state="stopped", calls_due_at=NOW), state="capture_requested", due_grosze=800)
    assert calls_handed_out(stay, NOW) == replace(stay, calls_due_at=NOW + 5 * MINUTE)


def test_a_stay_whose_gateway_keeps_silent_is_unpaid_and_left_to_a_person():
    stay = replace(AWAITING, calls_due_at=NOW, attempts=24)
    silent = paid(stay, state="needs_review", reason="gateway_never_confirmed", settled_at=NOW)
    assert calls_handed_out(stay, NOW) == replace(
        silent, state="unpaid", unpaid_because="gateway_never_confirmed", calls_due_at=None
    )


def taken(*amounts, **changes):
    holds = [a_hold(number, "captured", due_grosze=due) for number, due in enumerate(amounts, start=1)]
    return a_stay(*holds, state="stopped", fee_grosze=sum(amounts), **changes)


def going_back(grosze, **changes):
    return {"state": "refund_requested", "refund_grosze": grosze, "reopened": 1, "refund_number": 1} | changes


def test_money_goes_back_from_the_latest_payments_first():
    stay = taken(800, 500)
    assert given_back(stay, 500, NOW) == replace(paid(stay, 1, **going_back(500)), **DUE)
    assert given_back(stay, 1, NOW) == replace(paid(stay, 1, **going_back(1)), **DUE)
    both = paid(paid(stay, 1, **going_back(500)), 0, **going_back(200))
    assert given_back(stay, 700, NOW) == replace(both, **DUE)
    assert given_back(stay, 1300, NOW).fee_grosze == 1300


def test_what_went_back_before_cannot_go_again():
    stay = paid(taken(800, 500), 1, state="refunded", refunded_grosze=400)
    both = paid(paid(stay, 1, **going_back(100)), 0, **going_back(50))
    assert given_back(stay, 150, NOW) == replace(both, **DUE)


@pytest.mark.parametrize(("grosze", "most"), [(0, "13.00"), (-1, "13.00"), (1301, "13.00")])
def test_no_more_goes_back_than_was_taken(grosze, most):
    with pytest.raises(NotRefundable) as refusal:
        given_back(taken(800, 500), grosze, NOW)
    assert refusal.value.details == {"most": most}


def test_only_what_was_taken_can_go_back():
    stay = a_stay(a_hold(state="capture_requested", due_grosze=800), a_hold(2, "captured", due_grosze=500))
    with pytest.raises(NotRefundable) as refusal:
        given_back(stay, 501, NOW)
    assert refusal.value.details == {"most": "5.00"}


def test_one_orders_money_goes_back():
    stay = taken(800, 500)
    assert refund_ordered(stay, "stay_x_1", 300, NOW) == replace(paid(stay, 0, **going_back(300)), **DUE)
    with pytest.raises(NotRefundable) as refusal:
        refund_ordered(stay, "stay_x_1", 801, NOW)
    assert refusal.value.details == {"most": "8.00"}


def test_what_the_gateway_says_of_a_refund():
    stay = replace(paid(taken(800), **going_back(300)), calls_due_at=NOW)
    back = {"state": "refunded", "refund_grosze": 0, "refunded_grosze": 300, "refunded_at": NOW}
    assert refund_told(stay, "stay_x_1", "done", NOW) == replace(paid(stay, **back), calls_due_at=None)
    failed = {"state": "needs_review", "reason": "refund_failed"}
    assert refund_told(stay, "stay_x_1", "failed", NOW) == replace(paid(stay, **failed), calls_due_at=None)
    assert refund_told(stay, "stay_x_1", "pending", NOW) is stay


def test_a_decision_is_due_at_once_and_asked_about_first():
    stay = paid(a_stay(state="stopped", fee_grosze=800), state="needs_review", due_grosze=800)
    released = {"state": "release_requested", "due_grosze": 0}
    after = decided(stay, "stay_x_1", lambda payment: replace(payment, **released), NOW)
    assert after == replace(paid(stay, **released), fee_grosze=0, calls_due_at=NOW, attempts=1)


def test_a_decision_after_which_nothing_is_to_be_called_is_not_due():
    stay = paid(a_stay(state="stopped", fee_grosze=800, calls_due_at=NOW), state="needs_review", due_grosze=800)
    written_off = {"state": "expired", "due_grosze": 0}
    after = decided(stay, "stay_x_1", lambda payment: replace(payment, **written_off), NOW)
    assert after == replace(paid(stay, **written_off), fee_grosze=0, calls_due_at=None, attempts=1)


@pytest.mark.parametrize(
    ("before", "fee_before", "after", "fee_after"),
    [
        pytest.param({"due_grosze": 800}, 1300, {"due_grosze": 500}, 1000, id="less is taken"),
        pytest.param({"due_grosze": 0}, 500, {"due_grosze": 300}, 800, id="more is taken"),
        pytest.param({"due_grosze": 0}, 500, {"due_grosze": 300, "refund_grosze": 300}, 500, id="and goes back"),
        pytest.param({"refund_grosze": 300}, 1000, {"refunded_grosze": 300}, 1000, id="it has gone back"),
        pytest.param({"refund_grosze": 300}, 1300, {}, 1300, id="it goes back in another way"),
        pytest.param({"due_grosze": 800}, 500, {"due_grosze": 0}, 0, id="never less than nothing"),
    ],
)
def test_the_fee_follows_a_decision_and_is_never_more_than_was_taken(before, fee_before, after, fee_after):
    stay = replace(paid(taken(800, 500), **before), fee_grosze=fee_before)
    decision = {"refund_grosze": 0, "refunded_grosze": 0} | after
    assert decided(stay, "stay_x_1", lambda payment: replace(payment, **decision), NOW).fee_grosze == fee_after


def test_a_transaction_too_many_is_no_part_of_the_fee():
    twice = a_hold(state="needs_review", unasked_grosze=500, order_id="stay_x_1+R9")
    stay = a_stay(a_hold(state="captured", due_grosze=800), twice, state="stopped", fee_grosze=800)
    took = {"state": "captured", "due_grosze": 500}
    assert decided(stay, "stay_x_1+R9", lambda payment: replace(payment, **took), NOW).fee_grosze == 800


def test_a_repeated_start_is_answered_as_the_first():
    stay = a_stay(
        a_hold(state="captured", due_grosze=800, settled_at=NOW, reason="x"),
        a_hold(2, "released", pays_until=LIMIT + HOUR, settled_at=NOW),
        state="stopped",
        fee_grosze=800,
        ends_at=LIMIT + HOUR,
        unpaid_because="x",
    )
    first = replace(
        stay,
        state="awaiting_payment",
        holds=(a_hold(state="awaiting_customer"),),
        ends_at=LIMIT,
        started_at=None,
        stopped_at=None,
        stopped_by=None,
        unpaid_because="",
        fee_grosze=0,
    )
    assert as_first_answered(stay, stay.holds[0]) == first


def test_a_repeated_extension_is_answered_as_the_first():
    stay = a_stay(
        a_hold(state="captured", due_grosze=800, settled_at=NOW, reason="x"),
        a_hold(2, "failed", pays_until=LIMIT + 2 * HOUR, settled_at=NOW, reason="x"),
        a_hold(3, "released", pays_until=LIMIT + HOUR, settled_at=NOW),
        state="stopped",
        fee_grosze=800,
        ends_at=LIMIT + HOUR,
    )
    first = replace(
        stay,
        state="running",
        holds=(
            a_hold(),
            a_hold(2, "failed", pays_until=LIMIT + 2 * HOUR),
            a_hold(3, "awaiting_customer", pays_until=LIMIT + HOUR),
        ),
        ends_at=LIMIT,
        stopped_at=None,
        stopped_by=None,
        fee_grosze=0,
    )
    assert as_first_answered(stay, stay.holds[2]) == first


def test_money_taken_unasked_of_a_running_stay_is_decided_only_when_it_is_over():
    for grosze in (1, 700):
        running = paid(RUNNING, state="needs_review", unasked_grosze=grosze)
        with pytest.raises(RulingImpossible) as refused:
            decided(running, "stay_x_1", lambda payment: payment, NOW)
        assert refused.value.details == {"possible": "-"}
        over = replace(running, state="stopped", attempts=1)
        assert decided(over, "stay_x_1", lambda payment: payment, NOW) == over


def test_another_payment_of_a_running_stay_is_decided_at_any_time():
    plain = replace(RUNNING, attempts=1)
    assert decided(plain, "stay_x_1", lambda payment: payment, NOW) == plain
    unasked = paid(RUNNING, state="needs_review", unasked_grosze=700)
    both = replace(unasked, holds=(*unasked.holds, *a_stay(a_hold(2)).holds), attempts=1)
    assert decided(both, "stay_x_2", lambda payment: payment, NOW) == both
