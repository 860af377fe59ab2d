"""The dates of Poland's feasts, by the names that editions use in `free_days`.

The names are those of the Act of 18 January 1951 on days free from work; Christmas Eve joined it in 2025, but
an edition may free any of them in any year. Easter is the Gregorian computus, good until the year 4099.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Literal, get_args

from dateutil.easter import easter

Feast = Literal[
    "new_year",
    "epiphany",
    "easter_sunday",
    "easter_monday",
    "labour_day",
    "constitution_day",
    "pentecost",
    "corpus_christi",
    "assumption",
    "all_saints",
    "independence_day",
    "christmas_eve",
    "christmas_day",
    "second_christmas_day",
]
FEASTS: tuple[Feast, ...] = get_args(Feast)

_MONTH_AND_DAY: dict[Feast, tuple[int, int]] = {
    "new_year": (1, 1),
    "epiphany": (1, 6),
    "labour_day": (5, 1),
    "constitution_day": (5, 3),
    "assumption": (8, 15),
    "all_saints": (11, 1),
    "independence_day": (11, 11),
    "christmas_eve": (12, 24),
    "christmas_day": (12, 25),
    "second_christmas_day": (12, 26),
}
_DAYS_AFTER_EASTER: dict[Feast, int] = {
    "easter_sunday": 0,
    "easter_monday": 1,
    "pentecost": 49,
    "corpus_christi": 60,
}


@cache
def date_of(feast: Feast, year: int) -> date:
    """Return the day of a feast in a year."""
    if feast in _DAYS_AFTER_EASTER:
        easter_sunday: date = easter(year)
        return easter_sunday + timedelta(days=_DAYS_AFTER_EASTER[feast])
    return date(year, *_MONTH_AND_DAY[feast])


def falls_on(day: date, feasts: Iterable[Feast]) -> bool:
    """Tell whether the day is one of these feasts."""
    return any(date_of(feast, day.year) == day for feast in feasts)
