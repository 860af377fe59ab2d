"""Which lines a ticket for one or two may name, and how often they may be changed.

From the page of the kinds of tickets, part II and II a.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from chalicelib.tariff.edition import LinesNotSold
from chalicelib.tariff.errors import LineChangesUsedUp, LineNotSold, LinesWanted
from chalicelib.tariff.validity import last_day_of_months

_NUMBER = re.compile("[1-9][0-9]{0,2}")


def refuse_lines(lines: Sequence[str], count: int, not_sold: LinesNotSold | None) -> None:
    """Raise LinesWanted unless these are so many different line numbers, LineNotSold for one that is never sold."""
    if len(lines) != count or len(set(lines)) != count or not all(_NUMBER.fullmatch(line) for line in lines):
        raise LinesWanted(count=count)
    for line in lines:
        if not_sold and not_sold.include(line):
            raise LineNotSold(line=line)


def changes_left(first_day: date, changed_on: Iterable[date], today: date, per_month: int) -> int:
    """Return how many free changes are left today; each month of validity has its own."""
    month = _month_of(first_day, today)
    return per_month - sum(_month_of(first_day, day) == month for day in changed_on)


def refuse_change(first_day: date, changed_on: Iterable[date], today: date, per_month: int) -> None:
    """Raise LineChangesUsedUp when no change is left in this month of validity."""
    if changes_left(first_day, changed_on, today, per_month) <= 0:
        raise LineChangesUsedUp(changes=per_month)


def _month_of(first_day: date, day: date) -> int:
    """Return which month of validity a day is in, from 1; a change before the first day counts to the first month."""
    month = 1
    while last_day_of_months(first_day, month) < day:
        month += 1
    return month
