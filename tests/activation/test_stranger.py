"""Whoever is not the card's holder is told nothing: not by an answer, not by a call more or less."""

import pytest

from chalicelib.activation.errors import CodeWrong
from tests.activation.card_cases import OTHER_PESEL, OTHER_PHONE, PESEL, PHONE, Phone
from tests.activation.code_cases import wrong
from tests.activation.steps import at, round_trips

WRONG = [{"pesel": OTHER_PESEL}, {"phone": OTHER_PHONE}, {"pesel": OTHER_PESEL, "phone": OTHER_PHONE}]


@pytest.mark.parametrize("wrong_data", WRONG)
@pytest.mark.parametrize("source", ["kk", "kkr3"])
def test_who_is_wrong_or_unknown_goes_the_same_way_up_to_a_code_that_never_comes(hall, phone, source, wrong_data):
    stranger = Phone(hall, "dev_b")
    right = at(phone, "identity", source)
    hall.later(minutes=2)
    wrong_way = at(stranger, "identity", source)
    told = [round_trips(hall, lambda: phone.identity(right))]
    told.append(round_trips(hall, lambda: stranger.identity(wrong_way, **wrong_data)))
    assert told[0] == told[1]
    (code,) = hall.codes()
    for guess in (code, wrong(code)):
        with pytest.raises(CodeWrong):
            stranger.code(wrong_way, guess)


def test_a_family_nobody_knows_is_asked_about_as_often_as_one_that_exists(hall, phone):
    stranger = Phone(hall, "dev_b")
    right, wrong_way = phone.start("kkr3"), stranger.start("kkr3")
    told = [
        round_trips(hall, lambda: phone.contact(right, pesel=PESEL)),
        round_trips(hall, lambda: stranger.contact(wrong_way, pesel=OTHER_PESEL)),
    ]
    assert told[0] == told[1]


def test_the_number_must_be_the_one_that_was_given_first(hall, phone):
    hall.cards.people[PESEL, OTHER_PHONE] = hall.account
    phone.identity(at(phone, "identity", "kk"), phone=OTHER_PHONE)
    assert hall.codes() == []


def test_the_pesel_must_be_the_one_that_was_given_first(hall, phone):
    hall.families.people[OTHER_PESEL, PHONE] = hall.families.people[PESEL, PHONE]
    phone.identity(at(phone, "identity", "kkr3"), pesel=OTHER_PESEL)
    assert hall.codes() == []
