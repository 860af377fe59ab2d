"""Money of a stay that goes back: once, never more than was taken, and done only when the gateway has sent it."""

from dataclasses import replace

import pytest

from chalicelib.parking.decide_payment import DESK, money_back
from chalicelib.parking.list_payments import find_payment, list_in_review, list_open
from chalicelib.payments.booked_entries import of_day
from chalicelib.payments.errors import NotRefundable, PaymentUnknown, RulingImpossible
from chalicelib.storage import commit
from tests.parking.desk import ANNA, audit, captured, payment


def given_up_refund(city):
    """A refund of 3 of 8 that the gateway gave up."""
    stay = captured(city)
    DESK.refund_payment(stay.order_ids[0], 300, *ANNA, city.now)
    city.call_gateway(stay.stay_id)
    city.gateway.cancel_refund(next(iter(city.gateway.refunds)))
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert payment(city, stay).reason == "refund_failed"
    city.later(minutes=2)
    return stay


def test_a_refund_is_asked_of_the_gateway_and_confirmed_by_its_state(city):
    stay = captured(city)
    [order] = stay.order_ids
    DESK.refund_payment(order, 300, *ANNA, city.now)
    city.call_gateway(stay.stay_id)
    [call] = city.gateway.refunds
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert payment(city, stay).state == "refund_requested", "the gateway has not paid it out"
    city.gateway.pay_out(call)
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    after = city.stay(stay.stay_id)
    assert (after.holds[0].payment.refunded_grosze, after.fee_grosze, after.due_at) == (300, 800, None)
    told = city.answer(after).money
    assert (told.captured.amount, told.refunded.amount, told.timeline[-1].event) == (800, 300, "refunded")
    assert city.ledger(order)["refunded_1"] == {"city:gateway": -300, "city:refunds": 300}
    assert [entry.kind for entry in of_day(city.now.date())] == ["captured", "refund_requested_1", "refunded_1"]


def test_a_refund_whose_answer_was_lost_is_not_sent_twice(city):
    stay = captured(city)
    DESK.refund_payment(stay.order_ids[0], 300, *ANNA, city.now)
    for applied in (True, False):
        city.gateway.lose_next_answer("refund", applied=applied)
        city.call_gateway(stay.stay_id)
        city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert [refund.amount_grosze for refund in city.gateway.refunds.values()] == [300]


def test_a_refund_whose_repeat_is_refused_is_believed_by_its_state(city):
    stay = captured(city)
    DESK.refund_payment(stay.order_ids[0], 800, *ANNA, city.now)
    city.gateway.lose_next_answer("refund", applied=True)
    city.call_gateway(stay.stay_id)
    city.gateway.refuse_next("refund_state")  # not known there yet
    city.gateway.refuse_next("refund")  # nothing is left to send back
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert payment(city, stay).state == "refund_requested"
    city.gateway.pay_out(next(iter(city.gateway.refunds)))
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert payment(city, stay).refunded_grosze == 800


def test_a_refund_that_the_gateway_gave_up_is_tried_again_by_a_person(city):
    stay = captured(city)
    DESK.refund_payment(stay.order_ids[0], 800, *ANNA, city.now)
    city.call_gateway(stay.stay_id)
    city.gateway.cancel_refund(next(iter(city.gateway.refunds)))
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert (payment(city, stay).state, payment(city, stay).reason) == ("needs_review", "refund_failed")
    assert [waiting.stay_id for waiting in list_in_review(9)] == [stay.stay_id]
    city.later(minutes=2)
    DESK.decide_review(stay.order_ids[0], "ask_again", *ANNA, city.now)
    for _ in range(2):
        city.later(hours=1)
        city.call_gateway(stay.stay_id)
    [_, again] = city.gateway.refunds
    city.gateway.pay_out(again)
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert payment(city, stay).refunded_grosze == 800


def test_a_refund_that_failed_is_not_sent_anew_by_hurrying_it(city):
    stay = given_up_refund(city)
    with pytest.raises(RulingImpossible) as refused:
        DESK.settle_payment(stay.order_ids[0], *ANNA, city.now)
    assert refused.value.details == {"possible": "ask_again, write_off"}
    assert payment(city, stay).state == "needs_review"


def test_a_refund_that_failed_and_was_sent_in_another_way_leaves_the_desk_and_is_not_sent_again(city):
    stay = given_up_refund(city)
    [order] = stay.order_ids
    after = DESK.decide_review(order, "write_off", *ANNA, city.now)
    assert (after.holds[0].payment.state, after.fee_grosze) == ("refunded", 800)
    assert (list_in_review(9), list_open(9)) == ([], [])
    assert city.ledger(order)["refunded_2"] == {"city:bank": -300, "city:refunds": 300}
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert len(city.gateway.refunds) == 1
    with pytest.raises(NotRefundable) as refused:
        commit(*money_back(stay.stay_id, 501, city.now))
    assert refused.value.details == {"most": "5.00"}


def test_no_more_goes_back_than_was_taken(city):
    stay = captured(city)
    with pytest.raises(NotRefundable) as refused:
        DESK.refund_payment(stay.order_ids[0], 801, *ANNA, city.now)
    assert refused.value.details == {"most": "8.00"}
    DESK.refund_payment(stay.order_ids[0], 500, *ANNA, city.now)
    with pytest.raises(NotRefundable):
        DESK.refund_payment(stay.order_ids[0], 100, *ANNA, city.now)
    with pytest.raises(PaymentUnknown):
        DESK.refund_payment("stay_nobody_1", 1, *ANNA, city.now)
    assert [entry.what for entry in audit()] == ["refund"], "what was refused is nobody's decision"


def test_while_a_refund_is_on_its_way_nothing_more_can_go_back(city):
    stay = captured(city)
    DESK.refund_payment(stay.order_ids[0], 500, *ANNA, city.now)
    for again in (
        lambda: DESK.refund_payment(stay.order_ids[0], 100, *ANNA, city.now),
        lambda: money_back(stay.stay_id, 100, city.now),
    ):
        with pytest.raises(NotRefundable) as refused:
            again()
        assert refused.value.details == {"most": "0.00"}


def test_the_money_of_a_complaint_goes_back_with_the_decision_or_not_at_all(city):
    stay = captured(city)
    writes = money_back(stay.stay_id, 500, city.now)
    assert payment(city, stay).state == "captured"
    commit(*writes)
    assert (payment(city, stay).state, payment(city, stay).refund_grosze) == ("refund_requested", 500)
    with pytest.raises(NotRefundable):
        money_back(stay.stay_id, 400, city.now)


def test_money_back_is_taken_from_the_latest_payments_first(city):
    stay = city.running(kind="limited", until=city.now.replace(hour=10))
    longer = city.extend(stay.stay_id, city.now.replace(hour=11))
    city.report(city.gateway.approve(longer.order_ids[1]))
    city.later(hours=2)
    city.tick()
    city.call_gateway(stay.stay_id)
    for order in longer.order_ids:
        city.report(city.report_of(order))
    taken = [payment(city, stay, number).captured_grosze for number in (0, 1)]
    commit(*money_back(stay.stay_id, taken[1] + 100, city.now))
    assert [payment(city, stay, number).refund_grosze for number in (0, 1)] == [100, taken[1]]


def test_an_order_paid_twice_is_refunded_by_itself_with_a_record(city):
    stay = captured(city)
    [order] = stay.order_ids
    city.report(city.gateway.approve_again(order, paid=True))
    city.call_gateway(stay.stay_id)
    [call] = city.gateway.refunds
    city.gateway.pay_out(call)
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    extra = payment(city, stay, 1)
    assert (extra.state, extra.refunded_grosze) == ("refunded", 800)
    assert city.ledger(extra.order_id) == {
        "refund_requested_1": {"city:gateway": 800, "city:refunds": -800},
        "refunded_1": {"city:gateway": -800, "city:refunds": 800},
    }
    assert city.stay(stay.stay_id).fee_grosze == 800


@pytest.mark.parametrize("outcome", ["held", "paid"])
def test_a_transaction_after_one_that_was_taken_unasked_goes_back_by_itself(city, outcome):
    stay = city.start()
    [order] = stay.order_ids
    unasked = replace(city.report_of(order), remote_id="R9", outcome="paid")
    city.report(unasked)
    assert payment(city, stay).unasked_grosze == 10700
    approved = replace(city.gateway.approve(order), outcome=outcome)
    for _ in range(2):
        city.report(approved)
        city.report(unasked)
    extra = payment(city, stay, 1)
    assert (extra.remote_id, extra.state) == (
        approved.remote_id,
        "release_requested" if outcome == "held" else "refund_requested",
    )
    assert len(city.stay(stay.stay_id).holds) == 2


def test_what_the_gateway_said_of_a_refund_is_kept_beside_what_was_asked(city):
    stay = captured(city)
    [order] = stay.order_ids
    DESK.refund_payment(order, 300, *ANNA, city.now)
    city.call_gateway(stay.stay_id)
    [call] = city.gateway.refunds
    city.gateway.pay_out(call)
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    asked, answered = find_payment(order)[2][-2:]
    assert asked.call == f"refund 300 {call}"
    assert answered.report.split()[1:3] == ["refund_done", "300"]
