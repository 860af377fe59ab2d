"""What a phone shows of a card: the free-ride pass while the card is good, and the older app until its last day."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.activation.answer import card_answers
from chalicelib.activation.card import Link, linked
from chalicelib.texts import LANGUAGES
from tests.activation.card_cases import FAMILY, KK, NOW, member, standing
from tests.activation.code_cases import CONSENT

LINK = Link("dev_a", NOW, CONSENT)
STUDENT, PARENT = member("mem_2", date(2008, 4, 1)), member("mem_1", date(1985, 1, 1), role="parent")


def shown(card, ends_on=None, now=NOW, language="pl"):
    (answer,) = card_answers([card], ends_on, language, now).items
    return answer


def family(**changes):
    return linked("kkr3", FAMILY, "mem_1", "act_a", standing(members=(PARENT, STUDENT), **changes), LINK)


def old_app(ends_on, now=NOW, language="pl"):
    card = linked("kk", KK, "", "act_a", standing(), LINK, old_app_active=True)
    return shown(card, ends_on, now, language).old_app


def test_a_child_has_a_pass_and_a_parent_has_none():
    parent, child = shown(family()).members
    assert parent.free_ride is None
    assert (child.free_ride.holder, child.free_ride.born_on) == (STUDENT.first_name, STUDENT.born_on)


def test_a_pass_ends_with_its_card_though_the_child_has_the_right_for_years():
    assert shown(family(valid_until=date(2027, 3, 31))).members[1].free_ride.valid_until == date(2027, 3, 31)
    assert shown(family(valid_until=date(2040, 1, 1))).members[1].free_ride.valid_until == date(2033, 3, 31)


@pytest.mark.parametrize("over", [{"state": "revoked"}, {"state": "expired"}, {"valid_until": date(2026, 12, 7)}])
def test_nobody_has_a_pass_on_a_card_that_is_over(over):
    assert [member.free_ride for member in shown(family(**over)).members] == [None, None]


def test_an_expiring_card_still_has_its_passes():
    expiring = shown(family(valid_until=date(2026, 12, 8)))
    assert (expiring.status, expiring.members[1].free_ride.valid_until) == ("expiring", date(2026, 12, 8))


def test_the_older_app_is_told_of_until_its_last_day_in_krakow_and_no_longer():
    assert old_app(date(2026, 12, 8)).ends_on == date(2026, 12, 8)
    assert old_app(date(2026, 12, 8), NOW.replace(hour=22, minute=59)) is not None
    assert old_app(date(2026, 12, 8), NOW.replace(hour=23)) is None
    assert old_app(date(2026, 12, 7)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_the_city_has_set_no_day_the_older_app_is_told_of_without_one(language):
    undated, dated = old_app(None, language=language), old_app(date(2027, 6, 30), language=language)
    assert undated.ends_on is None
    assert "mKK" in undated.notice
    assert "30.06.2027" in dated.notice
    assert not any(sign in undated.notice for sign in "{}0123456789")


def test_whose_card_was_never_in_the_older_app_is_told_nothing_of_it():
    never = replace(linked("kk", KK, "", "act_a", standing(), LINK), old_app_active=False)
    assert shown(never, date(2027, 6, 30)).old_app is None
