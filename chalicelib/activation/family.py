"""A large family's card (KKR3+): who is on it, and which children ride free. Rules only.

Source of the free ride: the city's page on the rights of KKR3+ (resolution CIX/1646/14 of 11 June 2014): children from
the age of four until school, pupils and students up to the age of 24. Parents have no such right.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Role = Literal["parent", "child"]

_FIRST_BIRTHDAY_WITH_THE_RIGHT = 4
_LAST_AGE_OF_A_STUDENT = 24
_SCHOOL_AGE = 7
"""Duty to attend school begins with the school year of the calendar year in which a child turns seven (Education
Act of 14 December 2016, art. 35)."""


@dataclass(frozen=True)
class Member:
    """One person of the family, as the register knows them."""

    member_id: str
    first_name: str = field(repr=False)
    born_on: date = field(repr=False)
    role: Role
    in_education: bool
    disabled: bool


def rides_free_until(member: Member, on: date) -> date | None:
    """Return the last day of a member's free rides as far as is known on that day; None without the right."""
    if member.role != "child":
        return None
    first = _birthday(member, _FIRST_BIRTHDAY_WITH_THE_RIGHT)
    last = date(member.born_on.year + _SCHOOL_AGE, 8, 31)
    if member.in_education:
        last = max(last, _birthday(member, _LAST_AGE_OF_A_STUDENT + 1) - timedelta(days=1))
    return last if first <= on <= last else None


def _birthday(member: Member, age: int) -> date:
    """Return the day on which a member reaches an age; who was born on 29 February, on the last day of the month."""
    year = member.born_on.year + age
    try:
        return member.born_on.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
