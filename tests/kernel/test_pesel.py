from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.exceptions import ValidationError
from stdnum.pl import pesel as second_opinion

from chalicelib.pesel import InvalidPesel, Pesel

_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_MONTHS = {18: 80, 19: 0, 20: 20, 21: 40, 22: 60}


def written(born: date, series: str) -> str:
    """The number of a birth date and four digits, with the check digit that belongs to it."""
    digits = f"{born.year % 100:02d}{born.month + _MONTHS[born.year // 100]:02d}{born.day:02d}{series}"
    return digits + str(-sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 10)


born = st.dates(date(1800, 1, 1), date(2299, 12, 31))
series = st.text("0123456789", min_size=4, max_size=4)


@given(born, series)
def test_every_day_of_five_centuries_has_its_numbers(day: date, four: str) -> None:
    Pesel(written(day, four))


@given(born, series, st.integers(0, 10), st.integers(1, 9))
def test_one_digit_mistyped_is_noticed(day: date, four: str, place: int, by: int) -> None:
    digits = [*written(day, four)]
    digits[place] = str((int(digits[place]) + by) % 10)
    with pytest.raises(InvalidPesel):
        Pesel("".join(digits))


@given(st.text("0123456789", min_size=11, max_size=11))
def test_any_eleven_digits_are_judged_as_by_a_library(digits: str) -> None:
    try:
        second_opinion.get_birth_date(second_opinion.validate(digits))
    except ValidationError:
        with pytest.raises(InvalidPesel):
            Pesel(digits)
    else:
        Pesel(digits)


@pytest.mark.parametrize(
    "text",
    ["", "4405140135", "440514013590", "44051401350", "44133101358", "٤٤٠٥١٤٠١٣٥٩", "44051401359\n", " 4051401359"],
)
def test_what_is_no_number_of_a_person_is_refused(text: str) -> None:
    with pytest.raises(InvalidPesel):
        Pesel(text)


def test_a_number_with_a_right_check_digit_and_no_such_day_is_refused() -> None:
    leap, no_leap = written(date(2000, 2, 29), "0000"), "230229"
    Pesel(leap)
    check = -sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, no_leap + "0000", strict=True)) % 10
    with pytest.raises(InvalidPesel):
        Pesel(f"{no_leap}0000{check}")


def test_it_never_shows_itself() -> None:
    number = Pesel("44051401359")
    with pytest.raises(InvalidPesel) as caught:
        Pesel("44051401350")
    refusal = caught.value
    for shown in (repr(number), str(number), f"{number}", repr([number]), repr(refusal), str(refusal)):
        assert "4405140135" not in shown
    assert refusal.__cause__ is None and refusal.details == {}
