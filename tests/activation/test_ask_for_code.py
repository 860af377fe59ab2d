"""A code is asked for and sent once; another one may be asked for a minute later, by its phone alone."""

import pytest

from chalicelib.activation.errors import (
    ActivationExpired,
    ActivationUnknown,
    CodeWrong,
    StepNotExpected,
    TooManyTries,
    WaitBeforeResend,
)
from tests.activation.code_cases import challenge, later, wrong


def test_another_code_is_sent_a_minute_later_at_the_earliest(city):
    city.ask()
    with pytest.raises(WaitBeforeResend) as refusal:
        city.ask_again(now=later(seconds=59.2))
    assert refusal.value.details == {"seconds": 1}
    assert city.ask_again(now=later(seconds=60)).challenge.live_until == later(minutes=6)
    assert len(city.work(now=later(seconds=60))) == 1, "the first asking was replaced before the worker came to it"


def test_another_code_ends_the_one_before_and_has_tries_of_its_own(city):
    city.ask()
    (first,) = city.work()
    for _ in range(5):
        with pytest.raises((CodeWrong, TooManyTries)):
            city.type(wrong(first))
    city.ask_again(now=later(minutes=1))
    with pytest.raises(CodeWrong):
        city.type(first, now=later(minutes=1))
    (second,) = city.work(now=later(minutes=1))
    city.type(second, now=later(minutes=5, seconds=59))


def test_another_phone_cannot_ask_again(city):
    city.ask()
    before = challenge()
    with pytest.raises(ActivationUnknown):
        city.ask_again(device_id="dev_thief", now=later(minutes=2))
    with pytest.raises(ActivationUnknown):
        city.ask_again("act_unknown", now=later(minutes=2))
    assert challenge() == before


def test_nothing_more_is_sent_after_the_right_code(city):
    city.ask()
    city.type(city.work()[0])
    with pytest.raises(StepNotExpected):
        city.ask_again(now=later(minutes=2))
    assert city.queue.bodies == []


def test_nothing_more_is_sent_for_an_activation_left_alone(city):
    city.ask()
    with pytest.raises(ActivationExpired):
        city.ask_again(now=later(minutes=30))
    assert len(city.queue.bodies) == 1


def test_an_sdk_that_asks_again_after_a_lost_answer_gets_its_code(city):
    city.ask()
    city.work()
    lost = []

    def play(operation, request):
        if operation == "UpdateItem" and not lost:
            lost.append(city.memory.perform(operation, request))

    city.memory.before = play
    city.ask_again(now=later(minutes=1))
    assert len(city.work(now=later(minutes=1))) == 1


def test_only_the_sdk_may_ask_again_at_the_same_moment(city):
    city.ask()
    city.ask_again(now=later(minutes=1))
    with pytest.raises(WaitBeforeResend):
        city.ask_again(now=later(minutes=1))


def test_a_request_for_another_code_asks_once_however_late_it_is_repeated(city):
    city.ask()
    caller = city.caller()
    city.ask_again(now=later(minutes=1), caller=caller)
    before = challenge()
    assert city.ask_again(now=later(minutes=9), caller=caller).challenge == before
    assert challenge() == before
    assert len(city.work(now=later(minutes=1))) == 1


def test_what_no_provider_takes_is_given_up_and_may_be_asked_for_again(city, caplog):
    city.sms.down = True
    city.ask()
    assert city.work() == []
    assert any(vars(record).get("sms_unsent") for record in caplog.records)
    city.sms.down = False
    city.ask_again(now=later(minutes=1))
    assert len(city.work(now=later(minutes=1))) == 1


def test_an_asking_that_was_not_queued_costs_the_person_a_minute(city, monkeypatch):
    def lost(**_):
        raise ConnectionError

    city.begin()
    with monkeypatch.context() as broken:
        broken.setattr(city.queue, "send_message", lost)
        with pytest.raises(ConnectionError):
            city.identify()
    with pytest.raises(WaitBeforeResend):
        city.ask_again(now=later(seconds=59))
    city.ask_again(now=later(seconds=60))
    city.type(*city.work(now=later(seconds=60)), now=later(seconds=60))


def test_only_an_asking_that_is_stored_is_queued(city):
    city.begin()
    met = []

    def meanwhile(operation, _):
        if operation == "TransactWriteItems" and not met:
            met.append(operation)
            city.identify()

    city.memory.before = meanwhile
    with pytest.raises(StepNotExpected):
        city.identify()
    assert len(city.queue.bodies) == 1
    assert len(city.work()) == 1


def test_the_first_code_is_asked_for_once(city):
    city.ask()
    before = challenge()
    with pytest.raises(StepNotExpected):
        city.identify(now=later(minutes=2))
    assert challenge() == before


def test_a_queue_that_delivers_twice_sends_once(city):
    city.ask()
    (body,) = city.queue.bodies
    city.deliver(body)
    city.deliver(body)
    assert len(city.sms.sent) == 1


def test_a_code_that_would_arrive_dead_is_not_sent(city):
    city.ask()
    assert city.work(now=later(minutes=5)) == []
    assert challenge().code_hash is None
