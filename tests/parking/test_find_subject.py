"""What parking tells about a stay that somebody complains about."""

import pytest

from chalicelib.parking.errors import StayUnknown
from chalicelib.parking.find_subject import find_subject
from tests.parking.city import MONDAY_9


def found(stay_id=None, order_id=None, device_id="dev_a"):
    return find_subject(device_id, stay_id=stay_id, order_id=order_id)


def settled(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    city.report(city.report_of(stay.order_ids[0]))
    return stay


def test_a_stay_brings_its_day_its_money_and_its_orders(city):
    stay = settled(city)
    subject = found(stay.stay_id)
    assert (subject.plate, subject.subzone, subject.method) == ("KR1AB23", "B", "card")
    assert (subject.started_at, subject.stopped_at) == (MONDAY_9, city.now)
    assert (subject.held_grosze, subject.captured_grosze, subject.released_grosze) == (10700, 800, 9900)
    assert (subject.email, subject.order_ids) == ("driver@example.com", stay.order_ids)


def test_a_hold_that_still_stands_is_held_and_not_released(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    subject = found(stay.stay_id)
    assert (subject.held_grosze, subject.captured_grosze, subject.released_grosze) == (10700, 0, 0)


def test_a_stay_that_never_ran_began_when_it_was_asked_for(city):
    subject = found(city.start().stay_id)
    assert (subject.started_at, subject.stopped_at, subject.held_grosze) == (MONDAY_9, None, 0)


def test_an_order_names_its_stay(city):
    stay = city.start()
    assert found(order_id=stay.order_ids[0]) == found(stay.stay_id)


def test_neither_a_foreign_stay_nor_a_made_up_one_is_told_about(city):
    stay = city.start()
    for wanted in (
        {"stay_id": stay.stay_id, "device_id": "dev_b"},
        {"order_id": stay.order_ids[0], "device_id": "dev_b"},
        {"order_id": f"{stay.stay_id}_9"},
        {"order_id": "nonsense"},
        {"order_id": ""},
        {"stay_id": ""},
        {"stay_id": "stay_nothing"},
    ):
        with pytest.raises(StayUnknown):
            found(**wanted)
