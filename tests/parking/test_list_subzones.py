from datetime import date, datetime

import msgspec
import pytest

from chalicelib.parking.errors import DateBeforeFirstEdition, DateBeyondCalendar
from chalicelib.parking.list_subzones import list_subzones
from chalicelib.parking.published_editions import editions
from chalicelib.warsaw import WARSAW

NOW = datetime(2026, 9, 15, 0, 30, tzinfo=WARSAW)


def listed(on=None):
    return msgspec.json.decode(msgspec.json.encode(list_subzones(on, NOW, editions())))


def test_today_is_todays_date_in_krakow():
    assert listed()["on"] == "2026-09-15"


def test_a_subzone_has_its_sectors_hours_and_prices():
    answer = listed()
    subzone = answer["items"][0]
    assert [item["subzone"] for item in answer["items"]] == ["A", "B", "C"]
    assert subzone["sectors"] == ["A1", "A2", "A3", "A4", "A6", "A13", "A20"]
    assert subzone["standard"]["paid_hours"] == {
        "from": "2026-09-15T09:00:00+02:00",
        "until": "2026-09-15T22:00:00+02:00",
    }
    assert [price["amount"] for price in subzone["standard"]["hourly_prices"]] == [900, 1000, 1100, 900]
    assert [price["amount"] for price in subzone["resident"]["hourly_prices"]] == [600, 700, 800, 600]
    assert (answer["edition"], answer["minimum_charge"]["amount"], answer["grace_minutes"]) == ("opp-2026-08", 0, 7)


def test_only_sectors_in_force_that_day_are_listed():
    assert not {"C23", "C24", "C31"} & set(listed(date(2026, 8, 9))["items"][2]["sectors"])
    assert {"C23", "C24", "C31"} <= set(listed(date(2026, 8, 10))["items"][2]["sectors"])


def test_a_free_day_has_no_paid_hours():
    assert [item["standard"]["paid_hours"] for item in listed(date(2026, 11, 11))["items"]] == [None, None, None]


def test_on_a_sunday_in_a_only_residents_are_free():
    subzone = listed(date(2026, 9, 20))["items"][0]
    assert subzone["standard"]["paid_hours"]
    assert subzone["resident"]["paid_hours"] is None


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        (date(2023, 5, 14), DateBeforeFirstEdition),
        (date(2031, 1, 1), DateBeyondCalendar),
        (date.max, DateBeyondCalendar),
    ],
)
def test_a_day_without_known_rules_is_refused(day, refusal):
    with pytest.raises(refusal):
        listed(day)
