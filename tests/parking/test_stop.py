"""A stay ends once, by its driver, its limit or the paid hours, and costs what it lasted."""

from datetime import datetime, timedelta

import pytest

from chalicelib.parking import claimed_plates
from chalicelib.parking.errors import StayNotRunning, StayUnknown
from chalicelib.warsaw import WARSAW
from tests.parking.city import MONDAY_9


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
    after = city.settle(stay)
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
