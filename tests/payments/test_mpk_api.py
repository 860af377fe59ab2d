"""Tokens, silence and senseless answers: what the operator's adapter makes of a bad day."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.mpk import MpkGateway
from chalicelib.payments.mpk_api import LIMIT_BYTES, MpkSettings
from tests.payments.mpk_neighbour import CLIENT, SECRET, Answer, Neighbour, Request, listening
from tests.payments.test_mpk import ORDER


@pytest.fixture
def operator() -> Iterator[Neighbour]:
    with listening() as neighbour:
        yield neighbour


@pytest.fixture
def gateway(operator: Neighbour) -> MpkGateway:
    return MpkGateway(MpkSettings(operator.url, CLIENT, lambda: SECRET, "https://api.test", answer_seconds=0.2))


def test_a_token_is_asked_for_once_and_shown_with_every_call(operator: Neighbour, gateway: MpkGateway) -> None:
    operator.says({"items": []})
    for _ in range(3):
        gateway.reports("tick_abc-1")
    assert operator.asked_for_tokens == [
        {"client_id": CLIENT, "client_secret": SECRET, "grant_type": "client_credentials"}
    ]
    assert [request.headers["Authorization"] for request in operator.requests] == ["Bearer token-1"] * 3


def test_a_token_is_renewed_before_its_end(
    operator: Neighbour, gateway: MpkGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("chalicelib.payments.mpk_api.time.monotonic", lambda: now[0])
    operator.says({"items": []})
    for seconds in (0, 7100, 60):
        now[0] += seconds
        gateway.reports("tick_abc-1")
    assert [request.headers["Authorization"][-1] for request in operator.requests] == ["1", "1", "2"]


def test_a_call_that_was_turned_away_for_its_token_is_sent_once_more(operator: Neighbour, gateway: MpkGateway) -> None:
    def answer(request: Request) -> Answer:
        good = request.headers["Authorization"] == "Bearer token-2"
        return (202, b'{"reference": "ref-1", "status": "pending"}') if good else (401, b'{"error": "invalid_token"}')

    operator.answer = answer
    gateway.refund("TR0123456789AB", 600, "ref-1")
    assert [request.body for request in operator.requests] == [b'{"amount":"6.00"}'] * 2
    assert len(operator.asked_for_tokens) == 2


def test_a_gateway_that_takes_no_token_leaves_it_unknown(operator: Neighbour, gateway: MpkGateway) -> None:
    operator.says({"error": "invalid_token"}, 401)
    with pytest.raises(GatewayUnknown):
        gateway.start_charge(ORDER)
    assert len(operator.requests) == 2


@pytest.mark.parametrize(
    "answer",
    [
        (401, b'{"error": "invalid_client"}'),
        (400, b'{"error": "unsupported_grant_type"}'),
        (200, b"{}"),
        (200, b'{"access_token": "a\\r\\nb", "token_type": "Bearer", "expires_in": 7200}'),
        (200, b'{"access_token": "a", "token_type": "mac", "expires_in": 7200}'),
        (500, b""),
        None,
    ],
)
def test_without_a_token_nothing_is_sent(operator: Neighbour, gateway: MpkGateway, answer: Answer) -> None:
    operator.token_answer = lambda _: answer
    with pytest.raises(GatewayUnknown):
        gateway.start_charge(ORDER)
    assert operator.requests == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (409, b'{"error": "idempotency_key_reused"}'),
        (404, b'{"error": "not_found"}'),
        (422, b"<html>"),
        (429, b'{"error": "too_many"}'),
        (500, b'{"error": "declined"}'),
        (302, b""),
        (201, b""),
        (201, b"{}"),
        (201, b" " * (LIMIT_BYTES + 1)),
    ],
)
def test_a_start_with_a_senseless_answer_is_unknown(
    operator: Neighbour, gateway: MpkGateway, status: int, body: bytes
) -> None:
    operator.says(body, status)
    with pytest.raises(GatewayUnknown):
        gateway.start_charge(ORDER)
    assert len(operator.requests) == 1


def test_silence_and_hanging_up_are_unknown(operator: Neighbour, gateway: MpkGateway) -> None:
    operator.answer = lambda _: None
    with pytest.raises(GatewayUnknown):
        gateway.reports("tick_abc-1")
    operator.is_silent()
    with pytest.raises(GatewayUnknown):
        gateway.refund("TR0123456789AB", 600, "ref-1")
    assert len(operator.requests) == 2


def test_nobody_listening_is_unknown() -> None:
    nobody = MpkGateway(MpkSettings("http://127.0.0.1:9", CLIENT, lambda: SECRET, "https://api.test", 0.2, 0.2))
    with pytest.raises(GatewayUnknown):
        nobody.start_charge(ORDER)


def test_neither_secret_nor_token_nor_customer_is_logged(
    operator: Neighbour, gateway: MpkGateway, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    operator.says({"error": "invalid_token"}, 401)
    with pytest.raises(GatewayUnknown):
        gateway.start_charge(ORDER)
    operator.says({"error": "declined", "reason": "no"}, 422)
    with pytest.raises(GatewayRefused):
        gateway.start_charge(ORDER)
    written = caplog.text + capsys.readouterr().out
    assert "operator's gateway" in written
    assert not any(secret in written for secret in (SECRET, "token-", "passenger@"))


def test_who_never_hears_a_notification_never_loads_cryptography() -> None:
    loaded = "import sys, chalicelib.payments.mpk; print('cryptography' in sys.modules, 'joserfc' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]
