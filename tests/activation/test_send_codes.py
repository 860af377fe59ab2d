"""The Lambda behind the queue, as AWS calls it."""

from types import SimpleNamespace

import msgspec
import pytest

from chalicelib.activation import schedules
from chalicelib.activation.code import AskedCode
from chalicelib.keyed_hash import NotSealedHere
from chalicelib.notifications.live import SMS_DOMAIN
from chalicelib.notifications.sms import code_text
from chalicelib.texts import LANGUAGES
from tests.activation.code_cases import NOW, NUMBER, FakeSms, code_in, new_city, register

CONTEXT = SimpleNamespace(aws_request_id="request-1")


@pytest.fixture
def city(monkeypatch):
    with new_city() as city:
        monkeypatch.setattr(schedules, "utc_now", lambda: NOW)
        monkeypatch.setattr(schedules.live, "sms", lambda: city.sms)
        yield city


def run(*bodies: str):
    records = [{"messageId": f"m{place}", "receiptHandle": "r", "body": body} for place, body in enumerate(bodies)]
    return schedules.send_codes({"Records": records}, CONTEXT)


def test_an_asking_becomes_an_sms_to_the_number(city):
    city.ask()
    assert run(*city.queue.bodies) == {"batchItemFailures": []}
    assert [sms.to for sms in city.sms.sent] == [NUMBER.e164]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_sms_is_written_in_the_language_that_its_phone_registered(city, language):
    register("dev_a", language)
    city.ask()
    run(*city.queue.bodies)
    (sms,) = city.sms.sent
    assert sms.body == code_text(code_in(sms), 5, language, SMS_DOMAIN)
    assert len({code_text("000000", 5, one, SMS_DOMAIN) for one in LANGUAGES}) == 3


def test_each_message_has_a_name_of_its_own_for_providers_that_know_repeats(city, monkeypatch):
    city.ask()
    run(city.queue.bodies.pop())
    city.ask_again(now=NOW.replace(minute=1))
    run(city.queue.bodies.pop())
    assert len({sms.identifier for sms in city.sms.sent}) == 2


def test_what_cannot_be_read_comes_back_and_is_given_up_by_the_queue(city, caplog):
    forged = AskedCode("act_a", "dev_a", NOW, "k1:AAAA")
    assert run("{}") == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert run(msgspec.json.encode(forged).decode()) == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert NotSealedHere.__name__ in str([vars(record) for record in caplog.records])


def test_a_failure_is_logged_without_the_number(city, caplog):
    class Broken(FakeSms):
        def send(self, sms):
            raise RuntimeError(sms.to)

    city.sms = Broken()
    city.ask()
    run(*city.queue.bodies)
    assert NUMBER.digits not in str([vars(record) for record in caplog.records])
