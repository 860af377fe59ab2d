"""The document describes whatever operations are registered, so these are promises about every slice's routes."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from chalice.app import Chalice
from chalice.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib import openapi
from chalicelib.errors import CityError, Unavailable
from chalicelib.http import FORM, JSON, OPERATIONS, Operation
from chalicelib.openapi import Problem, docs_api, example_of, refusals
from chalicelib.problem import problem, status_of

Document = dict[str, Any]


class _Page(msgspec.Struct):
    cursor: str = ""


@pytest.fixture(autouse=True)
def document(everything: None) -> Iterator[Document]:
    openapi.document.cache_clear()
    yield openapi.document()
    openapi.document.cache_clear()
    openapi._page.cache_clear()


@pytest.fixture
def reader() -> Iterator[Any]:
    app = Chalice("docs")
    app.register_blueprint(docs_api)
    with Client(app) as client:
        yield client.http


def _written(document: Document, operation: Operation) -> Document:
    written: Document = document["paths"][operation.path][operation.method.lower()]
    return written


def test_the_document_is_valid_openapi(document: Document) -> None:
    assert document["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_operation_is_described(document: Document) -> None:
    described = {(path, method) for path, methods in document["paths"].items() for method in methods}

    assert described == {(operation.path, operation.method.lower()) for operation in OPERATIONS}
    assert {tag["name"] for tag in document["tags"]} == {operation.tag for operation in OPERATIONS}


def test_every_operation_has_its_own_name_and_a_summary() -> None:
    names = [operation.name for operation in OPERATIONS]

    assert len(set(names)) == len(names)
    assert all(operation.summary and operation.tag for operation in OPERATIONS)


def test_every_example_of_a_body_is_one_that_the_operation_takes(document: Document) -> None:
    for operation in OPERATIONS:
        for media_type, shape in ((JSON, operation.takes), (FORM, operation.takes_form)):
            if shape:
                example = _written(document, operation)["requestBody"]["content"][media_type]["example"]
                msgspec.convert(example, shape, strict=media_type == JSON)


def test_every_example_of_an_answer_is_one_that_the_operation_gives(document: Document) -> None:
    for operation in OPERATIONS:
        if operation.answers and JSON in operation.media_types and operation.answers != dict[str, Any]:
            content = _written(document, operation)["responses"][str(operation.status)]["content"][JSON]
            msgspec.json.decode(msgspec.json.encode(content["example"]), type=operation.answers)


def test_every_field_of_a_query_is_a_parameter_with_a_right_example(document: Document) -> None:
    for operation in OPERATIONS:
        if operation.query:
            parameters = _written(document, operation)["parameters"]
            examples = {one["name"]: one["example"] for one in parameters if one["in"] == "query"}
            assert len(examples) == len(msgspec.structs.fields(operation.query))
            msgspec.convert({name: str(value) for name, value in examples.items()}, operation.query, strict=False)


def test_a_path_has_its_parameters(document: Document) -> None:
    for operation in OPERATIONS:
        parameters = _written(document, operation)["parameters"]
        named = {one["name"] for one in parameters if one["in"] == "path" and one["required"]}
        assert named == set(re.findall(r"{(\w+)}", operation.path))


def test_only_what_is_public_needs_no_token(document: Document) -> None:
    for operation in OPERATIONS:
        security = _written(document, operation)["security"]
        assert security == ([{operation.security: [operation.audience]}] if operation.security else [])
        assert (operation.audience == "public") == (operation.security is None)


def test_what_needs_an_idempotency_key_says_so(document: Document) -> None:
    for operation in OPERATIONS:
        headers = {one["name"] for one in _written(document, operation)["parameters"] if one["in"] == "header"}
        assert ("Idempotency-Key" in headers) == operation.idempotent


def test_what_a_phone_may_already_have_says_so(document: Document) -> None:
    for operation in OPERATIONS:
        written = _written(document, operation)
        asks = any(one["name"] == "If-None-Match" for one in written["parameters"])
        assert ("304" in written["responses"], asks) == (operation.cached, operation.cached)


def test_every_example_of_a_header_can_be_sent(document: Document) -> None:
    for operation in OPERATIONS:
        for one in _written(document, operation)["parameters"]:
            if one["in"] == "header":
                one["example"].encode("latin-1")


def test_every_refusal_has_an_example_with_its_code_under_its_status(document: Document) -> None:
    for operation in OPERATIONS:
        responses = _written(document, operation)["responses"]
        for kind in refusals(operation):
            content = responses[str(status_of(kind))]["content"]["application/problem+json"]
            example = content["examples"][kind.code]["value"]
            assert (example["code"], example["status"]) == (kind.code, status_of(kind))


@pytest.mark.parametrize(
    ("operation", "codes"),
    [
        (Operation("a", "GET", "/a", ""), {"too_many_requests", "internal_error"}),
        (
            Operation("b", "GET", "/b", "", audience="device", query=_Page),
            {
                "too_many_requests",
                "internal_error",
                "unauthenticated",
                "forbidden",
                "invalid_request",
                "invalid_cursor",
            },
        ),
        (
            Operation("c", "POST", "/c", "", takes=Problem, idempotent=True, refuses=[Unavailable]),
            {
                "too_many_requests",
                "internal_error",
                "malformed_request",
                "body_too_large",
                "unsupported_media_type",
                "invalid_request",
                "card_data_forbidden",
                "idempotency_key_missing",
                "idempotency_key_reused",
                "busy",
                "temporarily_unavailable",
            },
        ),
    ],
    ids=["a public reading", "a list of a phone", "a change"],
)
def test_the_shape_of_an_operation_implies_refusals(operation: Operation, codes: set[str]) -> None:
    assert {kind.code for kind in refusals(operation)} == codes


@pytest.mark.parametrize("error", [Unavailable(why="x"), msgspec.ValidationError("no"), KeyError()])
def test_a_problem_is_what_the_document_says(error: Exception) -> None:
    body = problem(error, "en").body

    assert msgspec.json.decode(body, type=Problem).title


def test_a_field_without_an_example_is_named() -> None:
    class Silent(msgspec.Struct):
        inner: int

    class Outer(msgspec.Struct):
        outer: Silent

    (schema,), components = msgspec.json.schema_components([Outer], ref_template="#/components/schemas/{name}")

    with pytest.raises(LookupError, match="outer: inner"):
        example_of(schema, components)


def test_the_document_is_served_and_not_sent_twice(reader: Any, document: Document) -> None:
    first = reader.get("/openapi.json")
    again = reader.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})

    assert first.json_body == document
    assert first.json_body["servers"] == [{"url": "https://api.test/v1"}]
    assert (again.status_code, again.body) == (304, b"")


def test_health_tells_version_and_stage(reader: Any) -> None:
    assert reader.get("/health").json_body == {"status": "ok", "version": "dev", "stage": "test"}


def test_the_page_explains_every_code_where_problems_point_to(reader: Any) -> None:
    page = reader.get("/docs")
    html = page.body.decode()

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    for code, texts in openapi.error_texts().items():
        row = html.partition(f'id="error-{code}"')[2].partition("</tr>")[0]
        assert all(f'lang="{language}"' in row for language in texts)
    for kind in CityError.__subclasses__():
        if kind.__module__.startswith("chalicelib"):
            assert f'id="error-{kind.code}"' in html


def test_the_page_shows_every_operation_and_needs_nothing_from_elsewhere(reader: Any) -> None:
    page = reader.get("/docs")
    html = page.body.decode()

    assert all(f'id="{operation.name}"' in html for operation in OPERATIONS)
    links = re.findall(r'href="([^"]*)"', html)
    assert all(link.startswith("#") or link == "openapi.json" for link in links)
    assert {link for link in links if link.startswith("#")} <= {
        f"#{name}" for name in re.findall(r'id="([^"]*)"', html)
    }
    assert not re.search(r"<(script|link|img|iframe|form)\b|url\(|@import", html)
    assert page.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
