from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

SMS = {"to": "+48999000001", "text": "Kod: 123456", "id": "code_1"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def inbox(client: FlaskClient, phone: str = "") -> list[dict[str, Any]]:
    found = client.get("/inbox.json", query_string={"phone": phone} if phone else {}).get_json()["messages"]
    return [one for one in found if one["channel"] == "sms"]


def to(ending: str) -> dict[str, str]:
    return SMS | {"to": f"+48999000{ending}"}


def test_a_text_message_is_in_the_phones_inbox(client: FlaskClient) -> None:
    answer = client.post("/sms", json=SMS)
    assert (answer.status_code, answer.get_json()) == (202, {"id": "code_1"})
    client.post("/sms", json=to("002") | {"id": "code_2"})
    (kept,) = inbox(client, "999000001")
    assert kept | {"identifier": "code_1", "to": [SMS["to"]], "body": SMS["text"], "provider": "sandbox"} == kept
    assert len(inbox(client)) == 2
    assert "Kod: 123456" in client.get("/inbox").text


def test_a_known_id_is_not_sent_again(client: FlaskClient) -> None:
    for _ in range(2):
        assert client.post("/sms", json=SMS).status_code == 202
    assert len(inbox(client)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "999000001"},
        {"to": "+4899900000a"},
        {"to": "+489990000011"},
        {"to": 48999000001},
        {"text": ""},
        {"text": "x" * 919},
        {"id": ""},
        {"more": "x"},
    ],
)
def test_what_is_no_text_message_is_refused(client: FlaskClient, wrong: dict[str, Any]) -> None:
    assert client.post("/sms", json=SMS | wrong).status_code == 400
    assert inbox(client) == []


def test_a_late_one_comes_two_virtual_minutes_later(client: FlaskClient) -> None:
    assert client.post("/sms", json=to("901")).status_code == 202
    client.post("/clock", json={"advance_seconds": 115})
    assert inbox(client) == []
    client.post("/clock", json={"advance_seconds": 6})
    assert len(inbox(client)) == 1
    client.post("/clock", json={"reset": True})
    assert len(inbox(client)) == 1


def test_one_never_comes(client: FlaskClient) -> None:
    assert client.post("/sms", json=to("902")).status_code == 202
    client.post("/clock", json={"advance_seconds": 3000 * 24 * 3600})
    assert inbox(client) == []


def test_one_comes_twice(client: FlaskClient) -> None:
    for _ in range(2):
        assert client.post("/sms", json=to("903")).status_code == 202
    assert len(inbox(client)) == 2


def test_a_provider_that_is_down_sends_nothing(client: FlaskClient) -> None:
    assert client.post("/sms", json=to("904")).status_code == 503
    assert inbox(client) == []


def test_an_answer_that_never_comes_is_no_message_that_never_comes(client: FlaskClient) -> None:
    assert client.post("/sms", json=to("905")).status_code == 504
    assert len(inbox(client)) == 1


def test_the_magic_is_in_synthetic_numbers_only(client: FlaskClient) -> None:
    client.post("/sms", json=SMS | {"to": "+48600100902"})
    assert len(inbox(client)) == 1


def test_the_index_tells_the_magic(client: FlaskClient) -> None:
    page = client.get("/").text
    assert all(f"999 000 {ending}" in page for ending in ("901", "902", "903", "904", "905"))
