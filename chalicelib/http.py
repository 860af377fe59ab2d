"""HTTP for every slice: an `Api` reads requests, answers types and problems, and remembers its operations.

The only module that knows statuses. A view is decorated with what it takes, answers and refuses; it parses
with `body()` or `query()`, calls one use case and returns a typed answer. `openapi.py` writes the document
from the same declarations.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import unquote

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib import card_numbers, errors
from chalicelib.log import logger
from chalicelib.texts import best_language, text

T = TypeVar("T")

STATUS: dict[type[errors.CityError], int] = {
    errors.Malformed: 400,
    errors.Unauthenticated: 401,
    errors.Refused: 402,
    errors.Forbidden: 403,
    errors.Missing: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.Unsupported: 415,
    errors.Invalid: 422,
    errors.Unavailable: 503,
}
BODY_LIMIT_BYTES = 64 * 1024
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Operation:
    """One route as the outside sees it; `openapi.py` documents exactly this."""

    name: str
    method: str
    path: str
    summary: str
    takes: type | None = None
    takes_form: type | None = None
    query: type | None = None
    answers: type | None = None
    status: int = 200
    media_types: Sequence[str] = (JSON,)
    refuses: Sequence[type[errors.CityError]] = ()
    audience: str = "public"
    idempotent: bool = False
    tag: str = ""


@dataclass(frozen=True)
class Audience:
    """Who may call: the authorizer that lets them in and the scope their token must carry."""

    name: str
    authorizer: Any = field(repr=False)
    scope: str


OPERATIONS: list[Operation] = []


class Api(Blueprint):
    """A Blueprint whose routes parse, call and answer; errors become RFC 9457 problems."""

    def __init__(self, import_name: str, tag: str) -> None:
        super().__init__(import_name)
        self._tag = tag

    def operation(
        self,
        method: str,
        path: str,
        summary: str,
        *,
        audience: Audience | None = None,
        refuses: Sequence[type[errors.CityError]] = (),
        **shape: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register a view. `shape`: takes, takes_form, query, answers, status, media_types, idempotent."""

        def register(view: Callable[..., Any]) -> Callable[..., Any]:
            declared = Operation(
                name=view.__name__,
                method=method,
                path=path,
                summary=summary,
                refuses=tuple(refuses),
                audience=audience.name if audience else "public",
                tag=self._tag,
                **shape,
            )
            OPERATIONS.append(declared)
            options: dict[str, Any] = {"methods": [method], "content_types": [], "cors": True}
            if audience:
                options["authorizer"] = audience.authorizer
            self.route(path, name=view.__name__, **options)(self._answering(view, declared, audience))
            return view

        return register

    @property
    def request(self) -> Request:
        return self.current_request

    @property
    def device_id(self) -> str:
        """The caller's device, as its access token says."""
        return str(self.request.context["authorizer"]["principalId"])

    @property
    def language(self) -> str:
        return best_language(self.request.headers.get("accept-language"))

    @property
    def idempotency_key(self) -> str:
        """The caller's key, 8 to 255 characters; raises IdempotencyKeyMissing."""
        key = self.request.headers.get("idempotency-key", "").strip()
        if not 8 <= len(key) <= 255:
            raise errors.IdempotencyKeyMissing()
        return key

    def raw_body(self) -> bytes:
        """Return the body's bytes; raises TooLarge above 64 KiB."""
        try:
            raw = self.request.raw_body
        except ValueError as error:
            raise errors.Malformed() from error
        body = raw.encode() if isinstance(raw, str) else raw
        if len(body) > BODY_LIMIT_BYTES:
            raise errors.TooLarge()
        return body

    def body(self, shape: type[T]) -> T:
        """Return the JSON body as `shape`.

        Raises Unsupported, Malformed (not JSON), CardDataForbidden, or msgspec.ValidationError.
        """
        self._expect(JSON)
        raw = self.raw_body()
        if card_numbers.present_in(raw):
            raise errors.CardDataForbidden()
        try:
            return msgspec.json.decode(raw, type=shape)
        except msgspec.ValidationError:
            raise
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise errors.Malformed() from error

    def form(self, shape: type[T]) -> T:
        """Return an urlencoded body as `shape`; raises Unsupported, TooLarge or msgspec.ValidationError."""
        from urllib.parse import parse_qsl

        self._expect(FORM)
        try:
            fields = dict(parse_qsl(self.raw_body().decode(), max_num_fields=50))
        except ValueError as error:
            raise errors.Malformed() from error
        return msgspec.convert(fields, shape, strict=False)

    def query(self, shape: type[T]) -> T:
        """Return the query string as `shape`, the last of a repeated name; raises msgspec.ValidationError."""
        given = self.request.query_params
        return msgspec.convert({name: given[name] for name in given} if given else {}, shape, strict=False)

    def _expect(self, media_type: str) -> None:
        given = self.request.headers.get("content-type", "").split(";")[0].strip().lower()
        if given != media_type:
            raise errors.Unsupported(expected=media_type)

    def _answering(
        self, view: Callable[..., Any], declared: Operation, audience: Audience | None
    ) -> Callable[..., Response]:
        @wraps(view)
        def answered(**path_parameters: str) -> Response:
            try:
                if audience and self.request.context["authorizer"].get("scope") != audience.scope:
                    raise errors.Forbidden()
                # API Gateway hands path parameters over still URL-encoded (aws/chalice#511).
                result = view(**{name: unquote(value) for name, value in path_parameters.items()})
                return result if isinstance(result, Response) else _answer(result, declared.status)
            except Exception as error:  # noqa: BLE001 - the edge: whatever happened becomes one problem
                return problem(error, self.language)

        return answered


def _answer(result: Any, status: int) -> Response:
    if result is None:
        return Response("", status_code=204)
    return json_response(result, status)


def json_response(result: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return an answer of any type that msgspec writes."""
    return Response(
        msgspec.json.encode(result).decode(),
        status_code=status,
        headers={"Content-Type": JSON, "Cache-Control": "no-store"} | (headers or {}),
    )


def problem(error: Exception, language: str) -> Response:
    """Return an exception as RFC 9457 problem+json with its permanent code, in the caller's language."""
    body: dict[str, Any]
    if isinstance(error, msgspec.ValidationError):
        code, status, details = "invalid_request", 422, {}
        body = {"detail": str(error)}
    elif isinstance(error, errors.CityError):
        code, status, details = error.code, status_of(type(error)), error.details
        body = dict(details)
    else:
        logger.exception("unhandled error")
        code, status, details, body = "internal_error", 500, {}, {}
    title = text(f"errors.{code}", language, **details)
    body |= {"type": f"/docs#error-{code}", "title": title, "status": status, "code": code}
    headers = {"Content-Type": "application/problem+json", "Content-Language": language, "Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = "2"
    return Response(msgspec.json.encode(body).decode(), status_code=status, headers=headers)


def status_of(kind: type[errors.CityError]) -> int:
    """Return the HTTP status of a kind of error: that of its nearest ancestor in `STATUS`."""
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)
