"""What a ticket for one or two lines allows on other lines, and how often its lines may be changed.

From the page of the kinds of tickets, part II a. Stops are their names, in the order of one direction.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from chalicelib.tariff.errors import LineChangesUsedUp
from chalicelib.tariff.validity import last_day_of_months

Stretch = tuple[str, ...]


def rides_on_other_line(own: Sequence[str], other: Sequence[str], *, one_stop_beyond: bool) -> list[Stretch]:
    """Return the stretches of another line, stop by stop, on which a ticket for the own line is good.

    Two lines share a route where at least one hop between neighbouring stops is the same in that direction. Until
    30 April 2019 the ticket was good from the stop before the shared route to the first stop after it
    (`one_stop_beyond`); since then between the shared stops only.
    """
    shared = set(pairwise(own))
    stretches: list[Stretch] = []
    start: int | None = None
    for at, hop in enumerate([*pairwise(other), None]):
        if hop in shared:
            start = at if start is None else start
        elif start is not None:
            first, last = (max(start - 1, 0), at + 1) if one_stop_beyond else (start, at)
            stretches.append(tuple(other[first : last + 1]))
            start = None
    return stretches


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
