"""Which members of a family ride free, and until when."""

from datetime import date

import pytest

from chalicelib.activation.family import rides_free_until
from tests.activation.card_cases import member

DAY = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("born_on", "in_education", "until"),
    [
        (date(2022, 12, 9), False, None),  # four tomorrow
        (date(2022, 12, 8), False, date(2029, 8, 31)),  # four today: until school
        (date(2020, 1, 2), False, date(2027, 8, 31)),
        (date(2019, 12, 31), False, None),  # school began on 1 September, and nobody says that they go there
        (date(2019, 12, 31), True, date(2044, 12, 30)),
        (date(2001, 12, 9), True, date(2026, 12, 8)),  # 24, and 25 tomorrow
        (date(2001, 12, 8), True, None),
        (date(2004, 2, 29), True, date(2029, 2, 27)),  # 25 on the last day of that February
        (date(2009, 5, 1), False, None),
    ],
)
def test_a_child_rides_free_from_four_to_school_and_in_education_through_the_age_of_24(born_on, in_education, until):
    assert rides_free_until(member(born_on=born_on, in_education=in_education), DAY) == until


def test_a_parent_does_not_ride_free_not_even_a_student_of_23():
    assert rides_free_until(member(born_on=date(2003, 1, 1), role="parent"), DAY) is None


def test_a_disabled_adult_is_on_the_card_without_that_right():
    assert rides_free_until(member(born_on=date(1996, 1, 1), in_education=False, disabled=True), DAY) is None


def test_a_member_does_not_show_name_or_birthday():
    assert "Dziecko" not in repr(member())
    assert "2015" not in repr(member())
