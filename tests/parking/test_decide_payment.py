"""An operator's hands: a decision is one transaction with its audit entry, and the outbox does the rest."""

from dataclasses import replace

import pytest

from chalicelib import config
from chalicelib.audit import recorded_entries
from chalicelib.errors import Busy
from chalicelib.parking import kept_stays
from chalicelib.parking.decide_payment import (
    decide_review,
    money_back,
    refund_payment,
    release_payment,
    settle_payment,
)
from chalicelib.parking.list_payments import find_payment, list_in_review, list_open
from chalicelib.payments.booked_entries import of_day
from chalicelib.payments.errors import NotRefundable, PaymentUnknown, RulingImpossible
from chalicelib.storage import commit

ANNA = ("anna", "the driver called")


def captured(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    city.report(city.report_of(stay.order_ids[0]))
    assert payment(city, stay).captured_grosze == 800
    return stay


def silent(city):
    """A capture that the gateway took and never confirmed, until a person is asked."""
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.gateway.lose_next_answer("capture", applied=False)
    city.call_gateway(stay.stay_id)
    for _ in range(30):
        city.later(hours=1, minutes=1)
        city.tick()
        if payment(city, stay).state == "needs_review":
            return stay
        city.gateway.lose_next_answer("reports", applied=False)
        city.call_gateway(stay.stay_id)
    raise AssertionError("no person was asked")


def payment(city, stay, number=0):
    return city.stay(stay.stay_id).holds[number].payment


def audit():
    return recorded_entries.of_area("payments", 10, None)[0]


def test_a_refund_is_asked_of_the_gateway_and_confirmed_by_its_state(city):
    stay = captured(city)
    [order] = stay.order_ids
    refund_payment(order, 300, *ANNA, city.now)
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
    refund_payment(stay.order_ids[0], 300, *ANNA, city.now)
    for applied in (True, False):
        city.gateway.lose_next_answer("refund", applied=applied)
        city.call_gateway(stay.stay_id)
        city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert [refund.amount_grosze for refund in city.gateway.refunds.values()] == [300]


def test_a_refund_that_the_gateway_gave_up_is_tried_again_by_a_person(city):
    stay = captured(city)
    refund_payment(stay.order_ids[0], 800, *ANNA, city.now)
    city.call_gateway(stay.stay_id)
    city.gateway.cancel_refund(next(iter(city.gateway.refunds)))
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert (payment(city, stay).state, payment(city, stay).reason) == ("needs_review", "refund_failed")
    assert [waiting.stay_id for waiting in list_in_review(9)] == [stay.stay_id]
    city.later(minutes=2)
    decide_review(stay.order_ids[0], "ask_again", *ANNA, city.now)
    for _ in range(2):
        city.later(hours=1)
        city.call_gateway(stay.stay_id)
    [_, again] = city.gateway.refunds
    city.gateway.pay_out(again)
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert payment(city, stay).refunded_grosze == 800


def test_no_more_goes_back_than_was_taken(city):
    stay = captured(city)
    with pytest.raises(NotRefundable) as refused:
        refund_payment(stay.order_ids[0], 801, *ANNA, city.now)
    assert refused.value.details == {"most": "8.00"}
    refund_payment(stay.order_ids[0], 500, *ANNA, city.now)
    with pytest.raises(NotRefundable):
        refund_payment(stay.order_ids[0], 100, *ANNA, city.now)
    with pytest.raises(PaymentUnknown):
        refund_payment("stay_nobody_1", 1, *ANNA, city.now)
    assert [entry.what for entry in audit()] == ["refund"], "what was refused is nobody's decision"


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


def test_asking_again_never_captures_blindly(city):
    stay = silent(city)
    settle_payment(stay.order_ids[0], *ANNA, city.now)
    captures = [call for call in city.gateway.calls if call[0] == "capture"]
    city.call_gateway(stay.stay_id)
    names = [call[0] for call in city.gateway.calls]
    assert names[-2:] == ["reports", "capture"], "asked first"
    assert len([call for call in city.gateway.calls if call[0] == "capture"]) == len(captures) + 1
    city.report(city.report_of(stay.order_ids[0]))
    assert payment(city, stay).captured_grosze == 800
    assert not city.stay(stay.stay_id).reviewed


def test_a_stuck_call_is_hurried(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    settle_payment(stay.order_ids[0], *ANNA, city.now)
    city.tick()
    assert city.handed_out == [stay.stay_id]


def test_a_waived_fee_lets_the_hold_go_and_the_stay_costs_nothing(city):
    stay = silent(city)
    after = release_payment(stay.order_ids[0], *ANNA, city.now)
    assert after.fee_grosze == 0
    city.call_gateway(stay.stay_id)
    city.report(city.report_of(stay.order_ids[0]))
    assert payment(city, stay).released_grosze == payment(city, stay).amount_grosze
    assert sum(lines.get("city:holds", 0) for lines in city.ledger(stay.order_ids[0]).values()) == 0


def test_a_decision_waits_while_the_gateway_is_being_called(city, monkeypatch):
    monkeypatch.setattr("chalicelib.storage._DEADLINE_SECONDS", 0.0)
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    kept_stays.claim_calls(stay.stay_id, city.now)
    with pytest.raises(Busy):
        release_payment(stay.order_ids[0], *ANNA, city.now)
    assert payment(city, stay).state == "capture_requested"


def test_a_lapsed_hold_is_written_off_and_leaves_the_list(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.report(city.gateway.expire(stay.order_ids[0]))
    assert [waiting.stay_id for waiting in list_in_review(9)] == [stay.stay_id]
    after = decide_review(stay.order_ids[0], "write_off", *ANNA, city.now)
    assert (after.fee_grosze, list_in_review(9), list_open(9)) == (0, [], [])


def test_money_taken_unasked_is_the_citys_or_the_drivers_as_a_person_says(city):
    stay = city.running()
    city.report(replace(city.report_of(stay.order_ids[0]), outcome="paid"))
    [order] = stay.order_ids
    with pytest.raises(RulingImpossible):
        decide_review(order, "take", *ANNA, city.now)
    city.stop(stay.stay_id)
    with pytest.raises(RulingImpossible):
        decide_review(order, "write_off", *ANNA, city.now)
    assert decide_review(order, "take", *ANNA, city.now).fee_grosze == 10700
    assert city.ledger(order)["captured_1"] == {"city:parking": -10700, "city:unexplained": 10700}


def test_a_decision_says_who_when_and_why(city):
    stay = captured(city)
    refund_payment(stay.order_ids[0], 300, *ANNA, city.now)
    [entry] = audit()
    assert (entry.who, entry.at, entry.what, entry.subject_id, entry.why) == (
        "anna",
        city.now,
        "refund",
        stay.order_ids[0],
        "the driver called",
    )
    assert (entry.before["state"], entry.after["state"]) == ("captured", "refund_requested")


def test_a_payment_is_shown_with_what_was_asked_and_answered(city):
    stay = captured(city)
    _, shown, entries = find_payment(stay.order_ids[0])
    assert shown.captured_grosze == 800
    assert [bool(entry.call) for entry in entries] == [False, True, False]
    assert [entry.report.split()[1:3] for entry in entries if entry.report] == [["held", "10700"], ["paid", "800"]]


def test_what_the_gateway_said_of_a_refund_is_kept_beside_what_was_asked(city):
    stay = captured(city)
    [order] = stay.order_ids
    refund_payment(order, 300, *ANNA, city.now)
    city.call_gateway(stay.stay_id)
    [call] = city.gateway.refunds
    city.gateway.pay_out(call)
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    asked, answered = find_payment(order)[2][-2:]
    assert asked.call == f"refund 300 {call}"
    assert answered.report.split()[1:3] == ["refund_done", "300"]


def lapsing(city):
    """A capture that is still not confirmed on the last day of its hold, and a person was asked in time."""
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    city.gateway.transactions[stay.order_ids[0]] = replace(
        city.gateway.transactions[stay.order_ids[0]],
        report=replace(city.report_of(stay.order_ids[0]), outcome="held", amount_grosze=10700),
    )
    city.later(days=3, hours=1)
    city.tick()
    assert payment(city, stay).reason == "gateway_never_confirmed"
    return stay


@pytest.mark.parametrize("ruling", ["ask_again", "give_back"])
def test_a_decision_on_the_last_day_of_a_hold_is_not_taken_back_by_the_next_minute(city, ruling):
    stay = lapsing(city)
    decide_review(stay.order_ids[0], ruling, *ANNA, city.now)
    for _ in range(3):
        city.later(minutes=1)
        city.tick()
        assert not city.stay(stay.stay_id).reviewed
    city.call_gateway(stay.stay_id)
    assert city.gateway.calls[-1][0] == ("capture" if ruling == "ask_again" else "release")


def test_a_person_is_asked_again_when_the_gateway_keeps_silent_about_a_decision(city):
    stay = lapsing(city)
    decide_review(stay.order_ids[0], "give_back", *ANNA, city.now)
    for _ in range(30):
        city.later(hours=1, minutes=1)
        city.tick()
        city.gateway.lose_next_answer("reports", applied=False)
        city.call_gateway(stay.stay_id)
    assert payment(city, stay).reason == "gateway_never_confirmed"


def given_up_refund(city):
    """A refund of 3 of 8 that the gateway gave up."""
    stay = captured(city)
    refund_payment(stay.order_ids[0], 300, *ANNA, city.now)
    city.call_gateway(stay.stay_id)
    city.gateway.cancel_refund(next(iter(city.gateway.refunds)))
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert payment(city, stay).reason == "refund_failed"
    city.later(minutes=2)
    return stay


def test_a_refund_that_failed_is_not_sent_anew_by_hurrying_it(city):
    stay = given_up_refund(city)
    with pytest.raises(RulingImpossible) as refused:
        settle_payment(stay.order_ids[0], *ANNA, city.now)
    assert refused.value.details == {"possible": "ask_again, write_off"}
    assert payment(city, stay).state == "needs_review"


def test_a_refund_that_failed_and_was_sent_in_another_way_leaves_the_desk_and_is_not_sent_again(city):
    stay = given_up_refund(city)
    [order] = stay.order_ids
    after = decide_review(order, "write_off", *ANNA, city.now)
    assert (after.holds[0].payment.state, after.fee_grosze) == ("refunded", 800)
    assert (list_in_review(9), list_open(9)) == ([], [])
    assert city.ledger(order)["refunded_2"] == {"city:bank": -300, "city:refunds": 300}
    city.later(hours=1)
    city.call_gateway(stay.stay_id)
    assert len(city.gateway.refunds) == 1
    with pytest.raises(NotRefundable) as refused:
        commit(*money_back(stay.stay_id, 501, city.now))
    assert refused.value.details == {"most": "5.00"}


def test_money_taken_unasked_and_sent_back_in_another_way_is_no_fee(city):
    stay = city.running()
    city.report(replace(city.report_of(stay.order_ids[0]), outcome="paid"))
    city.stop(stay.stay_id)
    [order] = stay.order_ids
    decide_review(order, "give_back", *ANNA, city.now)
    city.call_gateway(stay.stay_id)
    assert payment(city, stay).reason == "refund_failed"
    city.later(minutes=2)
    assert decide_review(order, "write_off", *ANNA, city.now).fee_grosze == 0


def test_a_refund_whose_repeat_is_refused_is_believed_by_its_state(city):
    stay = captured(city)
    refund_payment(stay.order_ids[0], 800, *ANNA, city.now)
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


def test_while_a_refund_is_on_its_way_nothing_more_can_go_back(city):
    stay = captured(city)
    refund_payment(stay.order_ids[0], 500, *ANNA, city.now)
    for again in (
        lambda: refund_payment(stay.order_ids[0], 100, *ANNA, city.now),
        lambda: money_back(stay.stay_id, 100, city.now),
    ):
        with pytest.raises(NotRefundable) as refused:
            again()
        assert refused.value.details == {"most": "0.00"}


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


def test_an_order_that_cannot_be_is_unknown(city):
    for order_id in ("nonsense", "_1", "stay_nobody_1"):
        with pytest.raises(PaymentUnknown):
            find_payment(order_id)


def test_open_stays_of_all_shards_come_in_one_order(city, monkeypatch):
    monkeypatch.setattr(config, "DUE_SHARDS", 4)
    stays = []
    for number in range(8):
        stays.append(city.running(city.caller(f"key-0000000{number}"), plate=f"KR{number}AB23").stay_id)
        city.later(minutes=1)
    assert [stay.stay_id for stay in list_open(9)] == stays
    assert [stay.stay_id for stay in list_open(3)] == stays[:3]
