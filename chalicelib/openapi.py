"""The API described by itself: OpenAPI 3.1 from the operations that `http.py` remembers, and its page.

Schemas are those that validate; examples are composed from the examples of their fields, so a field without
one fails (in the tests, where every operation is composed). Built on the first request, then kept.
"""

import re
from functools import cache
from typing import Annotated, Any

import msgspec
from chalice.app import Response

from chalicelib import config, errors, problem
from chalicelib.http import FORM, JSON, OPERATIONS, Api, Operation, cacheable
from chalicelib.texts import catalogue

Schema = dict[str, Any]

docs_api = Api(__name__, tag="Meta")

_DESCRIPTION = """\
The backend of Kraków's city app. JSON in UTF-8; times are RFC 3339 with an offset; money is
`{"amount": 1400, "currency": "PLN"}` in grosze. Errors are RFC 9457 problems with a permanent `code`, their
title in the caller's language (`Accept-Language`: pl, en, uk). Lists take `limit` and `cursor` and answer
`{"items": […], "next_cursor": …}`; `next_cursor` is null on the last page."""


class Health(msgspec.Struct, frozen=True):
    """The API is up."""

    status: Annotated[str, msgspec.Meta(examples=["ok"])]
    version: Annotated[str, msgspec.Meta(description="what is deployed", examples=["2026.11.1"])]
    stage: Annotated[str, msgspec.Meta(examples=["prod"])]


class Problem(msgspec.Struct, frozen=True):
    """RFC 9457. Values that a title names are members of their own, e.g. `expected`."""

    type: Annotated[str, msgspec.Meta(description="where the code is explained", examples=["/docs#error-not_found"])]
    title: Annotated[str, msgspec.Meta(description="in the caller's language", examples=["Not found."])]
    status: Annotated[int, msgspec.Meta(examples=[404])]
    code: Annotated[str, msgspec.Meta(description="permanent; switch on it", examples=["not_found"])]
    detail: Annotated[str, msgspec.Meta(description="for developers", examples=["Expected `int`, got `str`"])] = ""


@docs_api.operation("GET", "/health", "Tell that the API is up", answers=Health)
def health() -> Health:
    return Health(status="ok", version=config.VERSION, stage=config.STAGE)


@docs_api.operation("GET", "/openapi.json", "Describe this API as OpenAPI 3.1", answers=dict[str, Any], cached=True)
def openapi_json() -> Response:
    return cacheable(document(), docs_api.request, "en")


@docs_api.operation("GET", "/docs", "Describe this API as a page", media_types=["text/html"])
def docs() -> Response:
    headers = problem.Headers(
        {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Cache-Control": "public, max-age=300",
        }
    )
    return Response(_page(), headers=headers)


@cache
def _page() -> str:
    from chalicelib.docs_page import page  # for people, now and then; phones start this Lambda all day

    return page(document(), error_texts())


@cache
def document() -> Schema:
    """Return the whole OpenAPI document of every operation registered so far, the same in whatever order they were."""
    operations = sorted(OPERATIONS, key=lambda operation: (operation.path, operation.method))
    shapes = {shape: None for operation in operations for shape in _shapes(operation)} | {Problem: None}
    written, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    writer = _Writer(dict(zip(shapes, written, strict=True)), components)
    paths: dict[str, Schema] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = writer.operation(operation)
    for operation in operations:
        if operation.query:  # its fields are parameters; nothing refers to it as a whole
            components.pop(writer.component_name(operation.query), None)
    return {
        "openapi": "3.1.0",
        "info": {"title": "mKraków", "version": config.VERSION, "description": _DESCRIPTION},
        "servers": [{"url": config.PUBLIC_URL or "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in operations)],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "api_key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            },
        },
    }


def error_texts() -> dict[str, dict[str, str]]:
    """Return every code that a problem can have, with its title in each language."""
    prefix = "errors."
    return {key.removeprefix(prefix): texts for key, texts in catalogue().items() if key.startswith(prefix)}


def refusals(operation: Operation) -> list[type[errors.CityError]]:
    """Return all that an operation can refuse: what it declares, and what its shape implies."""
    implied: list[type[errors.CityError]] = [errors.TooSoon, problem.InternalError]
    if operation.audience != "public":
        implied += [errors.Unauthenticated, errors.Forbidden]
    if operation.takes or operation.takes_form:
        implied += [errors.Malformed, errors.Unsupported]
    if operation.method in ("POST", "PUT", "PATCH"):
        implied += [errors.TooLarge]
    if operation.takes:
        implied += [errors.CardDataForbidden]
    if operation.takes or operation.takes_form or operation.query:
        implied += [errors.Invalid]
    if operation.query and "cursor" in operation.query.__annotations__:
        implied += [errors.InvalidCursor]
    if operation.idempotent:
        implied += [errors.IdempotencyKeyMissing, errors.IdempotencyKeyReused]
    if operation.method != "GET":
        implied += [errors.Busy]
    return sorted({*operation.refuses, *implied}, key=lambda kind: (problem.status_of(kind), kind.code))


def example_of(schema: Schema, components: dict[str, Schema]) -> Any:
    """Return an example composed of the examples of its parts; raises LookupError where one is missing."""
    while "examples" not in schema:
        if "$ref" in schema:
            schema = components[schema["$ref"].rpartition("/")[2]]
        elif "anyOf" in schema:
            schema = schema["anyOf"][0]
        else:
            return _composed(schema, components)
    return schema["examples"][0]


def _composed(schema: Schema, components: dict[str, Schema]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object" if "properties" in schema:
            return {name: _field_example(name, field, components) for name, field in schema["properties"].items()}
        case "array" if schema.get("items"):
            return [example_of(schema["items"], components)]
        case "boolean":
            return True
    raise LookupError(f"no example for {schema}")


def _field_example(name: str, field: Schema, components: dict[str, Schema]) -> Any:
    try:
        return example_of(field, components)
    except LookupError as error:
        raise LookupError(f"{name}: {error}") from error


def _shapes(operation: Operation) -> list[Any]:
    return [shape for shape in (operation.takes, operation.takes_form, operation.query, operation.answers) if shape]


class _Writer:
    """Writes operations with the schemas of all their shapes at hand."""

    def __init__(self, schemas: dict[Any, Schema], components: dict[str, Schema]) -> None:
        self._schemas = schemas
        self._components = components

    def component_name(self, shape: type) -> str:
        return str(self._schemas[shape]["$ref"].rpartition("/")[2])

    def operation(self, operation: Operation) -> Schema:
        written: Schema = {
            "operationId": operation.name,
            "tags": [operation.tag],
            "summary": operation.summary,
            "security": [{operation.security: [operation.audience]}] if operation.security else [],
            "parameters": self._parameters(operation),
            "responses": {str(operation.status): self._answer(operation)} | self._problems(operation),
        }
        if operation.cached:
            written["responses"]["304"] = {"description": "The caller already has it; no body."}
        if operation.description:
            written["description"] = operation.description
        body = {JSON: operation.takes, FORM: operation.takes_form}
        content = {media_type: self._content(shape) for media_type, shape in body.items() if shape}
        if content:
            written["requestBody"] = {"required": True, "content": content}
        return written

    def _parameters(self, operation: Operation) -> list[Schema]:
        text: Schema = {"type": "string"}
        parameters: list[Schema] = [
            {"name": name, "in": "path", "required": True, "schema": text}
            for name in re.findall(r"{(\w+)}", operation.path)
        ]
        if operation.query:
            shape = self._components[self.component_name(operation.query)]
            for name, schema in shape["properties"].items():
                required = name in shape.get("required", [])
                example = _field_example(name, schema, self._components)
                parameters.append(
                    {"name": name, "in": "query", "required": required, "schema": schema, "example": example}
                )
        if operation.idempotent:
            parameters.append(
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": True,
                    "description": "Chosen by the caller, once per intention; a repeat gets the first answer.",
                    "schema": {"type": "string", "minLength": 8, "maxLength": 255},
                    "example": "5f0c6c8e-6a52-4a4c-9e43-0d6b0c1f9a77",
                }
            )
        if operation.cached:
            parameters.append({"name": "If-None-Match", "in": "header", "schema": text, "example": '"9f2c7d1b"'})
        parameters.append({"name": "Accept-Language", "in": "header", "schema": text, "example": "uk, en;q=0.5"})
        return parameters

    def _answer(self, operation: Operation) -> Schema:
        answer: Schema = {"description": operation.summary}
        content = {
            media_type: self._content(operation.answers) if media_type == JSON else _opaque(media_type)
            for media_type in operation.media_types
            if operation.answers is not None or media_type != JSON
        }
        if content:
            answer["content"] = content
        return answer

    def _content(self, shape: Any) -> Schema:
        schema = self._schemas[shape]
        if shape == dict[str, Any]:
            return {"schema": schema}
        return {"schema": schema, "example": example_of(schema, self._components)}

    def _problems(self, operation: Operation) -> dict[str, Schema]:
        by_status: dict[int, list[type[errors.CityError]]] = {}
        for kind in refusals(operation):
            by_status.setdefault(problem.status_of(kind), []).append(kind)
        return {
            str(status): {
                "description": " · ".join(f"`{kind.code}`" for kind in kinds),
                "content": {
                    problem.MEDIA_TYPE: {
                        "schema": self._schemas[Problem],
                        "examples": {kind.code: {"value": _problem_example(kind)} for kind in kinds},
                    }
                },
            }
            for status, kinds in by_status.items()
        }


def _opaque(media_type: str) -> Schema:
    if media_type.startswith("text/"):
        return {"schema": {"type": "string"}}
    return {"schema": {"type": "string", "contentMediaType": media_type}}


def _problem_example(kind: type[errors.CityError]) -> Schema:
    """The problem in English, its placeholders shown as an ellipsis."""
    template = catalogue()[f"errors.{kind.code}"]["en"]
    details = dict.fromkeys(re.findall(r"{(\w+)}", template), "…")
    body: Schema = msgspec.json.decode(problem.problem(kind(**details), "en").body)
    return body
