from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from chalicelib.notifications import live
from chalicelib.notifications.message import Message
from chalicelib.notifications.registered_endpoints import RegisteredEndpoint
from chalicelib.notifications.schedules import deliver_messages

CONTEXT = SimpleNamespace(aws_request_id="request-1")
EMAIL = Message(
    identifier="stay_a:stay_stopped:email",
    channel="email",
    template="messages.stay_stopped",
    language="pl",
    values={"plate": "KR1ABC", "fee": "9,00 zł", "released": "3,00 zł"},
    email="driver@example.org",
)


@pytest.fixture
def ses(aws: Callable[[str], Any], tables: Callable[..., None]) -> Any:
    live.mail.cache_clear()
    live.push.cache_clear()
    tables(RegisteredEndpoint)
    client = aws("sesv2")
    client.create_email_identity(EmailIdentity="mkrakow.example")
    return client


def batch(*bodies: bytes) -> dict[str, Any]:
    """An event as Lambda hands it over: `m0`, `m1`…"""
    return {
        "Records": [
            {"messageId": f"m{number}", "receiptHandle": "r", "body": body.decode()}
            for number, body in enumerate(bodies)
        ]
    }


def mails_sent(aws: Callable[[str], Any]) -> int:
    return int(aws("ses").get_send_quota()["SentLast24Hours"])


def test_one_poisoned_record_costs_only_itself(aws: Callable[[str], Any], ses: Any) -> None:
    good = msgspec.json.encode(EMAIL)
    answer = deliver_messages(batch(*[good] * 4, b'{"identifier": 1}', *[good] * 5), CONTEXT)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m4"}]}
    assert mails_sent(aws) == 9


def test_a_batch_that_went_well_gives_nothing_back(ses: Any) -> None:
    to_nobody = Message("id", "push", "messages.stay_extended", "pl", {}, device_id="dev_unknown")
    answer = deliver_messages(batch(msgspec.json.encode(EMAIL), msgspec.json.encode(to_nobody)), CONTEXT)
    assert answer == {"batchItemFailures": []}


def test_a_failure_is_logged_without_the_address(ses: Any, capsys: pytest.CaptureFixture[str], caplog: Any) -> None:
    ses.delete_email_identity(EmailIdentity="mkrakow.example")
    answer = deliver_messages(batch(msgspec.json.encode(EMAIL)), CONTEXT)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    logged = str([vars(record) for record in caplog.records]) + "".join(capsys.readouterr())
    assert "a message could not be taken" in logged
    assert not any(personal in logged for personal in ("driver@example.org", "KR1ABC"))
