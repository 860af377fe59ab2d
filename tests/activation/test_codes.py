"""A code is sent once, lives five minutes, may be tried five times and works once."""

import json

import pytest

from chalicelib.activation import code as rules
from chalicelib.activation.check_code import check_code
from chalicelib.activation.errors import CodeExpired, CodeWrong, TooManyTries, WaitBeforeResend
from chalicelib.activation.kept_codes import KeptCode
from chalicelib.activation.send_code import recipient, send_code
from chalicelib.storage import Check, Stale, commit
from tests.activation.code_cases import ADA, NOW, NUMBER, OTHER_NUMBER, City, code_in, later, new_city, wrong


@pytest.fixture
def city():
    with new_city() as city:
        yield city


def stored(city: City) -> str:
    return json.dumps([item for table in city.memory.tables.values() for item in table.items.values()])


def test_the_right_code_works_once(city):
    city.ask()
    (code,) = city.work()
    city.type(code)
    with pytest.raises(CodeExpired):
        city.type(code)


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
    with pytest.raises(CodeExpired):
        city.type(code, now=later(days=3))


def test_the_phone_is_told_until_when_a_code_works_and_when_to_ask_again(city):
    times = city.ask()
    assert (times.live_until, times.resend_at) == (later(minutes=5), later(seconds=60))


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
    with pytest.raises(CodeExpired):
        city.type(code, device_id="dev_thief")
    assert KeptCode.get("act_a").tries == 0


def test_a_code_of_one_challenge_does_not_open_another(city, monkeypatch):
    monkeypatch.setattr(rules.secrets, "randbelow", lambda _: 123456)
    city.ask("act_a")
    city.ask("act_b", "dev_b", number=OTHER_NUMBER)
    assert city.work() == ["123456", "123456"]
    assert KeptCode.get("act_a").code_hash != KeptCode.get("act_b").code_hash


def test_another_code_is_sent_a_minute_later_at_the_earliest(city):
    city.ask()
    with pytest.raises(WaitBeforeResend) as refusal:
        city.ask_again(now=later(seconds=59.2))
    assert refusal.value.details == {"seconds": 1}
    assert city.ask_again(now=later(seconds=60)).live_until == later(minutes=6)
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
    with pytest.raises(CodeExpired):
        city.ask_again(device_id="dev_thief", now=later(minutes=2))
    with pytest.raises(CodeExpired):
        city.ask_again("act_unknown", now=later(minutes=2))


def test_nothing_more_is_sent_after_the_right_code(city):
    city.ask()
    city.type(city.work()[0])
    with pytest.raises(CodeExpired):
        city.ask_again(now=later(minutes=2))


def test_a_queue_that_delivers_twice_sends_once(city):
    city.ask()
    (body,) = city.queue.bodies
    city.deliver(body)
    city.deliver(body)
    assert len(city.sms.sent) == 1


def test_a_code_that_would_arrive_dead_is_not_sent(city):
    city.ask()
    assert city.work(now=later(minutes=5)) == []
    assert KeptCode.get("act_a").code_hash is None


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


def test_what_no_provider_takes_is_given_up_and_may_be_asked_for_again(city, caplog):
    city.sms.down = True
    city.ask()
    assert city.work() == []
    assert any(vars(record).get("sms_unsent") for record in caplog.records)
    city.sms.down = False
    city.ask_again(now=later(minutes=1))
    assert len(city.work(now=later(minutes=1))) == 1


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


def test_an_asking_is_stored_with_the_decision_that_leads_to_it_or_not_at_all(city):
    never = Check(KeptCode, "act_z", KeptCode.challenge_id.exists(), Stale)
    with pytest.raises(Stale):
        send_code("act_a", "dev_a", recipient(NUMBER, ADA, "pl", known=True), NOW, never, sqs=city.queue)
    assert city.queue.bodies == []
    assert not city.memory.table(KeptCode).items


def test_a_challenge_is_asked_for_the_first_time_once(city):
    city.ask()
    with pytest.raises(Stale):
        city.ask(now=later(minutes=2))


def test_round_trips(city):
    assert city.counted(city.ask) == ["TransactWriteItems"]
    assert city.counted(city.work) == ["TransactWriteItems"]
    assert city.counted(lambda: city.ask_again(now=later(minutes=1))) == ["UpdateItem"]
    (code,) = city.work(now=later(minutes=1))
    assert city.counted(lambda: city.type(code, now=later(minutes=1))) == ["UpdateItem", "TransactWriteItems"]

    def mistyped():
        with pytest.raises(CodeExpired):
            city.type(wrong(code), now=later(minutes=1))

    assert city.counted(mistyped) == ["UpdateItem"]


def test_one_use_is_committed_of_two_right_codes_at_once(city):
    city.ask()
    (code,) = city.work()
    first, second = (check_code("act_a", "dev_a", code, NOW) for _ in range(2))
    commit(first)
    with pytest.raises(CodeExpired):
        commit(second)
