"""What every call of the backend has in common: who calls, about whom, refusals, and the answers of a bad day."""

import hmac
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar

import msgspec
from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from sandbox.city.clock import ClockUnreachable
from sandbox.city.records import Unknown
from sandbox.city.settings import Settings
from sandbox.magic_phones import system_wish

_MAINTENANCE = "<!doctype html><title>Przerwa techniczna</title><h1>Przerwa techniczna · maintenance</h1>\n"

Asked = TypeVar("Asked", bound=msgspec.Struct)


class Refused(Exception):
    """A call that is answered `{"error": code}` with that status."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


def blueprint_of_calls(name: str) -> Blueprint:
    """Return a blueprint whose refusals are JSON and whose answers obey the magic phone of whom they are about."""
    calls = Blueprint(name, __name__)
    calls.register_error_handler(Refused, lambda refused: _error(refused.status, refused.code))
    calls.register_error_handler(Unknown, lambda unknown: _error(HTTPStatus.NOT_FOUND, str(unknown)))
    calls.register_error_handler(ClockUnreachable, lambda _: _error(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"))
    calls.register_error_handler(HTTPException, lambda error: _error(error.code, "invalid_request"))
    return calls


def require_client(settings: Settings) -> None:
    """Raise Refused unless HTTP Basic names the backend."""
    given = request.authorization
    name, secret = (given.username or "", given.password or "") if given and given.type == "basic" else ("", "")
    known = (settings.client_id, settings.client_secret)
    if not all(hmac.compare_digest(a.encode(), b.encode()) for a, b in zip((name, secret), known, strict=True)):
        raise Refused(HTTPStatus.UNAUTHORIZED, "invalid_client")


def body_as(kind: type[Asked]) -> Asked:
    """Return the JSON body. Raises Refused."""
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except msgspec.DecodeError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request") from error


def about(*phones: str) -> str:
    """Note whom the call is about and return what the first magic phone wants. Raises Refused when it wants 503."""
    wish: str = next(filter(None, map(system_wish, phones)), "")
    g.wish = g.get("wish") or wish
    if wish == "down":
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable")
    return wish


def spoiled(response: Response, settings: Settings) -> Response:
    """Return the answer as a bad day would have it."""
    wish = g.get("wish", "")
    if wish == "slow":
        time.sleep(settings.slow_seconds)
    if wish == "cut-off":
        response = Response(b'{"', mimetype="application/json")
        response.content_length = 100
    if wish == "wrong-data" and response.is_json and response.status_code == HTTPStatus.OK:
        response.set_data(msgspec.json.encode(dict.fromkeys(response.get_json())))
    if wish == "page":
        return Response(_MAINTENANCE, mimetype="text/html")
    return response


def page_of(items: Mapping[str, object]) -> Response:
    """Answer one page, in the order of the ids, as the query's `cursor` and `limit` (1-100) ask. Raises Refused."""
    limit = request.args.get("limit", "100")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= 100):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request")
    rest = sorted(key for key in items if key > request.args.get("cursor", ""))
    shown = rest[: int(limit)]
    return jsonify(items=[items[key] for key in shown], next_cursor=shown[-1] if len(rest) > len(shown) else None)


def _error(status: int | None, code: str) -> Response:
    answer = jsonify(error=code)
    answer.status_code = status or HTTPStatus.INTERNAL_SERVER_ERROR
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        scheme = "Bearer" if code == "invalid_token" else "Basic"
        answer.headers["WWW-Authenticate"] = f'{scheme} realm="sandbox"'
    return answer
