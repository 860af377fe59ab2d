"""What an inspector is told about a plate."""

from datetime import timedelta

import pytest

from chalicelib.parking.look_up_plate import look_up_plate
from chalicelib.parking.published_editions import editions
from chalicelib.parking.recorded_inspections import RecordedInspection
from chalicelib.plate import InvalidPlate
from tests.parking.city import MONDAY_9


def told(city, plate="KR1AB23", subzone=None):
    found = look_up_plate(plate, subzone, "dev_inspector", city.now, editions())
    return found.outcome, found.reason


def test_a_running_stay_is_valid_however_the_plate_is_written(city):
    city.running()
    assert told(city) == told(city, "kr 1ab-23") == ("valid", "paid")


def test_a_plate_that_never_paid_is_not_valid(city):
    city.start()
    assert told(city) == ("not_valid", "never_paid")


def test_a_stay_counts_in_its_own_subzone_only(city):
    city.running()
    assert told(city, subzone="B") == ("valid", "paid")
    assert told(city, subzone="A") == ("not_valid", "other_subzone")


def test_seven_minutes_after_its_end_a_stay_is_within_grace(city):
    stay = city.running()
    city.later(minutes=30)
    city.stop(stay.stay_id)
    city.later(minutes=7)
    assert told(city) == ("within_grace", "just_ended")
    city.later(seconds=1)
    assert told(city) == ("not_valid", "ended")


def test_a_limit_ends_a_stay_for_the_inspector_even_before_the_sweep(city):
    city.running(kind="limited", until=MONDAY_9 + timedelta(hours=1))
    city.later(hours=1, minutes=8)
    assert told(city) == ("not_valid", "ended")


def test_an_extension_counts_once_it_is_confirmed(city):
    stay = city.running(kind="limited", until=MONDAY_9 + timedelta(hours=1))
    longer = city.extend(stay.stay_id, MONDAY_9 + timedelta(hours=2))
    city.report(city.gateway.approve(longer.order_ids[1]))
    city.later(hours=1, minutes=30)
    assert told(city) == ("valid", "paid")


def test_every_look_up_is_recorded(city):
    told(city)
    city.running()
    city.later(minutes=1)
    told(city)
    kept = [(item.plate, item.verdict) for item in RecordedInspection.query("dev_inspector")]
    assert kept == [("KR1AB23", "not_valid"), ("KR1AB23", "valid")]


def test_nonsense_is_refused_and_not_recorded(city):
    with pytest.raises(InvalidPlate):
        told(city, "???")
    assert list(RecordedInspection.query("dev_inspector")) == []
