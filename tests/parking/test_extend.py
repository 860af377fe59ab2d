"""A limited stay is made longer by a second hold, one at a time."""

from datetime import timedelta

import pytest

from chalicelib.parking.errors import ExtensionInProgress, ExtensionsUsedUp, StayNotLimited
from chalicelib.parking.extend import MOST_EXTENSIONS
from chalicelib.payments.errors import GatewayRefused
from tests.parking.city import MONDAY_9


def test_an_extension_is_a_second_hold_of_what_the_longer_stay_costs_more(city):
    stay = city.running(kind="limited", until=MONDAY_9 + timedelta(hours=1))
    longer = city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=3))
    assert [hold.payment.amount_grosze for hold in longer.holds] == [800, 1900]
    assert city.stay(stay.stay_id).ends_at == MONDAY_9 + timedelta(hours=1)
    city.report(city.gateway.approve(longer.order_ids[1]))
    assert city.stay(stay.stay_id).ends_at == MONDAY_9 + timedelta(hours=3)
    city.later(hours=1, minutes=30)
    city.stop(stay.stay_id)
    after = city.settle(city.stay(stay.stay_id))
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


def test_a_stay_that_was_extended_as_often_as_it_may_can_still_end(city):
    stay = city.running(kind="limited", until=MONDAY_9 + timedelta(minutes=10))
    for number in range(1, MOST_EXTENSIONS + 1):
        longer = city.extend(
            stay.stay_id, MONDAY_9 + timedelta(minutes=10 + number), city.caller(f"key-extend-{number}")
        )
        city.report(city.gateway.approve(longer.asked_holds[-1].payment.order_id))
    with pytest.raises(ExtensionsUsedUp):
        city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=1), city.caller("key-extend-more"))
    city.later(minutes=20)
    city.stop(stay.stay_id)
    after = city.settle(city.stay(stay.stay_id))
    assert {hold.payment.state for hold in after.holds} <= {"captured", "released"}
    assert sum(hold.payment.captured_grosze for hold in after.holds) == after.fee_grosze > 0


def test_a_refused_extension_counts_as_well(city):
    stay = city.running(kind="limited", until=MONDAY_9 + timedelta(minutes=10))
    for number in range(1, MOST_EXTENSIONS + 1):
        city.gateway.refuse_next("start_hold")
        with pytest.raises(GatewayRefused):
            city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=1), city.caller(f"key-extend-{number}"))
    with pytest.raises(ExtensionsUsedUp):
        city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=1), city.caller("key-extend-more"))


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
    after = city.settle(city.stay(stay.stay_id))
    assert [hold.payment.state for hold in after.holds] == ["captured", "released"]
    assert after.due_at is None
