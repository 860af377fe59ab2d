"""One card is on one phone, however many activate it and whenever."""

import pytest

from chalicelib.activation import linked_cards
from chalicelib.activation.activation import Holder
from chalicelib.activation.errors import CardUnknown, CodeWrong, StepNotExpected, TooManyTries
from chalicelib.activation.find_card import find_own_card
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.rely_on_card import valid_kk_cards
from tests.activation.card_cases import FAMILY, OTHER_PESEL, OTHER_PHONE, Phone
from tests.activation.code_cases import wrong


@pytest.fixture
def other(hall):
    return Phone(hall, "dev_b", "uk")


def holders(hall):
    return [item["device_id"]["S"] for item in hall.memory.table(LinkedCard).items.values() if "device_id" in item]


@pytest.mark.parametrize("source", ["kk", "kkr3"])
def test_activating_on_another_phone_ends_the_link_to_the_first_and_tells_both(hall, phone, other, source):
    card = phone.linked(source)
    hall.later(minutes=2)
    activation = other.at_code(source)
    told = hall.messages_of(lambda: other.code(activation), source)
    assert [(one.template, one.device_id, one.language) for one in told] == [
        ("messages.card_linked", "dev_b", "uk"),
        ("messages.card_moved", "dev_a", "pl"),
    ]
    assert (phone.cards(), [one.card_id for one in other.cards()]) == ([], [card.card_id])
    with pytest.raises(CardUnknown):
        find_own_card(card.card_id, "dev_a")


def test_two_members_of_a_family_each_have_their_card_on_their_phone(hall, phone, other):
    hall.families.people[OTHER_PESEL, OTHER_PHONE] = Holder("mem_2", FAMILY)
    phone.linked("kkr3")
    other.code(other.at_code("kkr3", OTHER_PESEL, OTHER_PHONE))
    assert [card.member_id for card in phone.cards() + other.cards()] == ["mem_1", "mem_2"]
    assert [card.entitlement_id for card in phone.cards() + other.cards()] == [FAMILY, FAMILY]


def test_the_old_link_stands_until_the_code_is_typed(hall, phone, other):
    phone.linked()
    hall.later(minutes=2)
    other.at_code()
    assert len(phone.cards()) == 1


def test_the_old_phone_has_no_right_any_more_at_its_next_purchase(hall, phone, other):
    phone.linked()
    assert valid_kk_cards("dev_a", hall.now)
    hall.later(minutes=2)
    other.linked()
    assert valid_kk_cards("dev_a", hall.now) == []
    assert valid_kk_cards("dev_b", hall.now)


def test_an_index_that_lags_behind_gives_nobody_a_card_that_moved(hall, phone, other):
    phone.linked()
    hall.later(minutes=2)
    other.linked()
    hall.memory.index_lag = lambda: 1
    assert phone.cards() == []


@pytest.mark.parametrize("at", ["UpdateItem", "TransactWriteItems"])
def test_of_two_phones_at_the_same_moment_exactly_one_has_the_card(hall, phone, other, at):
    """The second phone types its code while the first is in the middle of typing its own, before each of its calls."""
    first = phone.at_code()
    one = hall.codes()[-1]
    hall.later(minutes=2)
    second = other.at_code()
    two = hall.codes()[-1]
    met = []

    def meanwhile(operation, _):
        if operation == at and not met:
            met.append(operation)
            other.code(second, two)

    hall.memory.before = meanwhile
    phone.code(first, one)
    assert met
    assert holders(hall) == ["dev_a"]
    assert [len(each.cards()) for each in (phone, other)] == [1, 0]


def test_one_code_typed_twice_at_once_links_once(hall, phone):
    activation, met = phone.at_code(), []
    code = hall.codes()[-1]

    def meanwhile(operation, _):
        if operation == "TransactWriteItems" and not met:
            met.append(operation)
            phone.code(activation, code)

    hall.memory.before = meanwhile
    with pytest.raises(StepNotExpected):
        phone.code(activation, code)
    assert holders(hall) == ["dev_a"]


def test_a_look_that_began_before_the_move_does_not_bring_the_old_phone_back(hall, phone, other):
    phone.linked()
    hall.later(minutes=2)
    activation, met = other.at_code(), []
    code = hall.codes()[-1]

    def meanwhile(operation, request):
        if operation == "TransactWriteItems" and not met:
            met.append(operation)
            other.code(activation, code)

    hall.memory.before = meanwhile
    hall.tick()
    assert met
    assert holders(hall) == ["dev_b"]


def test_guessing_ends_before_the_card_moves(hall, phone, other):
    phone.linked()
    hall.later(minutes=2)
    activation = other.at_code()
    right = hall.codes()[-1]
    for _ in range(4):
        with pytest.raises(CodeWrong):
            other.code(activation, wrong(right))
    for guess in (wrong(right), right):
        with pytest.raises(TooManyTries):
            other.code(activation, guess)
    assert holders(hall) == ["dev_a"]


def test_a_phone_gives_its_card_up_and_nobody_elses(hall, phone, other):
    card = phone.linked()
    with pytest.raises(CardUnknown):
        other.unlink(card.card_id)
    assert len(phone.cards()) == 1
    phone.unlink(card.card_id)
    assert phone.cards() == []
    with pytest.raises(CardUnknown):
        phone.unlink(card.card_id)


def test_a_card_that_was_given_up_can_be_linked_again(hall, phone, other):
    phone.unlink(phone.linked().card_id)
    hall.later(minutes=2)
    card = other.linked()
    assert linked_cards.get(card.card_id).link.device_id == "dev_b"
