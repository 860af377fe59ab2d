"""A card onto a phone, step by step: kk in its eight steps, kkr3 in its six; and nothing of the person stays."""

import msgspec
import pytest

from chalicelib.activation.card import Consent
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.own_data import own_cards
from tests.activation.card_cases import FAMILY, KK, PESEL, PHONE, standing
from tests.activation.steps import at, kept


def test_kk_goes_from_the_sign_in_to_the_linked_card(hall, phone):
    activation = phone.start("kk")
    assert activation.next_step == "sign_in"
    activation = phone.sign_in(activation)
    assert activation.next_step == "contact"
    activation = phone.contact(activation)
    assert activation.next_step == "identity"
    activation = phone.identity(activation)
    assert activation.next_step == "code"
    activation = phone.code(activation)
    assert activation.next_step is None
    (card,) = phone.cards()
    assert (card.card_id, card.source, card.entitlement_id) == (activation.card_id, "kk", KK)
    assert (card.link.device_id, card.standing) == ("dev_a", standing())


def test_the_card_system_gets_the_number_and_what_was_accepted(hall, phone):
    phone.contact(phone.sign_in(phone.start("kk")))
    number, consent = hall.cards.contacts["acc_1"]
    assert (number, consent.terms_version, consent.privacy_version) == (PHONE, "2026-11-21", "2026-11-21")
    assert consent.accepted_at == hall.now


def test_kkr3_goes_from_pesel_and_number_to_the_linked_family(hall, phone):
    activation = phone.start("kkr3")
    assert (activation.next_step, activation.sign_in) == ("contact", None)
    activation = phone.code(phone.identity(phone.contact(activation, pesel=PESEL)))
    assert activation.next_step is None
    (card,) = phone.cards()
    assert (card.source, card.entitlement_id) == ("kkr3", FAMILY)
    assert [member.member_id for member in card.standing.members] == ["mem_1", "mem_2"]


@pytest.mark.parametrize("source", ["kk", "kkr3"])
def test_what_the_holder_accepted_stays_with_the_card_for_as_long_as_it_is_on_the_phone(hall, phone, source):
    activation = at(phone, "contact", source)
    accepted = Consent("2026-11-21", "2026-11-21", hall.now)
    activation = phone.contact(activation, pesel=PESEL if source == "kkr3" else None)
    hall.later(minutes=2)
    phone.code(phone.identity(activation))
    (card,) = phone.cards()
    assert card.link.consent == accepted
    (own,) = own_cards(phone.device_id, hall.now)
    assert msgspec.structs.asdict(own.consent) == vars(accepted)
    assert kept(activation).consent is None, "it is the card's now"
    phone.unlink(card.card_id)
    assert "accepted_at" not in repr(hall.memory.table(LinkedCard).items)


def test_one_phone_carries_both_cards(hall, phone):
    phone.linked("kk")
    hall.later(minutes=2)
    phone.linked("kkr3")
    assert [card.source for card in phone.cards()] == ["kk", "kkr3"]


@pytest.mark.parametrize("source", ["kk", "kkr3"])
def test_nothing_of_the_person_is_kept_in_clear(hall, phone, source):
    activation = phone.at_code(source)
    assert kept(activation).contact is None, "not even its hashes, once they were compared"
    hall.codes()
    waiting = repr([table.items for table in hall.memory.tables.values()])
    phone.code(activation)
    after = repr([table.items for table in hall.memory.tables.values()])
    for clear in (PESEL, PHONE, hall.codes()[-1], "code-0"):
        assert clear not in waiting + after
    assert kept(activation).contact is None


def test_the_verifier_and_the_state_are_gone_after_the_sign_in(hall, phone):
    activation = phone.start("kk")
    visit = activation.sign_in
    phone.sign_in(activation)
    written = repr([table.items for table in hall.memory.tables.values()])
    assert visit.state not in written
    assert visit.verifier not in written
