"""The number that the Polish state gives to a person: PESEL, eleven digits. It never shows itself.

Its form is that of the act on the population register (ustawa z 24 września 2010 r. o ewidencji ludności, art. 15):
the birth date, whose month also tells the century, four digits of a series, and a check digit.
"""

import re
from dataclasses import dataclass
from datetime import date

from chalicelib.errors import Invalid

HASHED_AS = "pesel"
"""The purpose of the keyed hash (`keyed_hash`) that is kept in its place, wherever one is."""

_ELEVEN_DIGITS = re.compile(r"[0-9]{11}", re.ASCII)
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
_CENTURIES = (1900, 2000, 2100, 2200, 1800)
"""By the tens of the month, counted in twos: 01 to 12, 21 to 32, 41 to 52, 61 to 72, 81 to 92."""


class InvalidPesel(Invalid):
    """No such number can exist: not eleven digits, no such day, or a wrong check digit."""

    code = "invalid_pesel"


@dataclass(frozen=True, slots=True)
class Pesel:
    """`digits` is all that knows the number: `repr` and `str` hide it."""

    digits: str

    def __post_init__(self) -> None:
        if not _ELEVEN_DIGITS.fullmatch(self.digits):
            raise InvalidPesel()
        if sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, self.digits, strict=True)) % 10:
            raise InvalidPesel()
        _expect_birth_date(self.digits)

    def __repr__(self) -> str:
        return "Pesel(hidden)"


def _expect_birth_date(digits: str) -> None:
    year, month, day = (int(digits[place : place + 2]) for place in (0, 2, 4))
    century, month = divmod(month, 20)
    try:
        date(_CENTURIES[century] + year, month, day)
    except ValueError:
        raise InvalidPesel() from None  # the error's own text may quote the number
