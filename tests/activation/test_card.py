"""How a card stands on a day, and what a look at its register changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.activation.announcement import announcements
from chalicelib.activation.card import (
    CHECKED,
    Link,
    card_id_of,
    connection_told,
    is_valid,
    linked,
    postponed,
    refreshed,
    status_on,
    unlinked,
    waiting_since,
)
from tests.activation.card_cases import FAMILY, KK, NOW, later, member, standing
from tests.activation.code_cases import CONSENT

LINK = Link("dev_a", NOW, CONSENT)
SPEAKS = {"dev_a": "pl", "dev_b": "uk"}


def card(**changes):
    return connection_told(linked("kk", KK, "", "act_a", standing(**changes), LINK))


def told(before, after):
    return [(message.template, message.device_id) for message in announcements(before, after, SPEAKS.get)]


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2027, 2, 28), "active"),
        (date(2027, 3, 1), "active"),
        (date(2027, 3, 2), "expiring"),
        (date(2027, 3, 31), "expiring"),
        (date(2027, 4, 1), "expired"),
    ],
)
def test_a_card_is_expiring_in_its_last_thirty_days_and_expired_after_its_last(day, status):
    assert status_on(standing(), day) == status


@pytest.mark.parametrize("state", ["expired", "revoked"])
def test_what_the_register_ended_is_over_whatever_its_last_day(state):
    assert status_on(standing(state=state), date(2026, 12, 8)) == state


@pytest.mark.parametrize(("status", "valid"), [("active", 1), ("expiring", 1), ("expired", 0), ("revoked", 0)])
def test_an_expiring_card_still_gives_its_rights(status, valid):
    assert is_valid(status) == bool(valid)


def test_the_last_day_is_krakows():
    before = card(valid_until=date(2026, 12, 8))
    assert refreshed(before, before.standing, later(hours=13, minutes=59)).told == "expiring"
    assert refreshed(before, before.standing, later(hours=14)).told == "expired"  # midnight in Kraków, 23:00 UTC


def test_a_look_takes_the_newest_version_and_the_next_look_is_in_a_day():
    newer = standing(version=8, valid_until=date(2028, 3, 31))
    after = refreshed(card(), newer, later(hours=1))
    assert after.standing == newer
    assert after.due_at == later(hours=1) + CHECKED


def test_an_older_version_changes_nothing():
    after = refreshed(card(), standing(version=6, state="revoked"), later(hours=1))
    assert after.standing == standing()


def test_a_card_that_its_register_does_not_know_any_more_is_revoked():
    assert refreshed(card(), None, NOW).told == "revoked"


def test_of_a_family_that_its_register_has_erased_nobody_stays_here():
    own = linked("kkr3", FAMILY, "mem_1", "act_a", standing(members=(member("mem_1"), member())), LINK)
    gone = refreshed(own, None, NOW)
    assert (gone.told, gone.standing.members) == ("revoked", ())


@pytest.mark.parametrize("ended", [standing(version=8, state="revoked"), standing(version=8, state="expired"), None])
def test_a_card_leaves_its_phone_ninety_days_after_its_end(ended):
    first = refreshed(card(), ended, later(days=1))
    assert refreshed(first, ended, later(days=91, seconds=-1)).link == LINK
    left = refreshed(first, ended, later(days=91))
    assert (left.link, left.due_at) == (None, later(days=91))


def test_a_card_that_is_prolonged_stays_and_has_its_ninety_days_anew():
    expired = refreshed(card(), standing(version=8, state="expired"), later(days=1))
    prolonged = refreshed(expired, standing(version=9), later(days=80))
    revoked = refreshed(prolonged, standing(version=10, state="revoked"), later(days=90))
    assert refreshed(revoked, standing(version=10, state="revoked"), later(days=100)).link == LINK


def test_a_card_waits_from_the_moment_at_which_it_was_due_however_often_it_is_postponed():
    late = postponed(postponed(card(), later(minutes=1)), later(minutes=12))
    assert (waiting_since(card()), waiting_since(late)) == (NOW, NOW)
    assert waiting_since(refreshed(late, standing(), later(hours=1))) == later(hours=1) + CHECKED


def test_who_has_left_the_family_has_no_card_and_sees_the_family_no_more():
    own = replace(card(), source="kkr3", member_id="mem_1", standing=standing(members=(member("mem_1"), member())))
    left = refreshed(own, standing(version=8, members=(member(),)), NOW)
    assert (left.told, left.standing.members) == ("revoked", ())
    back = refreshed(left, standing(version=9, members=(member("mem_1"), member())), NOW)
    assert (back.told, len(back.standing.members)) == ("active", 2)


def test_a_phone_is_told_once_of_each_status():
    expiring = refreshed(card(), standing(), NOW.replace(year=2027, month=3, day=2))
    again = refreshed(expiring, standing(), NOW.replace(year=2027, month=3, day=3))
    expired = refreshed(again, standing(), NOW.replace(year=2027, month=4, day=1))
    prolonged = refreshed(expired, standing(version=8, valid_until=date(2028, 3, 31)), NOW.replace(year=2027, month=4))
    assert told(card(), expiring) == [("messages.card_expiring", "dev_a")]
    assert told(expiring, again) == []
    assert told(again, expired) == [("messages.card_expired", "dev_a")]
    assert told(expired, prolonged) == [("messages.card_active", "dev_a")]


def test_both_phones_are_told_of_a_move_each_in_its_language():
    moved = replace(card(), link=Link("dev_b", later(hours=1), CONSENT))
    messages = announcements(card(), moved, SPEAKS.get)
    assert [(one.template, one.device_id, one.language) for one in messages] == [
        ("messages.card_linked", "dev_b", "uk"),
        ("messages.card_moved", "dev_a", "pl"),
    ]
    assert len({one.identifier for one in messages}) == 2
    assert announcements(card(), moved, SPEAKS.get) == messages


def test_a_phone_that_is_gone_is_told_nothing():
    moved = replace(card(), link=Link("dev_gone", later(hours=1), CONSENT))
    assert told(card(), moved) == [("messages.card_moved", "dev_a")]


def test_a_first_link_is_told_to_its_phone():
    assert told(None, card()) == [("messages.card_linked", "dev_a")]
    assert told(unlinked(card(), NOW), card()) == [("messages.card_linked", "dev_a")]


def test_who_gave_the_card_up_is_not_told_so():
    assert told(card(), unlinked(card(), NOW)) == []


def test_one_card_has_one_id_and_two_registers_do_not_meet():
    cards = [("kk", "1", ""), ("kkr3", "1", ""), ("kk", "2", ""), ("kkr3", "1", "mem_1"), ("kkr3", "1", "mem_2")]
    assert len({card_id_of(*card) for card in cards}) == len(cards)
    assert card_id_of("kk", "1", "") == card_id_of("kk", "1", "")


def test_the_reminder_comes_a_month_before_the_end():
    first = next(
        day
        for day in (date(2027, 1, 1) + timedelta(days=n) for n in range(100))
        if status_on(standing(), day) == "expiring"
    )
    assert standing().valid_until - first == timedelta(days=29)
