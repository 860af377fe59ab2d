import json
from datetime import date, timedelta

import msgspec
import pytest
from dateutil.easter import easter

from chalicelib.parking.edition import Editions, parsed
from chalicelib.parking.errors import DateBeforeFirstEdition, UnknownSubzone
from chalicelib.parking.feast import FEASTS
from chalicelib.parking.published_editions import editions

SHORT_LIST = {
    "new_year",
    "easter_sunday",
    "easter_monday",
    "all_saints",
    "christmas_eve",
    "christmas_day",
    "second_christmas_day",
}
NEW_IN_AUGUST_2026 = {23, 24, 31}


def document(**changes):
    subzone = {
        "name": "A",
        "weekdays": ["mon"],
        "opens": "09:00:00",
        "closes": "22:00:00",
        "free_on_trading_sundays": True,
        "resident_free_on_sundays": False,
        "standard_hourly_grosze": [900],
        "resident_hourly_grosze": None,
        "sectors": [1],
    }
    subzone |= changes.pop("subzone", {})
    whole = {
        "id": "test",
        "valid_from": "2026-01-01",
        "valid_to": None,
        "calendar_until": "2027-12-31",
        "source": "test",
        "minimum_charge_grosze": 0,
        "grace_minutes": 7,
        "free_days": ["new_year"],
        "trading_sundays": [],
        "subzones": [subzone],
    }
    return json.dumps(whole | changes).encode()


def edition(**changes):
    return parsed(document(**changes))


@pytest.mark.parametrize(
    ("day", "edition_id"),
    [
        (date(2023, 5, 15), "opp-2023-05"),
        (date(2025, 8, 3), "opp-2023-05"),
        (date(2025, 8, 4), "opp-2025-08"),
        (date(2026, 1, 30), "opp-2025-08"),
        (date(2026, 1, 31), "opp-2026-01"),
        (date(2026, 4, 29), "opp-2026-01"),
        (date(2026, 4, 30), "opp-2026-04"),
        (date(2026, 8, 9), "opp-2026-04"),
        (date(2026, 8, 10), "opp-2026-08"),
        (date(2030, 1, 1), "opp-2026-08"),
    ],
)
def test_every_day_since_the_first_has_its_edition(day, edition_id):
    assert editions().on(day).id == edition_id


def test_a_day_before_the_first_edition_is_refused():
    with pytest.raises(DateBeforeFirstEdition) as refusal:
        editions().on(date(2023, 5, 14))
    assert refusal.value.details == {"first_day": "2023-05-15"}


def test_feasts_became_free_days_with_the_edition_of_april_2026():
    assert [set(published.free_days) for published in editions().in_order] == [
        SHORT_LIST,
        SHORT_LIST,
        SHORT_LIST,
        set(FEASTS),
        set(FEASTS),
    ]


def test_23_sectors_are_in_force_since_august_2026_and_20_before():
    *earlier, newest = [set(published.letters()) for published in editions().in_order]
    assert len(newest) == 23
    assert all(numbers == newest - NEW_IN_AUGUST_2026 for numbers in earlier)


def test_the_calendar_of_the_newest_edition_reaches_2030():
    assert editions().newest.calendar_until == date(2030, 12, 31)


@pytest.mark.parametrize("year", range(2026, 2031))
def test_trading_sundays_are_those_of_the_act_of_10_january_2018(year):
    published = {day for edition in editions().in_order for day in edition.trading_sundays if day.year == year}
    january = date(2026, 1, 25)  # before the first edition that knows trading Sundays
    assert published == trading_sundays_by_the_act(year) - {january}


def trading_sundays_by_the_act(year):
    def last_sunday_until(day):
        return day - timedelta(days=(day.weekday() + 1) % 7)

    month_ends = [date(year, 1, 31), date(year, 4, 30), date(year, 6, 30), date(year, 8, 31)]
    before_christmas_eve = last_sunday_until(date(year, 12, 23))
    return (
        {last_sunday_until(day) for day in month_ends}
        | {easter(year) - timedelta(days=7)}
        | {before_christmas_eve - timedelta(weeks=weeks) for weeks in range(3)}
    )


def test_a_subzone_that_the_edition_lacks_is_refused():
    with pytest.raises(UnknownSubzone) as refusal:
        editions().on(date(2026, 5, 1)).subzone("D")
    assert refusal.value.details == {"subzone": "D"}


def test_an_edition_without_a_discount_charges_residents_as_everybody():
    assert editions().on(date(2024, 1, 8)).subzone("A").hourly_grosze(resident=True) == (600,)


def test_a_new_edition_ends_the_open_one_before_it():
    joined = Editions.of(
        [edition(id="new", valid_from="2026-06-01"), edition(id="old", trading_sundays=["2026-06-28"])]
    )
    assert [(each.id, each.valid_to) for each in joined.in_order] == [("old", date(2026, 5, 31)), ("new", None)]
    assert joined.in_order[0].trading_sundays == frozenset()


@pytest.mark.parametrize(
    ("older", "newer", "complaint"),
    [
        pytest.param(
            {"valid_to": "2026-05-30"},
            {"valid_from": "2026-06-01"},
            "^test ends on 2026-05-30, but newer begins on 2026-06-01$",
            id="gap",
        ),
        pytest.param(
            {"valid_to": "2026-06-01"},
            {"valid_from": "2026-06-01"},
            "^test ends on 2026-06-01, but newer begins on 2026-06-01$",
            id="overlap",
        ),
        pytest.param({}, {}, "^test ends before it begins or after its calendar$", id="two begin on one day"),
        pytest.param(
            {}, {"valid_from": "2026-06-01", "id": "test"}, "^two editions have the same id$", id="one id for two"
        ),
        pytest.param(
            {},
            {"valid_from": "2026-06-01", "valid_to": "2026-12-31"},
            "^the last edition stays in force until a successor begins$",
            id="the last one ends",
        ),
        pytest.param(
            {"calendar_until": "2026-03-01"},
            {"valid_from": "2026-06-01"},
            "^test ends before it begins or after its calendar$",
            id="calendar too short",
        ),
    ],
)
def test_editions_that_leave_a_day_without_one_rule_are_refused(older, newer, complaint):
    with pytest.raises(ValueError, match=complaint):
        Editions.of([edition(**older), edition(**({"id": "newer"} | newer))])


def test_an_edition_may_last_a_single_day_and_its_calendar_as_long():
    day = {"calendar_until": "2026-06-07", "valid_from": "2026-06-07", "trading_sundays": ["2026-06-07"]}
    joined = Editions.of([edition(**day), edition(id="newer", valid_from="2026-06-08")])
    assert joined.on(date(2026, 6, 7)).trading_sundays == {date(2026, 6, 7)}
    assert edition(**day, valid_to="2026-06-07").valid_to == date(2026, 6, 7)


def test_nothing_may_cost_nothing_and_be_tolerated_for_no_time():
    free = edition(grace_minutes=0, minimum_charge_grosze=0, subzone={"standard_hourly_grosze": [0, 900]})
    assert free.subzone("A").hourly_grosze(resident=False) == (0, 900)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        pytest.param({"valid_to": "2025-12-31"}, "^test ends before it begins", id="ends before it begins"),
        pytest.param({"valid_to": "2028-01-01"}, "^test ends before .* or after", id="ends after its calendar"),
        pytest.param({"calendar_until": "2025-12-31"}, "^test has no calendar", id="no calendar"),
        pytest.param({"trading_sundays": ["2026-06-27"]}, "^test lists a trading Sunday", id="a trading Saturday"),
        pytest.param({"trading_sundays": ["2025-12-28"]}, "^test lists a trading Sunday", id="before it begins"),
        pytest.param({"free_days": ["halloween"]}, "halloween", id="unknown feast"),
        pytest.param({"minimum_charge_grosze": -1}, "^test has a negative minimum", id="negative minimum"),
        pytest.param({"grace_minutes": -1}, "^test has a negative .* grace", id="negative grace"),
        pytest.param({"subzones": []}, "^test lists a subzone twice, or none", id="no subzone"),
        pytest.param({"subzone": {"closes": "09:00:00"}}, "^subzone A closes before", id="closed all day"),
        pytest.param({"subzone": {"weekdays": ["monday"]}}, "monday", id="unknown weekday"),
        pytest.param({"subzone": {"standard_hourly_grosze": []}}, "^subzone A needs a price", id="no price"),
        pytest.param({"subzone": {"resident_hourly_grosze": []}}, "^subzone A needs a price", id="no resident price"),
        pytest.param({"subzone": {"standard_hourly_grosze": [-1]}}, "^subzone A needs a price", id="negative price"),
        pytest.param({"subzone": {"sectors": [1, 1]}}, "^test lists a sector twice", id="a sector twice"),
    ],
)
def test_a_wrong_edition_is_refused_with_what_is_wrong(changes, complaint):
    with pytest.raises(ValueError, match=complaint):
        edition(**changes)


@pytest.mark.parametrize("field", sorted(json.loads(document())))
def test_a_misspelt_field_of_an_edition_is_noticed(field):
    misspelt = {f"{name}s" if name == field else name: value for name, value in json.loads(document()).items()}
    with pytest.raises(msgspec.ValidationError, match=field):
        parsed(json.dumps(misspelt).encode())
