"""What the gateway says of a hold makes a stay run, or not: told twice, late, before its time, or of something else."""

from dataclasses import replace
from datetime import timedelta

from tests.parking.city import MONDAY_9


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


def test_the_loser_of_two_confirmed_starts_never_runs_and_its_hold_goes_back_at_once(city):
    first, second = city.start(), city.start(city.caller(device_id="dev_b"))
    city.report(city.gateway.approve(second.order_ids[0]))
    city.report(city.gateway.approve(first.order_ids[0]))
    loser = city.stay(first.stay_id)
    assert (loser.state, loser.unpaid_because) == ("unpaid", "superseded")
    loser = city.settle(loser)
    assert loser.holds[0].payment.released_grosze == 10700
    booked = city.ledger(first.order_ids[0])
    assert sum(lines.get("city:holds", 0) for lines in booked.values()) == 0


def test_a_hold_confirmed_after_the_end_of_the_stay_is_released(city):
    stay = city.start(kind="limited", until=MONDAY_9 + timedelta(minutes=10))
    city.later(minutes=11)
    city.report(city.gateway.approve(stay.order_ids[0]))
    after = city.stay(stay.stay_id)
    assert (after.state, after.unpaid_because) == ("unpaid", "confirmed_too_late")
    assert city.settle(after).holds[0].payment.state == "released"


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
