"""Errors as RFC 9457 problem documents. The only module that knows which status an error has."""

from collections.abc import Callable
from typing import Any

import msgspec
from chalice.app import Request, Response

from chalicelib import config, errors
from chalicelib.log import logger
from chalicelib.texts import best_language, text


class MethodNotAllowed(errors.CityError):
    """The path is known, but not with this method."""

    code = "method_not_allowed"


class InternalError(errors.CityError):
    """Our mistake, whatever it was: the log knows, the caller does not."""

    code = "internal_error"


MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[errors.CityError], int] = {
    errors.Malformed: 400,
    errors.Unauthenticated: 401,
    errors.Refused: 402,
    errors.Forbidden: 403,
    errors.Missing: 404,
    MethodNotAllowed: 405,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.Unsupported: 415,
    errors.Invalid: 422,
    errors.TooSoon: 429,
    InternalError: 500,
    errors.Unavailable: 503,
}

Headers = dict[str, str | list[str]]
"""As Chalice types them."""


def problem(error: Exception, language: str) -> Response:
    """Return an exception as RFC 9457 problem+json with its permanent code, in the caller's language.

    A refusal's details become members of the document; anything that is no refusal is logged and becomes
    `internal_error`, which tells nothing.
    """
    members: dict[str, Any] = {}
    if isinstance(error, msgspec.ValidationError):
        members["detail"] = str(error)
        error = errors.Invalid()
    elif not isinstance(error, errors.CityError):
        logger.exception("unhandled error", exc_info=error)
        error = InternalError()
    status = status_of(type(error))
    members |= error.details | {
        "type": problem_type(error.code),
        "title": text(f"errors.{error.code}", language, **error.details),
        "status": status,
        "code": error.code,
    }
    headers = Headers({"Content-Type": MEDIA_TYPE, "Content-Language": language, "Cache-Control": "no-store"})
    if status == STATUS[errors.Unavailable]:
        headers["Retry-After"] = "2"
    if status == STATUS[errors.TooSoon]:
        headers["Retry-After"] = str(error.details.get("seconds", 2))
    return Response(msgspec.json.encode(members).decode(), status_code=status, headers=headers)


def problem_type(code: str) -> str:
    """Return the address that explains a code: its place on the documentation page."""
    return f"{config.PUBLIC_URL}/docs#error-{code}"


def status_of(kind: type[errors.CityError]) -> int:
    """Return the HTTP status of a kind of error: that of its nearest ancestor in `STATUS`."""
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)


def refusals_of_chalice(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """App middleware: what Chalice itself refuses, before any view, is a problem like every other.

    A path it does not know it answers as a method, with none allowed; 400 is a binary answer that `Accept`
    forbids. Only Chalice answers with a dict: views answer with text or bytes.
    """
    response = get_response(request)
    if not isinstance(response.body, dict):
        return response
    refusal: errors.CityError = InternalError()
    if response.status_code == STATUS[MethodNotAllowed]:
        refusal = MethodNotAllowed() if response.headers.get("Allow") else errors.Missing()
    elif response.status_code == STATUS[errors.Malformed]:
        refusal = errors.Malformed()
    answer = problem(refusal, best_language(request.headers.get("accept-language") if request else None))
    answer.headers = response.headers | answer.headers
    return answer
