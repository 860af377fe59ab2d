"""A start asks for one hold however often it is repeated, and nothing is asked that cannot be parked."""

from datetime import datetime

import pytest

from chalicelib.errors import IdempotencyKeyReused, RequestInProgress
from chalicelib.parking.errors import AlreadyParked, ParkingIsFree
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.warsaw import WARSAW


def test_an_unpaid_start_blocks_nobody(city):
    city.start()
    assert city.running(city.caller(device_id="dev_b")).state == "running"


def test_a_running_plate_cannot_be_started_again_by_anybody(city):
    city.running()
    with pytest.raises(AlreadyParked):
        city.start(city.caller(device_id="dev_b"), plate="kr1ab23")


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


def test_nothing_is_held_while_parking_is_free(city):
    city.now = datetime(2026, 11, 22, 12, 0, tzinfo=WARSAW)  # a Sunday
    with pytest.raises(ParkingIsFree) as refused:
        city.start()
    assert refused.value.details == {"next_paid_at": "2026-11-23T09:00:00+01:00"}
    assert city.gateway.calls == []
