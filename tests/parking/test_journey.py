"""The whole money of a stay through the real use cases and tables, the gateway played honestly."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.clock import WARSAW
from chalicelib.errors import IdempotencyKeyReused, RequestInProgress
from chalicelib.parking import claimed_plates, kept_stays
from chalicelib.parking.errors import (
    AlreadyParked,
    ExtensionInProgress,
    ParkingIsFree,
    StayNotLimited,
    StayNotRunning,
    StayUnknown,
)
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from tests.parking.city import MONDAY_9


def settle(city, stay):
    """The worker calls; then the gateway tells what became of each order."""
    city.call_gateway(stay.stay_id)
    for order_id in stay.order_ids:
        city.report(city.report_of(order_id))
    return city.stay(stay.stay_id)


def test_an_hour_of_an_open_stay_in_b_is_taken_and_the_rest_of_the_day_released(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    after = settle(city, stay)
    [payment] = [hold.payment for hold in after.holds]
    assert (payment.amount_grosze, payment.captured_grosze, payment.released_grosze) == (10700, 800, 9900)
    assert after.due_at is None


def test_the_ledger_books_each_fact_once_and_every_entry_sums_to_zero(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    settle(city, stay)
    booked = city.ledger(stay.order_ids[0])
    assert list(booked) == ["held", "capture_requested", "captured"]
    assert all(sum(lines.values()) == 0 for lines in booked.values())
    assert sum(lines.get("city:holds", 0) for lines in booked.values()) == 0
    assert booked["captured"]["city:parking"] == -800


def test_a_stay_runs_from_the_gateways_time_and_never_before_the_request(city):
    stay = city.start()
    city.later(minutes=3)
    report = city.gateway.approve(stay.order_ids[0])
    city.later(minutes=2)
    city.report(report)
    assert city.stay(stay.stay_id).started_at == MONDAY_9 + timedelta(minutes=3)


def test_a_confirmation_repeated_changes_nothing(city):
    stay = city.start()
    report = city.gateway.approve(stay.order_ids[0])
    city.report(report)
    once = city.stay(stay.stay_id)
    assert city.report(report)
    assert city.stay(stay.stay_id) == once


def test_a_report_about_an_unknown_order_is_not_ours(city):
    stay = city.start()
    report = city.gateway.approve(stay.order_ids[0])
    assert not city.report(replace(report, order_id="stay_nothing_1"))
    assert not city.report(replace(report, order_id=f"{stay.stay_id}_9"))
    assert city.stay(stay.stay_id).state == "awaiting_payment"


def test_a_hold_of_another_amount_is_left_to_a_person_and_the_stay_does_not_run(city):
    stay = city.start()
    report = replace(city.gateway.approve(stay.order_ids[0]), amount_grosze=1)
    city.report(report)
    after = city.stay(stay.stay_id)
    assert after.state == "unpaid"
    assert after.holds[0].payment.state == "needs_review"
    assert after.reviewed


def test_a_declined_card_leaves_the_plate_free(city):
    stay = city.start()
    city.report(city.gateway.decline(stay.order_ids[0]))
    assert city.stay(stay.stay_id).state == "unpaid"
    assert city.running(city.caller("key-00000002")).state == "running"


def test_a_second_card_on_the_gateways_page_still_starts_the_stay(city):
    stay = city.start()
    declined = city.gateway.approve(stay.order_ids[0])
    city.report(replace(declined, remote_id="R-first-card", outcome="failed", details="DO_NOT_HONOR"))
    city.report(declined)
    assert city.stay(stay.stay_id).state == "running"


@pytest.mark.parametrize(("settled", "until"), [("2026-12-31T23:59:59", 2032), ("2027-01-01T00:00:00", 2033)])
def test_a_stay_is_kept_for_the_five_years_after_the_one_in_which_it_was_settled(city, settled, until):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    city.now = datetime.fromisoformat(settled).replace(tzinfo=WARSAW)
    city.report(city.report_of(stay.order_ids[0]))
    [item] = KeptStay.query(stay.stay_id)
    assert item.expires_at == datetime(until, 1, 1, tzinfo=WARSAW).timestamp()
    assert kept_stays.KEPT.after(city.stay(stay.stay_id).settled_at).timestamp() == item.expires_at


def test_an_unpaid_start_blocks_nobody(city):
    city.start()
    assert city.running(city.caller(device_id="dev_b")).state == "running"


def test_a_running_plate_cannot_be_started_again_by_anybody(city):
    city.running()
    with pytest.raises(AlreadyParked):
        city.start(city.caller(device_id="dev_b"), plate="kr1ab23")


def test_the_loser_of_two_confirmed_starts_never_runs_and_its_hold_goes_back_at_once(city):
    first, second = city.start(), city.start(city.caller(device_id="dev_b"))
    city.report(city.gateway.approve(second.order_ids[0]))
    city.report(city.gateway.approve(first.order_ids[0]))
    loser = city.stay(first.stay_id)
    assert (loser.state, loser.unpaid_because) == ("unpaid", "superseded")
    loser = settle(city, loser)
    assert loser.holds[0].payment.released_grosze == 10700
    booked = city.ledger(first.order_ids[0])
    assert sum(lines.get("city:holds", 0) for lines in booked.values()) == 0


def test_a_hold_confirmed_after_the_end_of_the_stay_is_released(city):
    stay = city.start(kind="limited", until=MONDAY_9 + timedelta(minutes=10))
    city.later(minutes=11)
    city.report(city.gateway.approve(stay.order_ids[0]))
    after = city.stay(stay.stay_id)
    assert (after.state, after.unpaid_because) == ("unpaid", "confirmed_too_late")
    assert settle(city, after).holds[0].payment.state == "released"


def test_a_repeated_start_gets_the_same_answer_and_holds_once(city):
    first = city.start()
    assert city.answer(city.start()) == city.answer(first)
    city.report(city.gateway.approve(first.order_ids[0]))
    city.later(hours=14)
    assert city.answer(city.start()) == city.answer(first)
    assert len(city.gateway.transactions) == 1


def test_the_same_key_with_another_body_is_refused(city):
    city.start()
    with pytest.raises(IdempotencyKeyReused):
        city.start(city.caller(body=b"other"), subzone="A")


def test_a_start_still_being_answered_is_in_progress(city):
    city.gateway.lose_next_answer("start_hold", applied=True)
    with pytest.raises(GatewayUnknown):
        city.start()
    with pytest.raises(RequestInProgress):
        city.start()


def test_a_refused_start_is_refused_again_with_the_same_key(city):
    city.gateway.refuse_next("start_hold")
    with pytest.raises(GatewayRefused):
        city.start()
    with pytest.raises(GatewayRefused):
        city.start()
    assert len(city.gateway.calls) == 1


def test_the_notification_may_overtake_the_answer_to_the_start(city):
    asked = city.gateway.start_hold

    def overtaken(order):
        hold = asked(order)
        city.report(city.gateway.approve(order.order_id))
        return hold

    city.gateway.start_hold = overtaken
    stay = city.start()
    kept = city.stay(stay.stay_id)
    assert kept.state == "running"
    assert kept.holds[0].payment.state == "held"
    assert kept.holds[0].payment.redirect_url == stay.holds[0].payment.redirect_url


def test_nothing_is_held_while_parking_is_free(city):
    city.now = datetime(2026, 11, 22, 12, 0, tzinfo=WARSAW)  # a Sunday
    with pytest.raises(ParkingIsFree) as refused:
        city.start()
    assert refused.value.details == {"next_paid_at": "2026-11-23T09:00:00+01:00"}
    assert city.gateway.calls == []


def test_before_opening_time_a_stay_is_charged_from_opening(city):
    city.now = MONDAY_9 - timedelta(hours=1)
    stay = city.running()
    city.now = MONDAY_9 + timedelta(hours=1)
    assert city.stop(stay.stay_id).fee_grosze == 800


def test_a_stay_stopped_before_opening_time_releases_everything(city):
    city.now = MONDAY_9 - timedelta(hours=1)
    stay = city.running()
    city.later(minutes=20)
    city.stop(stay.stay_id)
    after = settle(city, stay)
    assert (after.fee_grosze, after.holds[0].payment.state) == (0, "released")


def test_a_limited_stay_holds_the_price_of_its_limit_and_stops_there(city):
    stay = city.running(kind="limited", until=MONDAY_9 + timedelta(hours=2))
    assert stay.holds[0].payment.amount_grosze == 1700
    city.later(hours=2, minutes=1)
    city.tick()
    after = city.stay(stay.stay_id)
    assert (after.stopped_by, after.stopped_at, after.fee_grosze) == ("limit", MONDAY_9 + timedelta(hours=2), 1700)


def test_a_forgotten_stay_stops_with_the_paid_hours_and_never_runs_over_night(city):
    stay = city.running()
    city.now = MONDAY_9 + timedelta(days=1)
    city.tick()
    after = city.stay(stay.stay_id)
    assert (after.stopped_by, after.fee_grosze) == ("end_of_paid_hours", 10700)
    assert after.stopped_at == datetime(2026, 11, 23, 22, 0, tzinfo=WARSAW)


def test_a_plate_is_free_again_at_its_end_even_before_the_sweep(city):
    stay = city.running(kind="limited", until=MONDAY_9 + timedelta(hours=1))
    city.later(hours=1, seconds=1)
    second = city.running(city.caller(device_id="dev_b"))
    assert second.state == "running"
    city.tick()
    assert city.stay(stay.stay_id).state == "stopped"
    assert claimed_plates.of("KR1AB23").stay_id == second.stay_id


def test_stopping_twice_is_stopping_once(city):
    stay = city.running()
    city.later(minutes=20)
    first = city.stop(stay.stay_id)
    city.later(minutes=20)
    assert city.stop(stay.stay_id).fee_grosze == first.fee_grosze == 267
    assert sorted(city.ledger(stay.order_ids[0])) == ["capture_requested", "held"]


def test_a_stay_of_another_phone_is_unknown(city):
    stay = city.running()
    with pytest.raises(StayUnknown):
        city.stop(stay.stay_id, "dev_b")


def test_a_stay_that_is_not_paid_for_cannot_be_stopped(city):
    stay = city.start()
    with pytest.raises(StayNotRunning):
        city.stop(stay.stay_id)


def test_an_extension_is_a_second_hold_of_what_the_longer_stay_costs_more(city):
    stay = city.running(kind="limited", until=MONDAY_9 + timedelta(hours=1))
    longer = city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=3))
    assert [hold.payment.amount_grosze for hold in longer.holds] == [800, 1900]
    assert city.stay(stay.stay_id).ends_at == MONDAY_9 + timedelta(hours=1)
    city.report(city.gateway.approve(longer.order_ids[1]))
    assert city.stay(stay.stay_id).ends_at == MONDAY_9 + timedelta(hours=3)
    city.later(hours=1, minutes=30)
    city.stop(stay.stay_id)
    after = settle(city, city.stay(stay.stay_id))
    assert after.fee_grosze == 1250
    assert [hold.payment.captured_grosze for hold in after.holds] == [800, 450]
    assert [hold.payment.released_grosze for hold in after.holds] == [0, 1450]


def test_an_extension_is_repeated_harmlessly_and_asked_one_at_a_time(city):
    stay = city.running(kind="limited", until=MONDAY_9 + timedelta(hours=1))
    first = city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=2))
    again = city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=2))
    assert again.holds[1].payment.redirect_url == first.holds[1].payment.redirect_url
    with pytest.raises(ExtensionInProgress):
        city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=3), city.caller("key-extend-2"))


def test_an_open_stay_cannot_be_extended(city):
    stay = city.running()
    with pytest.raises(StayNotLimited):
        city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=3))


def test_an_extension_approved_after_the_stop_is_released(city):
    stay = city.running(kind="limited", until=MONDAY_9 + timedelta(hours=1))
    longer = city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=2))
    city.later(minutes=30)
    city.stop(stay.stay_id)
    city.report(city.gateway.approve(longer.order_ids[1]))
    after = settle(city, city.stay(stay.stay_id))
    assert [hold.payment.state for hold in after.holds] == ["captured", "released"]
    assert after.due_at is None


def test_a_lost_capture_answer_is_asked_about_before_anything_else(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.gateway.lose_next_answer("capture", applied=True)
    city.call_gateway(stay.stay_id)
    assert city.stay(stay.stay_id).holds[0].payment.state == "capture_requested"
    city.later(minutes=6)
    city.tick()
    assert city.handed_out == [stay.stay_id]
    city.call_gateway(stay.stay_id)
    assert city.stay(stay.stay_id).holds[0].payment.captured_grosze == 800
    assert [call[0] for call in city.gateway.calls] == ["start_hold", "capture", "reports"]


def test_a_capture_that_never_arrived_is_sent_again_with_the_same_reference(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.gateway.lose_next_answer("capture", applied=False)
    city.call_gateway(stay.stay_id)
    city.later(minutes=6)
    city.tick()
    city.call_gateway(stay.stay_id)
    captures = [call for call in city.gateway.calls if call[0] == "capture"]
    assert len(captures) == 2
    assert captures[0] == captures[1]
    city.report(city.report_of(stay.order_ids[0]))
    assert city.stay(stay.stay_id).holds[0].payment.state == "captured"


def test_two_workers_make_one_call(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    city.call_gateway(stay.stay_id)
    assert [call[0] for call in city.gateway.calls] == ["start_hold", "capture"]


def test_a_start_that_the_driver_walked_away_from_expires_by_itself(city):
    stay = city.start()
    city.later(minutes=16)
    city.tick()
    city.call_gateway(stay.stay_id)
    after = city.stay(stay.stay_id)
    assert (after.state, after.holds[0].payment.state, after.due_at) == ("unpaid", "expired", None)


def test_a_hold_whose_notification_was_lost_is_found_by_asking(city):
    stay = city.start()
    city.gateway.approve(stay.order_ids[0])
    city.later(minutes=16)
    city.tick()
    city.call_gateway(stay.stay_id)
    assert city.stay(stay.stay_id).state == "running"


def test_a_lapsed_hold_is_called_to_a_persons_attention(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.report(city.gateway.expire(stay.order_ids[0]))
    payment = city.stay(stay.stay_id).holds[0].payment
    assert (payment.state, payment.reason) == ("expired", "hold_lapsed")
    booked = city.ledger(stay.order_ids[0])
    assert sum(lines.get("city:holds", 0) for lines in booked.values()) == 0


def test_a_gateway_that_never_confirms_ends_in_review(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    for _ in range(60):
        city.gateway.lose_next_answer("capture", applied=False)
        city.gateway.lose_next_answer("reports", applied=False)
        city.call_gateway(stay.stay_id)
        city.later(hours=1, minutes=1)
        city.tick()
    after = city.stay(stay.stay_id)
    assert after.holds[0].payment.state == "needs_review"
    assert after.due_at is None


def test_a_capture_that_is_not_confirmed_in_time_is_decided_by_a_person_before_the_hold_lapses(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.later(days=3)
    city.tick()
    city.gateway.lose_next_answer("capture", applied=False)
    city.call_gateway(stay.stay_id)
    city.later(hours=1)
    city.tick()
    assert city.stay(stay.stay_id).holds[0].payment.state == "needs_review"


def test_a_capture_that_nobody_made_for_days_is_still_made(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.later(days=3)
    city.tick()
    city.call_gateway(stay.stay_id)
    city.report(city.report_of(stay.order_ids[0]))
    assert city.stay(stay.stay_id).holds[0].payment.captured_grosze == 800


def test_an_open_stay_reminds_every_two_hours_and_before_the_end(city):
    stay = city.running()
    reminders = []
    for _ in range(14 * 4):
        before = city.stay(stay.stay_id)
        city.tick()
        after = city.stay(stay.stay_id)
        city.follow(before, after)
        if after.reminders > before.reminders:
            reminders.append(f"{city.now:%H:%M}")
        city.later(minutes=15)
    assert reminders == ["11:00", "13:00", "15:00", "17:00", "19:00", "21:00", "21:45"]
    assert [message.template for message in city.sent if message.channel == "push"] == [
        *["messages.stay_still_running"] * 6,
        "messages.stay_reminder",
        "messages.stay_stopped",
    ]
