"""A card follows its register: looked at every day, told of its phone, left alone while the register is down."""

from datetime import date, timedelta

import pytest

from chalicelib.activation.activation import Holder
from chalicelib.activation.card import CHECKED, POSTPONED, status_at
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.refresh_cards import refresh_cards
from chalicelib.activation.rely_on_card import valid_kk_cards
from chalicelib.devices import registered_devices
from chalicelib.texts import text
from tests.activation.card_cases import FAMILY, KK, NOW, PESEL, Phone, member


def test_the_register_is_told_of_the_phone_within_the_next_minute_and_once(hall, phone):
    phone.linked()
    assert hall.cards.connected == {}
    hall.tick()
    assert hall.cards.connected == {KK: True}
    assert hall.tick() == 0


def test_the_register_is_told_of_a_card_that_was_given_up_which_is_then_forgotten(hall, phone):
    card = phone.linked()
    hall.tick()
    phone.unlink(card.card_id)
    hall.cards.down = True
    hall.tick()
    assert hall.card() is not None
    hall.cards.down = False
    hall.later(minutes=11)
    hall.tick()
    assert hall.cards.connected == {KK: False}
    assert hall.card() is None


def test_a_card_given_up_before_its_register_heard_of_the_second_phone_is_told_of_as_well(hall, phone):
    phone.linked()
    hall.tick()
    hall.later(minutes=2)
    other = Phone(hall, "dev_b")
    other.unlink(other.linked().card_id)
    hall.tick()
    assert (hall.cards.connected, hall.card()) == ({KK: False}, None)


def test_a_card_is_looked_at_every_day(hall, phone):
    phone.linked()
    hall.tick()
    seen = hall.cards.calls.count("standing")
    hall.tick(hall.now + CHECKED - timedelta(seconds=1))
    assert hall.cards.calls.count("standing") == seen
    hall.tick(hall.now + timedelta(seconds=1))
    assert hall.cards.calls.count("standing") == seen + 1


@pytest.mark.parametrize(
    ("facts", "status", "template"),
    [
        ({"valid_until": date(2026, 12, 20)}, "expiring", "messages.card_expiring"),
        ({"state": "revoked"}, "revoked", "messages.card_revoked"),
        ({"state": "expired"}, "expired", "messages.card_expired"),
    ],
)
def test_what_the_register_changed_is_kept_and_told(hall, phone, facts, status, template):
    phone.linked()
    hall.tick()
    hall.changes(**facts)
    told = hall.messages_of(lambda: hall.tick(hall.now + CHECKED))
    assert [(one.template, one.device_id) for one in told] == [(template, "dev_a")]
    assert status_at(hall.card(), hall.now) == status


def test_a_card_ends_on_its_day_though_its_register_says_nothing(hall, phone):
    phone.linked()
    hall.cards.down = True
    assert valid_kk_cards("dev_a", NOW.replace(year=2027, month=3, day=31))
    assert valid_kk_cards("dev_a", NOW.replace(year=2027, month=4, day=1)) == []


def test_a_family_that_grew_is_seen_the_next_day(hall, phone):
    phone.linked("kkr3")
    grown = member("mem_1", date(1985, 1, 1), role="parent"), member("mem_3", date(2026, 12, 1), in_education=False)
    hall.changes(source="kkr3", members=grown)
    hall.tick(hall.now + CHECKED)
    assert [one.member_id for one in hall.card("kkr3").standing.members] == ["mem_1", "mem_3"]
    assert hall.families.connected == {FAMILY: True}


def test_a_register_that_is_down_is_left_alone_and_the_other_goes_on(hall, phone):
    phone.linked("kk")
    hall.later(minutes=2)
    phone.linked("kkr3")
    hall.cards.down = True
    assert hall.tick() == 1
    assert hall.card("kk").due_at == hall.now + POSTPONED
    assert hall.families.connected == {FAMILY: True}


def test_a_phone_that_changes_its_language_is_told_the_next_thing_in_it(hall, phone):
    phone.linked()
    hall.tick()
    registered_devices.change(phone.device_id, language="en")
    hall.changes(state="revoked")
    (message,) = hall.messages_of(lambda: hall.tick(hall.now + CHECKED))
    assert (message.language, message.values["card"]) == ("en", text("service.kk", "en"))


def test_a_card_that_ended_leaves_its_phone_after_ninety_days_and_is_forgotten(hall, phone):
    phone.linked("kkr3")
    hall.tick()
    hall.families.cards.clear()
    told = hall.messages_of(lambda: hall.tick(hall.now + CHECKED), "kkr3")
    assert [one.template for one in told] == ["messages.card_revoked"]
    assert "Dziecko" not in repr(hall.memory.table(LinkedCard).items)
    for _ in range(90):
        assert phone.cards()
        hall.tick(hall.now + CHECKED)
    assert phone.cards() == []
    hall.tick()
    assert (hall.families.connected, hall.card("kkr3")) == ({FAMILY: False}, None)


def oldest(caplog):
    return [vars(record)["oldest_card_seconds"] for record in caplog.records if "oldest_card_seconds" in vars(record)]


@pytest.mark.parametrize("source", ["kk", "kkr3"])
def test_every_tick_says_how_long_the_oldest_due_card_has_waited_for_its_register(hall, phone, caplog, source):
    phone.linked(source)
    hall.registers[source].down = True
    for _ in range(8):
        hall.tick()
        hall.later(minutes=11)
    hall.registers[source].down = False
    hall.tick()
    hall.tick()
    assert oldest(caplog) == [minutes * 60 for minutes in (0, 11, 22, 33, 44, 55, 66, 77, 88, 0)]


def five_phones(hall):
    for number in range(5):
        hall.account = Holder(f"acc_{number}", f"kk_{number}")
        hall.cards.cards[f"kk_{number}"] = hall.cards.cards[KK]
        hall.cards.people[PESEL, f"60010020{number}"] = hall.account
        phone = Phone(hall, f"dev_{number}")
        phone.code(phone.at_code(phone=f"60010020{number}"))
        hall.later(seconds=1)


def test_after_three_failures_in_a_row_the_rest_waits_for_the_next_tick(hall):
    five_phones(hall)
    hall.cards.down = True
    assert hall.tick() == 0
    hall.cards.down = False
    assert hall.tick() == 2
    assert hall.tick(hall.now + POSTPONED) == 3


def test_a_mistake_of_ours_with_one_card_does_not_stop_the_others(hall, monkeypatch):
    five_phones(hall)
    tell = hall.cards.tell_connection

    def fails_for_one(card):
        if card.entitlement_id == "kk_0":
            raise KeyError
        tell(card)

    monkeypatch.setattr(hall.cards, "tell_connection", fails_for_one)
    hall.tick()
    assert hall.cards.connected == {f"kk_{number}": True for number in range(1, 5)}


def test_a_tick_that_has_no_time_left_leaves_the_rest_due(hall):
    five_phones(hall)
    assert refresh_cards(hall.registers, hall.now, seconds=-1) == 0
    assert hall.tick() == 5
