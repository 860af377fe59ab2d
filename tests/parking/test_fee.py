from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.money import round_half_up
from chalicelib.parking.edition import Editions
from chalicelib.parking.errors import DateBeforeFirstEdition, UnknownSubzone
from chalicelib.parking.fee import FeeLine, fee, next_paid_moment, paid_span
from chalicelib.parking.published_editions import editions
from chalicelib.warsaw import WARSAW

TUESDAY = datetime(2026, 9, 15, 9, 0, tzinfo=WARSAW)


def warsaw(text):
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def price(subzone, from_, until, *, resident=False):
    return fee(editions(), subzone, from_, until, resident=resident)


def total(subzone, minutes, *, resident=False, from_=TUESDAY):
    return price(subzone, from_, from_ + timedelta(minutes=minutes), resident=resident).total_grosze


@pytest.mark.parametrize(
    ("subzone", "minutes", "standard", "resident"),
    [
        ("A", 20, 300, 200),
        ("A", 90, 1400, 950),
        ("A", 200, 3300, 2300),
        ("A", 180, 3000, 2100),
        ("A", 480, 7500, 5100),
        ("A", 600, 9300, 6300),
        ("A", 780, 12000, 8100),
        ("B", 20, 267, 167),
        ("B", 180, 2700, 1800),
        ("B", 480, 6700, 4300),
        ("B", 600, 8300, 5300),
        ("B", 780, 10700, 6800),
        ("C", 180, 2400, 1200),
        ("C", 480, 5900, 3200),
        ("C", 600, 7300, 4000),
        ("C", 780, 9400, 5200),
    ],
)
def test_published_prices(subzone, minutes, standard, resident):
    assert total(subzone, minutes) == standard
    assert total(subzone, minutes, resident=True) == resident


def test_a_line_shows_each_paid_hour_with_its_own_price():
    lines = price("A", TUESDAY, TUESDAY + timedelta(minutes=200)).lines
    assert [(line.hour_number, line.minutes, line.hourly_price_grosze, line.amount_grosze) for line in lines] == [
        (1, 60, 900, 900),
        (2, 60, 1000, 1000),
        (3, 60, 1100, 1100),
        (4, 20, 900, 300),
    ]
    assert [(line.from_, line.until) for line in lines[-1:]] == [
        (datetime(2026, 9, 15, 10, 0, tzinfo=UTC), datetime(2026, 9, 15, 10, 20, tzinfo=UTC))
    ]


def test_a_started_minute_counts_whole():
    assert price("A", TUESDAY, TUESDAY + timedelta(seconds=1)).total_grosze == 15
    assert price("A", TUESDAY, TUESDAY + timedelta(seconds=60)).total_grosze == 15
    assert price("A", TUESDAY, TUESDAY + timedelta(seconds=61)).total_grosze == 30


def test_no_time_costs_nothing():
    free = price("A", TUESDAY, TUESDAY)
    assert (free.total_grosze, free.lines, free.edition_id) == (0, (), "opp-2026-08")


def test_half_a_grosz_goes_up():
    exact = replace(editions().newest.subzones[0], standard_hourly_grosze=(30,))
    half = Editions.of([replace(editions().newest, subzones=(exact,))])
    assert fee(half, "A", TUESDAY, TUESDAY + timedelta(minutes=1), resident=False).total_grosze == 1


def test_time_outside_paid_hours_is_free():
    assert price("A", warsaw("2026-09-15T06:00"), warsaw("2026-09-15T10:00")).total_grosze == 900
    assert price("A", warsaw("2026-09-15T21:00"), warsaw("2026-09-15T23:59")).total_grosze == 900
    assert price("A", warsaw("2026-09-15T22:00"), warsaw("2026-09-16T09:00")).total_grosze == 0


def test_the_hours_count_anew_each_paid_day():
    night_over = price("A", warsaw("2026-09-15T20:00"), warsaw("2026-09-16T10:00"))
    assert [(line.hour_number, line.amount_grosze) for line in night_over.lines] == [(1, 900), (2, 1000), (1, 900)]


def test_the_first_edition_ends_and_the_second_begins_within_one_stay():
    weekend = price("A", warsaw("2025-08-02T19:00"), warsaw("2025-08-04T11:00"))
    assert [(line.edition_id, line.amount_grosze) for line in weekend.lines] == [
        ("opp-2023-05", 600),
        ("opp-2025-08", 900),
    ]
    assert weekend.edition_id == "opp-2023-05"


def test_a_stay_names_the_edition_of_its_first_paid_day_and_a_free_one_that_of_its_first_day():
    over_night = price("A", warsaw("2026-01-30T20:00"), warsaw("2026-01-31T09:01"))
    assert (over_night.edition_id, over_night.lines[0].edition_id) == ("opp-2026-01", "opp-2026-01")
    assert price("A", warsaw("2026-01-30T20:00"), warsaw("2026-01-31T09:00")).edition_id == "opp-2025-08"


def test_the_first_edition_has_no_discount():
    from_ = warsaw("2024-06-03T12:00")
    assert total("C", 180, from_=from_) == total("C", 180, from_=from_, resident=True) == 1200


@pytest.mark.parametrize(("minutes", "amounts"), [(10, [100, 100]), (20, [200]), (21, [210])])
def test_the_first_edition_costs_at_least_two_zloty(minutes, amounts):
    short = price("A", warsaw("2024-06-03T12:00"), warsaw("2024-06-03T12:00") + timedelta(minutes=minutes))
    assert [line.amount_grosze for line in short.lines] == amounts
    assert [line.hour_number for line in short.lines] == [1, 0][: len(amounts)]
    assert short.total_grosze == sum(amounts)


def test_what_is_missing_to_the_minimum_is_a_line_of_its_own_at_the_end():
    from_ = warsaw("2024-06-03T12:00")
    until = (from_ + timedelta(minutes=10)).astimezone(UTC)
    assert price("A", from_, until).lines[-1] == FeeLine(until, until, 0, 0, 0, 100, "opp-2023-05")


def test_a_single_grosz_is_missing_to_the_minimum():
    dearer = Editions.of([replace(editions().newest, minimum_charge_grosze=901)])
    hour = fee(dearer, "A", TUESDAY, TUESDAY + timedelta(hours=1), resident=False)
    assert [line.amount_grosze for line in hour.lines] == [900, 1]


def test_the_minimum_never_charges_free_time():
    assert price("A", warsaw("2024-06-03T20:00"), warsaw("2024-06-04T10:00")).total_grosze == 0


@pytest.mark.parametrize(
    ("day", "subzone", "hours", "resident_hours"),
    [
        pytest.param("2025-12-06", "A", 10, 10, id="Saturday of the second edition"),
        pytest.param("2025-12-07", "A", 0, 0, id="Sunday of the second edition"),
        pytest.param("2025-11-11", "A", 10, 10, id="Independence Day is paid before April 2026"),
        pytest.param("2025-11-01", "A", 0, 0, id="All Saints"),
        pytest.param("2026-02-01", "A", 13, 13, id="Sunday in A"),
        pytest.param("2026-02-01", "B", 0, 0, id="Sunday in B"),
        pytest.param("2026-02-01", "C", 0, 0, id="Sunday in C"),
        pytest.param("2026-03-29", "A", 0, 0, id="trading Sunday"),
        pytest.param("2026-04-05", "A", 0, 0, id="Easter"),
        pytest.param("2026-05-01", "A", 0, 0, id="1 May is free since April 2026"),
        pytest.param("2026-05-03", "A", 0, 0, id="3 May, a Sunday"),
        pytest.param("2026-05-10", "A", 13, 0, id="residents are free on Sundays in A"),
        pytest.param("2026-06-04", "C", 0, 0, id="Corpus Christi"),
        pytest.param("2026-06-28", "A", 0, 0, id="trading Sunday in June"),
        pytest.param("2026-10-25", "A", 13, 0, id="the day of 25 hours"),
        pytest.param("2027-03-28", "A", 0, 0, id="the day of 23 hours is Easter"),
        pytest.param("2028-03-26", "A", 13, 0, id="a paid day of 23 hours"),
        pytest.param("2026-12-24", "A", 0, 0, id="Christmas Eve"),
    ],
)
def test_paid_hours_of_a_day(day, subzone, hours, resident_hours):
    for resident, expected in ((False, hours), (True, resident_hours)):
        span = paid_span(editions(), subzone, date.fromisoformat(day), resident=resident)
        assert (span[1] - span[0] if span else timedelta()) == timedelta(hours=expected)


def test_paid_hours_follow_the_wall_clock_over_a_change_of_the_hour():
    saturday = paid_span(editions(), "A", date(2026, 10, 24), resident=False)
    sunday = paid_span(editions(), "A", date(2026, 10, 25), resident=False)
    assert saturday[0] == datetime(2026, 10, 24, 7, 0, tzinfo=UTC)
    assert sunday[0] == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


def test_a_night_of_25_hours_costs_no_extra_hour():
    weekend = price("A", warsaw("2026-10-24T21:00"), warsaw("2026-10-25T10:30"))
    assert [(line.minutes, line.amount_grosze) for line in weekend.lines] == [(60, 900), (60, 900), (30, 500)]


def test_easter_2027_is_free_over_its_short_night():
    easter = price("A", warsaw("2027-03-27T21:00"), warsaw("2027-03-30T10:00"))
    assert [line.amount_grosze for line in easter.lines] == [900, 900]


def test_a_paid_night_of_23_hours():
    weekend = price("A", warsaw("2028-03-25T21:30"), warsaw("2028-03-26T09:20"))
    assert [line.amount_grosze for line in weekend.lines] == [450, 300]


def test_a_resident_pays_nothing_on_a_sunday_in_a():
    sunday = price("A", warsaw("2026-05-10T09:00"), warsaw("2026-05-10T22:00"), resident=True)
    assert sunday.total_grosze == 0


@pytest.mark.parametrize(
    ("subzone", "after", "resident", "expected"),
    [
        pytest.param("A", "2026-09-15T12:34", False, "2026-09-15T12:34", id="inside paid hours"),
        pytest.param("A", "2026-09-15T06:00", False, "2026-09-15T09:00", id="before they open"),
        pytest.param("A", "2026-09-15T22:00", False, "2026-09-16T09:00", id="when they close"),
        pytest.param("B", "2026-09-19T22:00", False, "2026-09-21T09:00", id="over a free Sunday"),
        pytest.param("A", "2026-12-23T22:00", False, "2026-12-27T09:00", id="over Christmas"),
        pytest.param("A", "2026-12-23T22:00", True, "2026-12-28T09:00", id="a resident over Christmas and a Sunday"),
        pytest.param("A", "2026-01-30T20:00", False, "2026-01-31T09:00", id="into the next edition"),
    ],
)
def test_the_next_paid_moment(subzone, after, resident, expected):
    assert next_paid_moment(editions(), subzone, warsaw(after), resident=resident) == warsaw(expected)


@pytest.mark.parametrize(("free_days", "found"), [(60, True), (61, False)])
def test_the_next_paid_moment_is_looked_for_60_days_ahead(free_days, found):
    newest, opening = editions().newest, (TUESDAY + timedelta(days=free_days)).date()
    closed = tuple(replace(subzone, weekdays=frozenset()) for subzone in newest.subzones)
    free = replace(newest, id="free", valid_from=TUESDAY.date(), subzones=closed, trading_sundays=frozenset())
    later = [day for day in newest.trading_sundays if day >= opening]
    paid = replace(newest, valid_from=opening, trading_sundays=frozenset(later), free_days=frozenset())
    moment = next_paid_moment(Editions.of([free, paid]), "A", TUESDAY, resident=False)
    assert (moment is not None) == found


def test_moments_are_utc():
    lines = price("A", TUESDAY, TUESDAY + timedelta(seconds=30)).lines
    opening, closing = paid_span(editions(), "A", TUESDAY.date(), resident=False)
    after = next_paid_moment(editions(), "A", TUESDAY, resident=False)
    assert all(moment.tzinfo is UTC for moment in (opening, closing, after, lines[0].from_, lines[0].until))


def test_a_day_before_the_first_edition_has_no_price():
    with pytest.raises(DateBeforeFirstEdition):
        price("A", warsaw("2023-05-14T12:00"), warsaw("2023-05-15T12:00"))


def test_an_unknown_subzone_has_no_price():
    with pytest.raises(UnknownSubzone):
        price("D", TUESDAY, TUESDAY)


starts = st.datetimes(datetime(2023, 5, 16), datetime(2028, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(timedelta(), timedelta(days=4))
subzones = st.sampled_from("ABC")


@settings(max_examples=150, deadline=None)
@given(subzones, starts, lengths, lengths, st.booleans())
def test_a_longer_stay_and_an_earlier_start_never_cost_less(subzone, from_, first, second, resident):
    middle, until = from_ + first, from_ + first + second
    whole = price(subzone, from_, until, resident=resident).total_grosze
    assert price(subzone, from_, middle, resident=resident).total_grosze <= whole
    assert price(subzone, middle, until, resident=resident).total_grosze <= whole


@settings(max_examples=150, deadline=None)
@given(subzones, starts, lengths)
def test_a_resident_never_pays_more(subzone, from_, length):
    standard = price(subzone, from_, from_ + length).total_grosze
    assert price(subzone, from_, from_ + length, resident=True).total_grosze <= standard


@settings(max_examples=150, deadline=None)
@given(subzones, starts, lengths, st.booleans())
def test_lines_add_up_and_follow_each_other_within_the_stay(subzone, from_, length, resident):
    cost = price(subzone, from_, from_ + length, resident=resident)
    assert sum(line.amount_grosze for line in cost.lines) == cost.total_grosze
    assert all(earlier.until <= later.from_ for earlier, later in pairwise(cost.lines))
    assert all(from_ <= line.from_ <= line.until <= from_ + length for line in cost.lines)
    assert all(type(line.hour_number) is int for line in cost.lines)


@settings(max_examples=150, deadline=None)
@given(subzones, st.integers(0, 13 * 60), st.booleans())
def test_minutes_are_added_exactly_and_rounded_once(subzone, minutes, resident):
    prices = editions().on(TUESDAY.date()).subzone(subzone).hourly_grosze(resident=resident)
    sixtieths = sum(prices[min(minute // 60, len(prices) - 1)] for minute in range(minutes))
    assert total(subzone, minutes, resident=resident) == round_half_up(sixtieths, 60)
