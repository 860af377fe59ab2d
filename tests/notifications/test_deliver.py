import logging
from datetime import UTC, datetime

import pytest

from chalicelib.notifications.deliver import deliver
from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.message import Message
from chalicelib.notifications.port import Alert, Letter
from tests.notifications.fakes import FakeEndpoints, FakeMail, FakePush

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PUSH = Message(
    identifier="stay_a:stay_extended:push",
    channel="push",
    template="messages.stay_extended",
    language="en",
    values={"plate": "KR1ABC", "until": "18:00"},
    device_id="dev_a",
    link="stays/stay_a",
)
EMAIL = Message(
    identifier="stay_a:stay_stopped:email",
    channel="email",
    template="messages.stay_stopped",
    language="uk",
    values={"plate": "KR1ABC", "fee": "9,00 zł", "released": "3,00 zł"},
    email="driver@example.org",
)


def phone(token: str = "token-1", *, enabled: bool = True) -> FakeEndpoints:
    return FakeEndpoints({"dev_a": Endpoint("dev_a", "android", "arn:1", token, NOW, enabled)})


def test_a_push_says_its_words_in_its_own_language() -> None:
    push = FakePush()
    deliver(PUSH, phone(), push, FakeMail())
    body = "KR1ABC: parking now lasts until 18:00 at the latest."
    expected = Alert(PUSH.identifier, "stay_extended", "Parking extended", body, "stays/stay_a")
    assert push.pushed == [("token-1", expected)]


def test_an_email_says_its_words_in_its_own_language() -> None:
    mail = FakeMail()
    deliver(EMAIL, FakeEndpoints(), FakePush(), mail)
    [letter] = mail.sent
    assert (letter.to, letter.language) == ("driver@example.org", "uk")
    assert letter.title == "Паркування KR1ABC завершено: 9,00 zł"
    assert "3,00 zł" in letter.body


@pytest.mark.parametrize("endpoints", [FakeEndpoints(), phone(enabled=False)])
def test_a_push_to_a_phone_without_push_is_dropped(endpoints: FakeEndpoints) -> None:
    push = FakePush()
    deliver(PUSH, endpoints, push, FakeMail())
    assert push.tried == []


def test_a_dead_token_is_tried_once_and_never_again() -> None:
    push, endpoints = FakePush(gone={"token-1"}), phone()
    deliver(PUSH, endpoints, push, FakeMail())
    deliver(PUSH, endpoints, push, FakeMail())
    assert push.tried == ["token-1"]


def test_a_passing_failure_is_raised_and_costs_the_phone_nothing() -> None:
    endpoints = phone()
    with pytest.raises(ConnectionError):
        deliver(PUSH, endpoints, FakePush(down=True), FakeMail())
    push = FakePush()
    deliver(PUSH, endpoints, push, FakeMail())
    assert len(push.pushed) == 1


def test_no_log_tells_who_was_dropped(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        deliver(PUSH, phone("token-1"), FakePush(gone={"token-1"}), FakeMail())
    logged = str([vars(record) for record in caplog.records]) + "".join(capsys.readouterr())
    assert "the token is dead" in logged
    assert not any(personal in logged for personal in ("token-1", "dev_a", "KR1ABC"))


def test_a_letter_does_not_print_its_address() -> None:
    assert "driver@" not in repr(Letter("driver@example.org", "pl", "title", "body"))
