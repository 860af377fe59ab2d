"""A code lives five minutes, may be tried five times, works once and is written nowhere."""

import json

import pytest

from chalicelib.activation import code as rules
from chalicelib.activation import deliver_code as deliver
from chalicelib.activation import started_activations
from chalicelib.activation.errors import (
    ActivationExpired,
    ActivationUnknown,
    CodeExpired,
    CodeWrong,
    StepNotExpected,
    TooManyTries,
    WaitBeforeResend,
)
from chalicelib.activation.issue_desk_code import issue_desk_code
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.keyed_hash import identity_keys
from chalicelib.storage import commit
from tests.activation.code_cases import ADA, NOW, NUMBER, OTHER_NUMBER, City, challenge, code_in, later, wrong


def stored(city: City) -> str:
    return json.dumps([item for table in city.memory.tables.values() for item in table.items.values()])


def test_the_right_code_works_once(city):
    city.ask()
    (code,) = city.work()
    city.type(code)
    with pytest.raises(StepNotExpected):
        city.type(code)


def test_nothing_of_a_used_code_is_kept(city):
    city.ask()
    city.type(*city.work())
    assert challenge() is None
    kept = city.memory.table(started_activations.StartedActivation).items.values()
    assert not {"sealed", "code_hash", "tries", "asked_at", "live_until"} & {name for item in kept for name in item}


def test_the_code_of_an_earlier_asking_is_not_that_of_a_later_one_though_it_has_the_same_digits(monkeypatch, city):
    monkeypatch.setattr(deliver, "new_code", lambda: "271828")
    city.ask()
    city.work()
    first = challenge().code_hash
    city.ask_again(now=later(minutes=1))
    city.work(now=later(minutes=1))
    assert challenge().code_hash != first


def test_a_code_has_six_digits_and_any_may_come(monkeypatch):
    drawn = iter([0, 42, 999_999])
    monkeypatch.setattr(rules.secrets, "randbelow", lambda end: next(drawn) if end == 10**6 else None)
    assert [rules.new_code() for _ in range(3)] == ["000000", "000042", "999999"]


def test_a_code_lives_five_minutes(city):
    city.ask()
    (code,) = city.work()
    with pytest.raises(CodeExpired):
        city.type(code, now=later(minutes=5))
    city.type(code, now=later(minutes=4, seconds=59))


def test_an_item_that_dynamodb_has_not_deleted_yet_is_expired_all_the_same(city):
    city.ask()
    (code,) = city.work()
    with pytest.raises(ActivationExpired):
        city.type(code, now=later(days=3))


def test_the_phone_is_told_until_when_a_code_works_and_when_to_ask_again(city):
    asked = city.ask().challenge
    assert (asked.live_until, asked.resend_at) == (later(minutes=5), later(seconds=60))


def test_a_wrong_code_tells_how_many_tries_are_left_and_the_fifth_is_the_last(city):
    city.ask()
    (code,) = city.work()
    left = []
    for _ in range(4):
        with pytest.raises(CodeWrong) as refusal:
            city.type(wrong(code))
        left.append(refusal.value.details["left"])
    assert left == [4, 3, 2, 1]
    with pytest.raises(TooManyTries):
        city.type(wrong(code))
    with pytest.raises(TooManyTries):
        city.type(code)


def test_the_fifth_try_may_be_the_right_one(city):
    city.ask()
    (code,) = city.work()
    for _ in range(4):
        with pytest.raises(CodeWrong):
            city.type(wrong(code))
    city.type(code)


def test_a_code_is_of_its_phone_and_useless_on_another(city):
    city.ask()
    (code,) = city.work()
    with pytest.raises(ActivationUnknown):
        city.type(code, device_id="dev_thief")
    assert challenge().tries == 0


def test_a_code_of_one_activation_does_not_open_another(city, monkeypatch):
    monkeypatch.setattr(rules.secrets, "randbelow", lambda _: 123456)
    city.ask("act_a")
    city.ask("act_b", "dev_b", number=OTHER_NUMBER)
    assert city.work() == ["123456", "123456"]
    assert challenge("act_a").code_hash != challenge("act_b").code_hash


def test_neither_the_code_nor_the_number_nor_the_pesel_is_stored_queued_or_logged(city, caplog):
    city.ask()
    (body,) = city.queue.bodies
    (code,) = city.work()
    with pytest.raises(CodeWrong):
        city.type(wrong(code))
    city.type(code)
    written = stored(city) + body + str([vars(record) for record in caplog.records])
    for secret in (code, wrong(code), NUMBER.digits, ADA.digits):
        assert secret not in written
    assert code_in(city.sms.sent[0]) == code


def test_a_code_opens_nothing_for_who_was_not_recognised(city):
    """None is ever made for them; should one be, it is worth nothing."""
    city.ask(known=False)
    made = rules.code_hash("act_a", NOW, "123456", identity_keys())
    commit(started_activations.made(rules.AskedCode("act_a", "dev_a", NOW, ""), made, NOW))
    with pytest.raises(CodeExpired):
        city.type("123456")
    assert not city.memory.table(LinkedCard).items


def test_whatever_changes_the_challenge_raises_the_version_but_for_a_try(city):
    def version():
        return started_activations.get("act_a").version

    city.ask()
    versions = [version()]
    (code,) = city.work()
    versions.append(version())
    with pytest.raises(CodeWrong):
        city.type(wrong(code))
    assert version() == versions[-1]
    city.ask_again(now=later(minutes=1))
    versions.append(version())
    issue_desk_code("act_a", ADA, "anna", "no SMS", later(minutes=2))
    versions.append(version())
    assert versions == sorted(set(versions))


def test_round_trips(city):
    def refused(refusal, operation):
        def run():
            with pytest.raises(refusal):
                operation()

        return run

    city.begin()
    assert city.counted(city.identify) == ["GetItem", "TransactWriteItems"]
    assert city.counted(city.work) == ["GetItem", "TransactWriteItems"]
    assert city.counted(refused(WaitBeforeResend, city.ask_again)) == ["UpdateItem", "GetItem"]
    assert city.counted(lambda: city.ask_again(now=later(minutes=1))) == ["UpdateItem"]
    (code,) = city.work(now=later(minutes=1))
    mistyped = refused(CodeWrong, lambda: city.type(wrong(code), now=later(minutes=1)))
    assert city.counted(mistyped) == ["UpdateItem"]
    assert city.counted(lambda: city.type(code, now=later(minutes=1))) == ["UpdateItem", "TransactWriteItems"]
    too_late = refused(StepNotExpected, lambda: city.type(code, now=later(minutes=1)))
    assert city.counted(too_late) == ["UpdateItem", "GetItem"]
