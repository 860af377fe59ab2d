from datetime import date

import holidays
import pytest

from chalicelib.parking.feast import FEASTS, date_of, falls_on


@pytest.mark.parametrize("year", range(2023, 2036))
def test_the_feasts_are_the_statutory_holidays_of_that_year(year):
    statutory = set(holidays.country_holidays("PL", years=year))
    if year < 2025:
        statutory.add(date(year, 12, 24))  # Christmas Eve became a statutory holiday in 2025
    assert {date_of(feast, year) for feast in FEASTS} == statutory


@pytest.mark.parametrize(
    ("feast", "day"),
    [
        ("easter_sunday", date(2026, 4, 5)),
        ("easter_monday", date(2026, 4, 6)),
        ("pentecost", date(2026, 5, 24)),
        ("corpus_christi", date(2026, 6, 4)),
        ("pentecost", date(2027, 5, 16)),
        ("corpus_christi", date(2027, 5, 27)),
    ],
)
def test_movable_feasts_follow_easter(feast, day):
    assert date_of(feast, day.year) == day


def test_only_the_named_feasts_count():
    assert falls_on(date(2026, 1, 6), {"epiphany"})
    assert not falls_on(date(2026, 1, 6), {"new_year", "easter_sunday"})
