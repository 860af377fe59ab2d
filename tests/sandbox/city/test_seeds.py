from datetime import date, timedelta

import pytest

from sandbox.cards import seeds as residents
from sandbox.families import seeds as families

DAYS = [date(2026, 11, 21), date(2028, 2, 19), date(2028, 2, 29)]
WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)


def pesels() -> list[tuple[str, str]]:
    """Everybody's name and PESEL, in both programs."""
    day = DAYS[0]
    holders = [(one.name, one.pesel) for one in residents.seeded(day) if one.pesel]
    return holders + [(one.first_name, one.pesel) for family in families.seeded(day) for one in family.members]


def test_a_pesel_is_valid_and_of_nobody_alive() -> None:
    for name, pesel in pesels():
        digits = [int(digit) for digit in pesel]
        check = -sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=False)) % 10
        assert (len(digits), digits[10]) == (11, check), name
        assert date(1800 + int(pesel[:2]), int(pesel[2:4]) - 80, int(pesel[4:6])), name


def test_one_pesel_is_one_person_in_both_programs() -> None:
    known = set(pesels())
    assert len({name for name, _ in known}) == len({pesel for _, pesel in known}) == len(known)
    assert len(known) < len(pesels())


@pytest.mark.parametrize("day", DAYS)
def test_phones_and_addresses_are_nobodys(day: date) -> None:
    for one in residents.seeded(day):
        assert one.phone.startswith("9990000")
        assert one.email.endswith("@example.com")
    for family in families.seeded(day):
        assert all(phone.startswith("9990000") for phone in family.phones)


@pytest.mark.parametrize("day", DAYS)
def test_members_have_the_ages_that_their_family_is_there_for(day: date) -> None:
    by_id = {family.family_id: family for family in families.seeded(day)}

    def ages(family_id: str, on: date) -> list[int]:
        children = [one.born_on for one in by_id[family_id].members if one.role == "child"]
        return [on.year - born.year - ((on.month, on.day) < (born.month, born.day)) for born in children]

    assert ages("rod_01", day) == [2, 9, 17]
    assert ages("rod_01", day + timedelta(days=12)) == [2, 9, 18]
    assert ages("rod_02", day) == [3, 8, 22, 25, 30]
    assert ages("rod_03", day) == [23, 24, 16]
