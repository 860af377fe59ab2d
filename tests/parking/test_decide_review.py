"""What no rule settles about a stay's money, a person does: once, audited, and through the same outbox."""

from dataclasses import replace

import pytest

from chalicelib import config
from chalicelib.errors import Busy
from chalicelib.parking import kept_stays
from chalicelib.parking.decide_payment import DESK
from chalicelib.parking.list_payments import find_payment, list_in_review, list_open
from chalicelib.payments.errors import PaymentUnknown, RulingImpossible
from tests.parking.desk import ANNA, audit, captured, payment


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


def test_asking_again_never_captures_blindly(city):
    stay = silent(city)
    DESK.settle_payment(stay.order_ids[0], *ANNA, city.now)
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
    DESK.settle_payment(stay.order_ids[0], *ANNA, city.now)
    city.tick()
    assert city.handed_out == [stay.stay_id]


def test_a_waived_fee_lets_the_hold_go_and_the_stay_costs_nothing(city):
    stay = silent(city)
    after = DESK.release_payment(stay.order_ids[0], *ANNA, city.now)
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
        DESK.release_payment(stay.order_ids[0], *ANNA, city.now)
    assert payment(city, stay).state == "capture_requested"


def test_a_lapsed_hold_is_written_off_and_leaves_the_list(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.report(city.gateway.expire(stay.order_ids[0]))
    assert [waiting.stay_id for waiting in list_in_review(9)] == [stay.stay_id]
    after = DESK.decide_review(stay.order_ids[0], "write_off", *ANNA, city.now)
    assert (after.fee_grosze, list_in_review(9), list_open(9)) == (0, [], [])


def test_money_taken_unasked_is_the_citys_or_the_drivers_as_a_person_says(city):
    stay = city.running()
    city.report(replace(city.report_of(stay.order_ids[0]), outcome="paid"))
    [order] = stay.order_ids
    with pytest.raises(RulingImpossible):
        DESK.decide_review(order, "take", *ANNA, city.now)
    city.stop(stay.stay_id)
    with pytest.raises(RulingImpossible):
        DESK.decide_review(order, "write_off", *ANNA, city.now)
    assert DESK.decide_review(order, "take", *ANNA, city.now).fee_grosze == 10700
    assert city.ledger(order)["captured_1"] == {"city:parking": -10700, "city:unexplained": 10700}


def test_money_taken_unasked_and_sent_back_in_another_way_is_no_fee(city):
    stay = city.running()
    city.report(replace(city.report_of(stay.order_ids[0]), outcome="paid"))
    city.stop(stay.stay_id)
    [order] = stay.order_ids
    DESK.decide_review(order, "give_back", *ANNA, city.now)
    city.call_gateway(stay.stay_id)
    assert payment(city, stay).reason == "refund_failed"
    city.later(minutes=2)
    assert DESK.decide_review(order, "write_off", *ANNA, city.now).fee_grosze == 0


def test_a_decision_says_who_when_and_why(city):
    stay = captured(city)
    DESK.refund_payment(stay.order_ids[0], 300, *ANNA, city.now)
    [entry] = audit()
    assert (entry.who, entry.at, entry.what, entry.subject_id, entry.why) == (
        "anna",
        city.now,
        "refund",
        stay.order_ids[0],
        "the driver called",
    )
    assert (entry.before["state"], entry.after["state"]) == ("captured", "refund_requested")


@pytest.mark.parametrize("ruling", ["ask_again", "give_back"])
def test_a_decision_on_the_last_day_of_a_hold_is_not_taken_back_by_the_next_minute(city, ruling):
    stay = lapsing(city)
    DESK.decide_review(stay.order_ids[0], ruling, *ANNA, city.now)
    for _ in range(3):
        city.later(minutes=1)
        city.tick()
        assert not city.stay(stay.stay_id).reviewed
    city.call_gateway(stay.stay_id)
    assert city.gateway.calls[-1][0] == ("capture" if ruling == "ask_again" else "release")


def test_a_person_is_asked_again_when_the_gateway_keeps_silent_about_a_decision(city):
    stay = lapsing(city)
    DESK.decide_review(stay.order_ids[0], "give_back", *ANNA, city.now)
    for _ in range(30):
        city.later(hours=1, minutes=1)
        city.tick()
        city.gateway.lose_next_answer("reports", applied=False)
        city.call_gateway(stay.stay_id)
    assert payment(city, stay).reason == "gateway_never_confirmed"


def test_a_payment_is_shown_with_what_was_asked_and_answered(city):
    stay = captured(city)
    _, shown, entries = find_payment(stay.order_ids[0])
    assert shown.captured_grosze == 800
    assert [bool(entry.call) for entry in entries] == [False, True, False]
    assert [entry.report.split()[1:3] for entry in entries if entry.report] == [["held", "10700"], ["paid", "800"]]


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
