"""HTTP for every slice: an `Api` reads requests, answers types and problems, and remembers its operations.

A view is decorated with what it takes, answers and refuses; it parses with `body()` or `query()`, calls one use
case and returns a typed answer. `problem.py` writes refusals; `openapi.py` writes the document from the same
declarations.
"""

import hashlib
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal, TypeVar
from urllib.parse import parse_qsl, unquote

import msgspec
from chalice.app import Blueprint, CORSConfig, Request, Response

from chalicelib import card_numbers, errors
from chalicelib.caller import Caller
from chalicelib.ids import fingerprint
from chalicelib.problem import Headers, problem
from chalicelib.texts import best_language

T = TypeVar("T")

BODY_LIMIT_BYTES = 64 * 1024
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PDF = "application/pdf"
_KEY_LENGTHS = range(8, 256)
_LOST_PLUS = re.compile(r"(?<=:[0-9]{2}) (?=[0-9]{2}:[0-9]{2}$)")
"""The `+` of a moment's offset, which arrives as a space when a client forgets to escape it."""
_PUBLIC = "public, max-age=300, stale-if-error=86400"

_CORS = CORSConfig(
    allow_headers=["Idempotency-Key", "If-None-Match"],
    expose_headers=["Content-Language", "ETag", "Location", "Retry-After"],
    max_age=600,
)


@dataclass(frozen=True)
class Operation:
    """One route as the outside sees it; `openapi.py` documents exactly this."""

    name: str
    method: str
    path: str
    summary: str
    description: str = ""
    takes: type | None = None
    takes_form: type | None = None
    query: type | None = None
    answers: type | None = None
    status: int = 200
    media_types: Sequence[str] = (JSON,)
    refuses: Sequence[type[errors.CityError]] = ()
    audience: str = "public"
    security: Literal["bearer", "api_key"] | None = None
    idempotent: bool = False
    cached: bool = False
    tag: str = ""


@dataclass(frozen=True)
class Audience:
    """Who may call: the authorizer that lets them in and the scope their token must carry, None for any."""

    name: str
    authorizer: Any = field(repr=False)
    scope: str | None


@dataclass(frozen=True)
class KeyAudience:
    """Who may call with an API key in `X-Api-Key`: `holder` names whose it is, or raises Unauthenticated.

    API Gateway wants a key of a usage plan as well, which bounds how often its holder calls; that alone lets nobody in.
    """

    name: str
    holder: Callable[[str], str] = field(repr=False)


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
        audience: Audience | KeyAudience | None = None,
        refuses: Sequence[type[errors.CityError]] = (),
        **shape: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register a view. `shape`: takes, takes_form, query, answers, status, media_types, idempotent, cached."""

        def register(view: Callable[..., Any]) -> Callable[..., Any]:
            declared = Operation(
                name=view.__name__,
                method=method,
                path=path,
                summary=summary,
                description=inspect.getdoc(view) or "",
                refuses=tuple(refuses),
                audience=audience.name if audience else "public",
                security=None if audience is None else "api_key" if isinstance(audience, KeyAudience) else "bearer",
                tag=self._tag,
                **shape,
            )
            OPERATIONS.append(declared)
            options: dict[str, Any] = {"methods": [method], "content_types": [], "cors": _CORS}
            if isinstance(audience, KeyAudience):
                options["api_key_required"] = True
            elif audience:
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
        return self._principal

    @property
    def key_holder(self) -> str:
        """The partner whose API key came with the request."""
        return self._principal

    @property
    def _principal(self) -> str:
        return str(self.request.context["authorizer"]["principalId"])

    @property
    def language(self) -> str:
        return best_language(self.request.headers.get("accept-language"))

    @property
    def wants_pdf(self) -> bool:
        """Whether the caller would rather have a PDF than JSON, where both are answered."""
        return PDF in self.request.headers.get("accept", "")

    @property
    def idempotency_key(self) -> str:
        """The caller's key, 8 to 255 characters; raises IdempotencyKeyMissing."""
        key = str(self.request.headers.get("idempotency-key", "")).strip()
        if len(key) not in _KEY_LENGTHS:
            raise errors.IdempotencyKeyMissing()
        return key

    @property
    def caller(self) -> Caller:
        """Who asks, for a request that must not happen twice; raises IdempotencyKeyMissing."""
        return Caller(self.device_id, self.language, self.idempotency_key, fingerprint(self.raw_body()))

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
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise errors.Malformed() from error

    def form(self, shape: type[T]) -> T:
        """Return an urlencoded body as `shape`; raises Unsupported, TooLarge or msgspec.ValidationError."""
        self._expect(FORM)
        try:
            fields = dict(parse_qsl(self.raw_body().decode(), max_num_fields=50))
        except ValueError as error:
            raise errors.Malformed() from error
        return msgspec.convert(fields, shape, strict=False)

    def query(self, shape: type[T]) -> T:
        """Return the query string as `shape`, the last of a repeated name; raises msgspec.ValidationError."""
        given: Any = self.request.query_params or {}
        return msgspec.convert({name: _LOST_PLUS.sub("+", given[name]) for name in given}, shape, strict=False)

    def _let_in(self, audience: Audience | KeyAudience) -> None:
        if isinstance(audience, KeyAudience):
            holder = audience.holder(self.request.headers.get("x-api-key", ""))
            self.request.context["authorizer"] = {"principalId": holder}
        elif audience.scope not in (None, self.request.context["authorizer"].get("scope")):
            raise errors.Forbidden()

    def _expect(self, media_type: str) -> None:
        given = self.request.headers.get("content-type", "").split(";")[0].strip().lower()
        if given != media_type:
            raise errors.Unsupported(expected=media_type)

    def _answering(
        self, view: Callable[..., Any], declared: Operation, audience: Audience | KeyAudience | None
    ) -> Callable[..., Response]:
        @wraps(view)
        def answered(**path_parameters: str) -> Response:
            try:
                if audience:
                    self._let_in(audience)
                # API Gateway hands path parameters over still URL-encoded (aws/chalice#511).
                result = view(**{name: unquote(value) for name, value in path_parameters.items()})
                if isinstance(result, Response):
                    return result
                if declared.cached:
                    return cacheable(result, self.request, self.language)
                return _answer(result, declared.status)
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
        headers=Headers({"Content-Type": JSON, "Cache-Control": "no-store"} | (headers or {})),
    )


def pdf_response(file: bytes) -> Response:
    """Return a PDF as an answer."""
    return Response(file, headers={"Content-Type": PDF})


def cacheable(result: Any, request: Request, language: str) -> Response:
    """Return a public answer with a strong ETag, or 304 with no body when the caller already has it.

    Fresh for five minutes; for a day it may stand in while we do not answer. The ETag is of the bytes, so each
    language has its own.
    """
    body = msgspec.json.encode(result)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = Headers({"ETag": etag, "Cache-Control": _PUBLIC, "Content-Language": language, "Vary": "Accept-Language"})
    if _already_has(request.headers.get("if-none-match", ""), etag):
        return Response("", status_code=304, headers=headers)
    return Response(body.decode(), headers=headers | Headers({"Content-Type": JSON}))


def _already_has(if_none_match: str, etag: str) -> bool:
    """RFC 9110 §13.1.2: a list of tags or `*`, compared weakly."""
    given = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in given or "*" in given
