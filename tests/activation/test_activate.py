"""A card onto a phone, step by step: kk in its eight steps, kkr3 in its six."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.activation import started_activations
from chalicelib.activation.activation import STEPS
from chalicelib.activation.errors import (
    ActivationExpired,
    ActivationUnknown,
    CardNotValid,
    CodeWrong,
    FieldsNotExpected,
    RegisterUnavailable,
    SignInRefused,
    StepNotExpected,
    WaitBeforeResend,
)
from chalicelib.errors import CityError, IdempotencyKeyReused
from chalicelib.legal.errors import TermsNotCurrent
from chalicelib.pesel import InvalidPesel
from tests.activation.card_cases import FAMILY, KK, OTHER_PESEL, OTHER_PHONE, PESEL, PHONE, Phone, standing
from tests.activation.code_cases import wrong


def kept(activation):
    return started_activations.get(activation.activation_id)


def one_try_later(activation):
    challenge = activation.challenge
    return replace(activation, challenge=replace(challenge, tries=challenge.tries + 1))


def refusal_of(operation):
    """A step and why it was refused; the test fails when it was not."""
    with pytest.raises(CityError) as refused:
        operation()
    return refused.value.code, refused.value.details


def at(phone, step, source):
    """An activation whose next step is this one."""
    activation = phone.start(source)
    for earlier in STEPS[source][: STEPS[source].index(step)]:
        activation = take(phone, earlier, activation, source)
    return activation


def take(phone, step, activation, source, caller=None):
    pesel = PESEL if source == "kkr3" else None
    steps = {
        "sign_in": lambda: phone.sign_in(activation, caller=caller),
        "contact": lambda: phone.contact(activation, pesel=pesel, caller=caller),
        "identity": lambda: phone.identity(activation, caller=caller),
        "code": lambda: phone.code(activation, "000000" if activation.next_step != "code" else "", caller=caller),
    }
    return steps[step]()


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


@pytest.mark.parametrize(
    ("source", "next_step", "step"),
    [
        (source, expected, step)
        for source, steps in STEPS.items()
        for expected in steps
        for step in ("sign_in", "contact", "identity", "code")
        if step != expected
    ],
)
def test_a_step_out_of_order_is_refused_and_changes_nothing(hall, phone, source, next_step, step):
    activation = at(phone, next_step, source)
    before = kept(activation)
    refused = refusal_of(lambda: take(phone, step, activation, source))
    assert refused == ("activation_step_not_expected", {"next_step": next_step})
    assert kept(activation) == before


@pytest.mark.parametrize(("source", "step"), [(source, step) for source, steps in STEPS.items() for step in steps])
def test_after_the_last_step_no_step_is_possible(hall, phone, source, step):
    activation = phone.code(phone.at_code(source))
    refused = refusal_of(lambda: take(phone, step, activation, source))
    assert refused == ("activation_step_not_expected", {"next_step": "done"})


@pytest.mark.parametrize(("source", "step"), [(source, step) for source, steps in STEPS.items() for step in steps])
def test_an_activation_left_alone_for_half_an_hour_is_over(hall, phone, source, step):
    activation = at(phone, step, source)
    hall.codes()
    hall.later(minutes=30)
    before = kept(activation)
    with pytest.raises(ActivationExpired):
        take(phone, step, activation, source)
    assert kept(activation) == before


def test_each_step_renews_the_half_hour(hall, phone):
    activation = phone.start("kkr3")
    hall.later(minutes=29)
    activation = phone.contact(activation, pesel=PESEL)
    hall.later(minutes=29)
    assert phone.identity(activation).next_step == "code"


@pytest.mark.parametrize(("source", "step"), [(source, step) for source, steps in STEPS.items() for step in steps])
def test_a_repeated_request_gets_the_first_answer_and_does_nothing(hall, phone, source, step):
    activation, caller = at(phone, step, source), phone.caller()
    first = take(phone, step, activation, source, caller)
    calls = list(hall.cards.calls + hall.families.calls)
    sent = hall.codes()
    again = take(phone, step, activation, source, caller)
    assert (again.next_step, again.moved_at) == (first.next_step, first.moved_at)
    assert (hall.cards.calls + hall.families.calls, hall.codes()) == (calls, sent)
    with pytest.raises(IdempotencyKeyReused):
        take(phone, step, activation, source, phone.caller(caller.key, "another body"))


def test_the_same_key_starts_one_activation(hall, phone):
    caller = phone.caller()
    first = phone.start("kk", caller)
    assert phone.start("kk", caller).activation_id == first.activation_id
    assert kept(first).sign_in == first.sign_in
    with pytest.raises(IdempotencyKeyReused):
        phone.start("kkr3", phone.caller(caller.key, "another body"))


@pytest.mark.parametrize(("source", "step"), [(source, step) for source, steps in STEPS.items() for step in steps])
def test_another_phones_activation_is_unknown(hall, phone, source, step):
    activation = at(phone, step, source)
    hall.codes()
    with pytest.raises(ActivationUnknown):
        take(Phone(hall, "dev_b"), step, activation, source)
    with pytest.raises(ActivationUnknown):
        Phone(hall, "dev_b").resend(activation)


@pytest.mark.parametrize("wrong_field", [{"state": "of somebody else"}, {"code": "code-of-nobody"}])
def test_a_sign_in_that_is_not_this_activations_is_refused(hall, phone, wrong_field):
    activation = phone.start("kk")
    with pytest.raises(SignInRefused):
        phone.sign_in(activation, **wrong_field)
    assert kept(activation).next_step == "sign_in"


def test_a_foreign_state_does_not_even_reach_the_card_system(hall, phone):
    with pytest.raises(SignInRefused):
        phone.sign_in(phone.start("kk"), state="of somebody else")
    assert hall.cards.calls == []


@pytest.mark.parametrize(("source", "pesel"), [("kk", PESEL), ("kkr3", None)])
def test_a_contact_has_a_pesel_exactly_where_there_was_no_sign_in(hall, phone, source, pesel):
    activation = at(phone, "contact", source)
    with pytest.raises(FieldsNotExpected):
        phone.contact(activation, pesel=pesel)


@pytest.mark.parametrize("field", ["terms_version", "privacy_version"])
def test_an_old_version_of_a_document_is_refused(hall, phone, field):
    activation = at(phone, "contact", "kk")
    with pytest.raises(TermsNotCurrent):
        phone.contact(activation, **{field: "2020-01-01"})
    assert kept(activation).next_step == "contact"


def test_a_pesel_with_a_wrong_check_digit_is_refused_before_anybody_is_asked(hall, phone):
    activation = at(phone, "identity", "kk")
    calls = list(hall.cards.calls)
    with pytest.raises(InvalidPesel):
        phone.identity(activation, pesel="51820201011")
    assert hall.cards.calls == calls


@pytest.mark.parametrize("step", STEPS["kk"])
def test_a_card_system_that_does_not_answer_changes_nothing(hall, phone, step):
    activation = at(phone, step, "kk")
    hall.codes()
    before = kept(activation)
    hall.cards.down = True
    with pytest.raises(RegisterUnavailable):
        take(phone, step, activation, "kk")
    assert kept(activation) == (one_try_later(before) if step == "code" else before)
    hall.cards.down = False
    assert take(phone, step, activation, "kk").next_step != step


def test_a_right_code_still_works_after_the_register_did_not_answer(hall, phone):
    activation = phone.at_code("kkr3")
    hall.codes()
    hall.families.down = True
    with pytest.raises(RegisterUnavailable):
        phone.code(activation)
    hall.families.down = False
    assert phone.code(activation).next_step is None


@pytest.mark.parametrize(
    "gone",
    [{"state": "revoked"}, {"state": "expired"}, {"valid_until": date(2026, 12, 7)}],
    ids=["revoked", "expired", "after its last day"],
)
def test_a_card_that_ended_before_the_code_was_typed_is_not_linked(hall, phone, gone):
    activation = phone.at_code("kk")
    hall.codes()
    hall.changes(**gone)
    with pytest.raises(CardNotValid):
        phone.code(activation)
    assert phone.cards() == []


def test_a_wrong_code_links_nothing(hall, phone):
    activation = phone.at_code("kk")
    code, before = hall.codes()[-1], kept(activation)
    with pytest.raises(CodeWrong):
        phone.code(activation, wrong(code))
    assert phone.cards() == []
    assert kept(activation) == one_try_later(before)
    assert phone.code(activation).card_id


def test_another_code_can_be_asked_for_after_a_minute(hall, phone):
    activation = phone.at_code("kk")
    (first,) = hall.codes()
    hall.later(seconds=59)
    with pytest.raises(WaitBeforeResend):
        phone.resend(activation)
    hall.later(seconds=1)
    caller = phone.caller()
    assert phone.resend(activation, caller).moved_at == hall.now
    phone.resend(activation, caller)
    assert len(hall.codes()) == 2
    with pytest.raises(CodeWrong):
        phone.code(activation, wrong(hall.codes()[-1]) if first == hall.codes()[-1] else first)
    assert phone.code(activation).card_id


@pytest.mark.parametrize("source", ["kk", "kkr3"])
def test_no_code_is_sent_again_before_one_was_sent(hall, phone, source):
    with pytest.raises(StepNotExpected):
        phone.resend(phone.start(source))


WRONG = [{"pesel": OTHER_PESEL}, {"phone": OTHER_PHONE}, {"pesel": OTHER_PESEL, "phone": OTHER_PHONE}]


@pytest.mark.parametrize("wrong_data", WRONG)
@pytest.mark.parametrize("source", ["kk", "kkr3"])
def test_who_is_wrong_or_unknown_goes_the_same_way_up_to_a_code_that_never_comes(hall, phone, source, wrong_data):
    stranger = Phone(hall, "dev_b")
    right = at(phone, "identity", source)
    hall.later(minutes=2)
    wrong_way = at(stranger, "identity", source)
    told = [_round_trips(hall, lambda: phone.identity(right))]
    told.append(_round_trips(hall, lambda: stranger.identity(wrong_way, **wrong_data)))
    assert told[0] == told[1]
    (code,) = hall.codes()
    for guess in (code, wrong(code)):
        with pytest.raises(CodeWrong):
            stranger.code(wrong_way, guess)


def test_a_family_nobody_knows_is_asked_about_as_often_as_one_that_exists(hall, phone):
    right, wrong_way = phone.start("kkr3"), Phone(hall, "dev_b").start("kkr3")
    told = [
        _round_trips(hall, lambda: phone.contact(right, pesel=PESEL)),
        _round_trips(hall, lambda: Phone(hall, "dev_b").contact(wrong_way, pesel=OTHER_PESEL)),
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


@pytest.mark.parametrize(
    ("step", "calls"),
    [
        ("sign_in", ["GetItem", "TransactWriteItems"]),
        ("contact", ["GetItem", "TransactWriteItems"]),
        ("identity", ["GetItem", "TransactWriteItems"]),
        ("code", ["UpdateItem", "TransactWriteItems"]),
    ],
)
def test_a_step_costs_a_read_or_the_count_of_a_try_and_a_transaction(hall, phone, step, calls):
    activation = at(phone, step, "kk")
    hall.codes()
    assert _round_trips(hall, lambda: take(phone, step, activation, "kk"))[1] == calls


def test_another_code_costs_one_write(hall, phone):
    activation = phone.at_code("kk")
    hall.later(minutes=1)
    assert _round_trips(hall, lambda: phone.resend(activation))[1] == ["UpdateItem"]


def _round_trips(hall, operation):
    """The next step, the calls of DynamoDB and those of the registers."""
    hall.calls.clear()
    before = len(hall.cards.calls), len(hall.families.calls)
    answer = operation()
    asked = hall.cards.calls[before[0] :] + hall.families.calls[before[1] :]
    return answer.next_step, list(hall.calls), asked
