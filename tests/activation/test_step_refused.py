"""A step that is refused, by us or by a register that does not answer, leaves the activation where it was."""

from datetime import date

import pytest

from chalicelib.activation.activation import STEPS
from chalicelib.activation.errors import (
    CardNotValid,
    CodeWrong,
    FieldsNotExpected,
    SignInRefused,
    StepNotExpected,
    WaitBeforeResend,
)
from chalicelib.errors import RegisterUnavailable
from chalicelib.legal.errors import TermsNotCurrent
from chalicelib.pesel import InvalidPesel
from tests.activation.card_cases import PESEL
from tests.activation.code_cases import wrong
from tests.activation.steps import at, kept, one_try_later, take


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
