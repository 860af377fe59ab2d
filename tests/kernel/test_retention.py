"""A year's records are kept for five years after it, from one New Year's Eve to another in Kraków."""

from datetime import UTC, datetime

import pytest

from chalicelib.retention import FIVE_YEARS, FromYearsEnd
from chalicelib.warsaw import WARSAW

NEW_YEAR_2032 = datetime(2031, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (datetime(2026, 1, 1, tzinfo=WARSAW), NEW_YEAR_2032),
        (datetime(2026, 7, 1, 12, tzinfo=WARSAW), NEW_YEAR_2032),
        (datetime(2026, 12, 31, 22, 59, 59, 999_000, tzinfo=UTC), NEW_YEAR_2032),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2032, 12, 31, 23, tzinfo=UTC)),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), NEW_YEAR_2032),
        (datetime(2024, 2, 29, 12, tzinfo=UTC), datetime(2029, 12, 31, 23, tzinfo=UTC)),
    ],
    ids=[
        "its first moment",
        "its summer",
        "its last moment",
        "the next year's first",
        "still the old one in UTC",
        "leap",
    ],
)
def test_the_years_are_counted_from_the_end_of_krakows_year(moment, until):
    assert FIVE_YEARS.after(moment) == until


def test_what_is_kept_until_then_is_given_in_utc():
    assert FromYearsEnd(1).after(NEW_YEAR_2032).tzinfo is UTC
