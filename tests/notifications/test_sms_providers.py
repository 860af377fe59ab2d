"""Each provider, and several as one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib import config
from chalicelib.notifications import live
from chalicelib.notifications.errors import SmsRefused, SmsUnsent
from chalicelib.notifications.sandbox_sms import SandboxSms
from chalicelib.notifications.sms import Sms
from chalicelib.notifications.sms_breaker import SmsBreaker
from chalicelib.notifications.sns_sms import SnsSms
from tests.notifications.test_sandbox_push import Inbox, inbox

__all__ = ["inbox"]

SMS = Sms("act_a:1", "+48999000001", "012345 to kod")


@dataclass
class Provider:
    error: Exception | None = None
    asked: int = 0
    sent: list[Sms] = field(default_factory=list)

    def send(self, sms: Sms) -> None:
        self.asked += 1
        if self.error:
            raise self.error
        self.sent.append(sms)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    live.sms.cache_clear()
    yield
    live.sms.cache_clear()


def test_the_first_provider_that_works_sends() -> None:
    first, second = Provider(ConnectionError()), Provider()
    SmsBreaker({"first": first, "second": second}).send(SMS)
    assert (first.sent, second.sent) == ([], [SMS])


def test_a_provider_that_works_is_the_only_one_asked() -> None:
    first, second = Provider(), Provider()
    SmsBreaker({"first": first, "second": second}).send(SMS)
    assert second.asked == 0


def test_a_provider_that_failed_three_times_is_left_alone_for_a_while() -> None:
    first, second = Provider(ConnectionError()), Provider()
    breaker = SmsBreaker({"first": first, "second": second}, pause_seconds=3600)
    for _ in range(10):
        breaker.send(SMS)
    assert (first.asked, len(second.sent)) == (3, 10)


def test_after_the_pause_it_is_asked_again() -> None:
    first, second = Provider(ConnectionError()), Provider()
    breaker = SmsBreaker({"first": first, "second": second}, pause_seconds=0)
    for _ in range(3):
        breaker.send(SMS)
    first.error = None
    breaker.send(SMS)
    assert (len(first.sent), len(second.sent)) == (1, 3)


def test_a_number_that_a_provider_refuses_says_nothing_about_its_health() -> None:
    first, second = Provider(SmsRefused()), Provider()
    breaker = SmsBreaker({"first": first, "second": second}, pause_seconds=3600)
    for _ in range(10):
        breaker.send(SMS)
    assert (first.asked, len(second.sent)) == (10, 10)


def test_when_no_provider_takes_a_message_it_is_said(caplog: pytest.LogCaptureFixture) -> None:
    breaker = SmsBreaker({"only": Provider(ConnectionError("+48999000001"))})
    with pytest.raises(SmsUnsent):
        breaker.send(SMS)
    logged = str([vars(record) for record in caplog.records])
    assert "'provider': 'only'" in logged
    assert "999000001" not in logged and "012345" not in logged


def test_sns_gets_a_transactional_message_with_a_top_price_and_no_name_that_is_not_ours(
    aws: Callable[[str], Any],
) -> None:
    asked = _publishes(aws("sns"), SnsSms(aws("sns"), ""))
    assert asked["PhoneNumber"] == "+48999000001"
    assert asked["Message"] == "012345 to kod"
    assert {name: value["StringValue"] for name, value in asked["MessageAttributes"].items()} == {
        "AWS.SNS.SMS.SMSType": "Transactional",
        "AWS.SNS.SMS.MaxPrice": "0.10",
    }


def test_sns_gets_the_name_of_the_sender_once_there_is_one(aws: Callable[[str], Any]) -> None:
    asked = _publishes(aws("sns"), SnsSms(aws("sns"), "mKrakow"))
    assert asked["MessageAttributes"]["AWS.SNS.SMS.SenderID"] == {"DataType": "String", "StringValue": "mKrakow"}


def test_a_number_that_sns_cannot_read_is_refused_without_a_word_of_it(aws: Callable[[str], Any]) -> None:
    with pytest.raises(SmsRefused) as refusal:
        SnsSms(aws("sns"), "").send(Sms("id", "nonsense", "x"))
    assert "nonsense" not in repr(refusal.value)


def test_the_sandbox_gets_what_its_inbox_shows(inbox: Inbox) -> None:
    SandboxSms(f"http://127.0.0.1:{inbox.server_port}").send(SMS)
    assert inbox.received == [("/sms", {"id": "act_a:1", "to": "+48999000001", "text": "012345 to kod"})]


def test_a_sandbox_that_plays_a_failure_fails(inbox: Inbox) -> None:
    inbox.status = 503
    with pytest.raises(ConnectionError):
        SandboxSms(f"http://127.0.0.1:{inbox.server_port}").send(SMS)


def test_on_the_local_stage_the_sandbox_comes_first_and_elsewhere_it_does_not_exist(
    aws: Callable[[str], Any], inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.sms().send(SMS)
    assert inbox.received == []
    live.sms.cache_clear()
    monkeypatch.setattr(config, "STAGE", "local")
    monkeypatch.setattr(config, "SANDBOX_URL", f"http://127.0.0.1:{inbox.server_port}")
    live.sms().send(SMS)
    assert [path for path, _ in inbox.received] == ["/sms"]


def _publishes(sns: Any, provider: SnsSms) -> dict[str, Any]:
    """Send the message and return what AWS was asked for."""
    asked: list[dict[str, Any]] = []
    sns.meta.events.register("provide-client-params.sns.Publish", lambda params, **_: asked.append(params))
    provider.send(SMS)
    (params,) = asked
    return params
