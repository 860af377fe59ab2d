"""Each step is taken in its turn, within its time, by its own phone, and once however often it is asked for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from chalicelib.activation.activation import STEPS
from chalicelib.activation.errors import ActivationExpired, ActivationUnknown, SignInRefused
from chalicelib.errors import CityError, IdempotencyKeyReused
from tests.activation.card_cases import PESEL, Phone
from tests.activation.steps import at, kept, round_trips, take


def refusal_of(operation):
    """A step and why it was refused; the test fails when it was not."""
    with pytest.raises(CityError) as refused:
        operation()
    return refused.value.code, refused.value.details


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


def test_of_one_sign_in_sent_twice_at_once_both_get_the_answer_though_its_code_works_once(hall, phone, monkeypatch):
    activation, caller = phone.start("kk"), phone.caller()
    code = hall.cards.let_in(hall.account, activation.sign_in.challenge)
    signed_in, refused = hall.cards.signed_in, Event()

    def of_two_at_once(given, verifier):
        try:
            holder = signed_in(given, verifier)
        except SignInRefused:
            refused.set()
            raise
        assert refused.wait(5), "the other one is refused before this one can say whose account it is"
        return holder

    monkeypatch.setattr(hall.cards, "signed_in", of_two_at_once)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(phone.sign_in, activation, caller, code=code) for _ in range(2)]
        answers = [one.result() for one in both]
    assert [one.next_step for one in answers] == ["contact", "contact"]
    assert hall.cards.calls == ["signed_in", "signed_in"]


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
    assert round_trips(hall, lambda: take(phone, step, activation, "kk"))[1] == calls


def test_another_code_costs_one_write(hall, phone):
    activation = phone.at_code("kk")
    hall.later(minutes=1)
    assert round_trips(hall, lambda: phone.resend(activation))[1] == ["UpdateItem"]
