"""What the HTTP edge promises to every caller: how a request is read, and how an answer or a refusal looks."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.test import Client, HTTPResponse

from chalicelib import problem
from tests.kernel.tiny_app import KINDS, tiny_app

_JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def app() -> Iterator[Chalice]:
    with tiny_app() as app:
        yield app


@pytest.fixture
def phone(app: Chalice) -> Iterator[Any]:
    with Client(app) as client:
        yield client.http


def _code(answer: HTTPResponse) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json_body["code"]


def test_a_body_is_read_as_its_type(phone: Any) -> None:
    answer = phone.post("/orders", headers=_JSON, body=b'{"plate": "KR1", "hours": 2}')

    assert (answer.status_code, answer.json_body) == (200, {"plate": "KR1", "hours": 2})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"plate": "K', b'{"plate": "K", "x": ' + b"[" * 5000], ids=repr
)
def test_what_is_not_json_cannot_be_read(phone: Any, body: bytes) -> None:
    assert _code(phone.post("/orders", headers=_JSON, body=body)) == (400, "malformed_request")


@pytest.mark.parametrize("body", [b"null", b"[]", b"{}", b'{"plate": 1}', b'{"plate": "K", "hours": 1.5}'])
def test_json_of_another_shape_is_invalid_and_says_where(phone: Any, body: bytes) -> None:
    answer = phone.post("/orders", headers=_JSON, body=body)

    assert _code(answer) == (422, "invalid_request")
    assert answer.json_body["detail"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
def test_another_media_type_is_refused_and_the_right_one_named(phone: Any, media_type: str) -> None:
    answer = phone.post("/orders", headers={"Content-Type": media_type}, body=b'{"plate": "K"}')

    assert _code(answer) == (415, "unsupported_media_type")
    assert answer.json_body["expected"] == "application/json"


def test_the_media_type_may_have_parameters(phone: Any) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}

    assert phone.post("/orders", headers=headers, body=b'{"plate": "K"}').status_code == 200


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_not(phone: Any) -> None:
    frame = len(b'{"plate": ""}')
    largest = b'{"plate": "' + b"K" * (64 * 1024 - frame) + b'"}'

    assert phone.post("/orders", headers=_JSON, body=largest).status_code == 200
    assert _code(phone.post("/orders", headers=_JSON, body=largest + b" ")) == (413, "body_too_large")


def test_a_card_number_is_never_read(phone: Any) -> None:
    answer = phone.post("/orders", headers=_JSON, body=b'{"plate": "4111 1111 1111 1111"}')

    assert _code(answer) == (422, "card_data_forbidden")
    assert b"4111" not in answer.body


def test_a_form_is_read_as_its_type(phone: Any) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    assert phone.post("/forms", headers=headers, body=b"plate=KR+1&hours=3").json_body == {"plate": "KR 1", "hours": 3}
    assert _code(phone.post("/forms", headers=headers, body=b"hours=3")) == (422, "invalid_request")
    assert _code(phone.post("/forms", headers=headers, body=b"&a=b" * 100)) == (400, "malformed_request")


def test_a_query_is_read_as_its_type(phone: Any) -> None:
    assert phone.get("/filters").json_body == {"limit": 20}
    assert phone.get("/filters?limit=1&limit=5").json_body == {"limit": 5}
    assert _code(phone.get("/filters?limit=many")) == (422, "invalid_request")


def test_the_plus_of_an_offset_may_be_forgotten_to_be_escaped(phone: Any) -> None:
    moment = {"at": "2026-11-23T09:00:00+01:00"}
    assert phone.get("/moments?at=2026-11-23T09:00:00%2B01:00").json_body == moment
    assert phone.get("/moments?at=2026-11-23T09:00:00%2001:00").json_body == moment
    assert _code(phone.get("/moments?at=2026-11-23%2001:00")) == (422, "invalid_request")


def test_a_path_may_hold_polish_letters(phone: Any) -> None:
    assert phone.get("/names/B%C5%82onia%20%2F%20Park").json_body == {"name": "Błonia / Park"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("malformed", (400, "malformed_request")),
        ("unauthenticated", (401, "unauthenticated")),
        ("refused", (402, "refused")),
        ("forbidden", (403, "forbidden")),
        ("missing", (404, "not_found")),
        ("conflict", (409, "conflict")),
        ("invalid", (422, "idempotency_key_reused")),
        ("busy", (503, "busy")),
        ("bug", (500, "internal_error")),
    ],
)
def test_each_kind_of_refusal_has_its_status(phone: Any, kind: str, expected: tuple[int, str]) -> None:
    assert _code(phone.get(f"/kinds/{kind}")) == expected


def test_a_refusal_speaks_the_callers_language_and_explains_itself(phone: Any) -> None:
    answer = phone.get("/kinds/conflict", headers={"Accept-Language": "en"})

    assert answer.headers["Content-Language"] == "en"
    assert answer.json_body == {
        "until": "soon",
        "type": "https://api.test/v1/docs#error-conflict",
        "title": "Something is already in the way.",
        "status": 409,
        "code": "conflict",
    }


def test_a_mistake_of_ours_is_logged_and_tells_the_caller_nothing(phone: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[Any] = []
    monkeypatch.setattr(problem.logger, "exception", lambda _message, exc_info: logged.append(exc_info))

    answer = phone.get("/kinds/bug", headers={"Accept-Language": "en"})

    assert logged == [KINDS["bug"]]
    assert set(answer.json_body) == {"type", "title", "status", "code"}
    assert "42" not in answer.body.decode()


def test_the_caller_is_told_when_to_come_back(phone: Any) -> None:
    assert phone.get("/kinds/busy").headers["Retry-After"] == "2"


def test_a_token_of_another_scope_opens_nothing(phone: Any) -> None:
    assert phone.get("/mine", headers={"Authorization": "device"}).json_body == {"device_id": "dev_a"}
    assert _code(phone.get("/mine", headers={"Authorization": "inspector"})) == (403, "forbidden")


def test_an_answer_of_nothing_has_no_content(phone: Any) -> None:
    answer = phone.delete("/mine", headers={"Authorization": "device"})

    assert (answer.status_code, answer.body) == (204, b"")


@pytest.mark.parametrize("key", [None, "", "1234567", "  1234567  ", "k" * 256])
def test_a_call_that_must_not_happen_twice_needs_a_key(phone: Any, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}

    assert _code(phone.post("/once", headers=headers)) == (400, "idempotency_key_missing")


@pytest.mark.parametrize("key", ["12345678", "k" * 255])
def test_a_key_has_8_to_255_characters(phone: Any, key: str) -> None:
    assert phone.post("/once", headers={"Idempotency-Key": key}).json_body == {"key": key}


def test_a_public_answer_has_an_etag_for_each_language(phone: Any) -> None:
    polish = phone.get("/news")
    english = phone.get("/news", headers={"Accept-Language": "en"})

    assert polish.headers["ETag"] != english.headers["ETag"]
    assert (english.headers["Content-Language"], english.headers["Vary"]) == ("en", "Accept-Language")
    again = phone.get("/news", headers={"If-None-Match": polish.headers["ETag"]})
    assert (again.status_code, again.body) == (304, b"")
    assert phone.get("/news", headers={"If-None-Match": "*"}).status_code == 304
    assert phone.get("/news", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_browser_may_send_the_headers_that_the_api_asks_for(phone: Any) -> None:
    allowed = phone.get("/news").headers["Access-Control-Allow-Headers"].split(",")

    assert {"Authorization", "Content-Type", "Idempotency-Key", "If-None-Match"} <= set(allowed)


def test_a_method_that_a_path_does_not_take_is_a_problem_too(phone: Any) -> None:
    answer = phone.put("/orders")

    assert _code(answer) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


def test_a_file_that_accept_forbids_is_a_problem_too(phone: Any) -> None:
    assert phone.get("/file", headers={"Accept": "application/pdf"}).status_code == 200
    assert _code(phone.get("/file", headers={"Accept": "text/html"})) == (400, "malformed_request")


def test_a_path_that_nobody_registered_is_a_problem_too(app: Chalice) -> None:
    event = {
        "requestContext": {"resourcePath": "/nowhere", "httpMethod": "GET"},
        "multiValueQueryStringParameters": None,
        "headers": {"Accept-Language": "uk"},
        "pathParameters": {},
        "body": None,
        "stageVariables": None,
    }

    answer = app(event, SimpleNamespace(aws_request_id="1"))

    assert (answer["statusCode"], json.loads(answer["body"])["title"]) == (404, "Не знайдено.")
