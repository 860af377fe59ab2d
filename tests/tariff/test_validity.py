from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.tariff.errors import NotAWeekend
from chalicelib.tariff.product import Product
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.validity import (
    breakdown_minutes,
    certificate_ends,
    from_stamp,
    last_day_of_months,
    of_chosen_day,
)
from chalicelib.warsaw import WARSAW

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
days = st.dates(date(2008, 1, 1), date(2040, 1, 1))


def ticket(product_id: str, day: date = date(2026, 11, 23)) -> Product:
    return edition_on(day).product(product_id)


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=WARSAW)


MONTHLY = ticket("named-network-z1")


@pytest.mark.parametrize(
    ("first_day", "months", "last_day"),
    [
        (date(2025, 10, 1), 1, date(2025, 10, 31)),
        (date(2026, 4, 19), 3, date(2026, 7, 18)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 29), 1, date(2026, 2, 28)),
        (date(2028, 1, 29), 1, date(2028, 2, 28)),
        (date(2028, 1, 30), 1, date(2028, 2, 29)),
        (date(2026, 2, 28), 1, date(2026, 3, 27)),
        (date(2026, 12, 1), 3, date(2027, 2, 28)),
    ],
)
def test_calendar_months_end_on_the_day_before(first_day, months, last_day):
    assert last_day_of_months(first_day, months) == last_day


@given(days, st.integers(1, 12))
def test_a_validity_covers_exactly_its_days(first_day, months):
    validity = of_chosen_day(MONTHLY, first_day, months, LONG_AGO)
    covered = list(validity.days())
    assert covered[0] == first_day
    assert covered[-1] == last_day_of_months(first_day, months)
    assert len(covered) == (covered[-1] - covered[0]).days + 1
    after = covered[-1] + timedelta(days=1)
    assert validity.from_ == datetime(first_day.year, first_day.month, first_day.day, tzinfo=WARSAW)
    assert validity.until == datetime(after.year, after.month, after.day, tzinfo=WARSAW)


@given(days, st.integers(1, 11))
def test_more_months_end_later_and_a_later_start_never_ends_earlier(first_day, months):
    assert last_day_of_months(first_day, months) < last_day_of_months(first_day, months + 1)
    assert last_day_of_months(first_day, months) <= last_day_of_months(first_day + timedelta(days=1), months)


def test_a_ticket_that_starts_today_starts_now():
    bought_at = datetime(2025, 10, 1, 16, 23, 20, tzinfo=UTC)
    validity = of_chosen_day(MONTHLY, date(2025, 10, 1), 1, bought_at)
    assert validity.from_ == bought_at
    assert validity.last_moment == local(2025, 10, 31, 23, 59, 59)


def test_a_future_ticket_starts_at_midnight_in_krakow():
    validity = of_chosen_day(MONTHLY, date(2025, 10, 1), 1, datetime(2025, 9, 20, 12, tzinfo=UTC))
    assert validity.from_ == datetime(2025, 9, 30, 22, tzinfo=UTC)


def test_a_ticket_over_a_change_of_the_hour_keeps_its_days():
    validity = of_chosen_day(MONTHLY, date(2026, 10, 1), 1, LONG_AGO)
    assert validity.until - validity.from_ == timedelta(days=31, hours=1)
    assert validity.last_moment == local(2026, 10, 31, 23, 59, 59)


def test_a_semester_is_150_days_in_a_row():
    validity = of_chosen_day(ticket("semester-z1", date(2018, 9, 3)), date(2018, 10, 1), 1, LONG_AGO)
    assert (len(list(validity.days())), validity.last_day) == (150, date(2019, 2, 27))


@pytest.mark.parametrize(
    ("product_id", "last_day"),
    [("half-year-z1", date(2027, 4, 30)), ("5plus1-z1", date(2027, 4, 30)), ("student-year-z1", date(2027, 10, 31))],
)
def test_half_a_year_and_a_year_are_calendar_months(product_id, last_day):
    assert of_chosen_day(ticket(product_id), date(2026, 11, 1), 1, LONG_AGO).last_day == last_day


def test_a_minute_ticket_counts_from_its_stamp():
    validity = from_stamp(ticket("15min-z123"), local(2026, 11, 23, 10, 0))
    assert validity
    assert (validity.from_, validity.until) == (local(2026, 11, 23, 10, 0), local(2026, 11, 23, 10, 15))


def test_a_single_ride_in_zone_i_allows_50_minutes_of_transfers():
    validity = from_stamp(ticket("50min-or-ride-z12", date(2019, 6, 3)), local(2019, 6, 3, 10, 0))
    assert validity
    assert validity.until == local(2019, 6, 3, 10, 50)


def test_a_plain_single_ride_has_no_time():
    assert from_stamp(ticket("single-z123"), local(2026, 11, 23, 10, 0)) is None


@pytest.mark.parametrize(
    ("stamped_at", "ends"),
    [
        pytest.param(local(2026, 10, 24, 12, 0), local(2026, 10, 25, 11, 0), id="an hour twice"),
        pytest.param(local(2026, 3, 28, 12, 0), local(2026, 3, 29, 13, 0), id="an hour less"),
        pytest.param(local(2026, 6, 1, 12, 0), local(2026, 6, 2, 12, 0), id="summer"),
    ],
)
def test_24_hours_pass_as_hours_pass(stamped_at, ends):
    validity = from_stamp(ticket("24h-z1", stamped_at.date()), stamped_at)
    assert validity
    assert validity.until == ends.astimezone(UTC)


def test_a_week_is_seven_days_with_the_day_of_the_stamp():
    validity = from_stamp(ticket("week-z1"), local(2026, 11, 23, 17, 5))
    assert validity
    assert validity.from_ == local(2026, 11, 23, 17, 5)
    assert validity.last_moment == local(2026, 11, 29, 23, 59, 59)


@pytest.mark.parametrize("stamped_at", [local(2026, 11, 28, 9, 0), local(2026, 11, 29, 9, 0)])
def test_a_family_ticket_lasts_until_sunday_23_59(stamped_at):
    validity = from_stamp(ticket("family-z123"), stamped_at)
    assert validity
    assert validity.last_moment == local(2026, 11, 29, 23, 59, 59)


def test_a_family_ticket_is_not_for_a_friday():
    with pytest.raises(NotAWeekend):
        from_stamp(ticket("family-z123"), local(2026, 11, 27, 23, 59))


@pytest.mark.parametrize(
    ("product_id", "more"), [("15min-z123", 20), ("90min-z123", 20), ("24h-z1", 0), ("metropolitan-z1", 0)]
)
def test_a_breakdown_gives_minute_tickets_20_minutes_more(product_id, more):
    rule = edition_on(date(2026, 11, 23)).rules.breakdown
    assert breakdown_minutes(ticket(product_id), rule) == more
    assert breakdown_minutes(ticket(product_id), None) == 0


def test_a_certificate_is_good_for_three_months():
    assert certificate_ends(date(2026, 11, 30), 3) == date(2027, 2, 28)
