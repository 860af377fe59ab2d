"""Calls to the transport operator's gateway: its access token, its refusals, and everything that proves nothing."""

import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlencode

import msgspec
import urllib3

from chalicelib.log import logger
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown

T = TypeVar("T")

LIMIT_BYTES = 262_144
"""Of an answer or a notification; an honest one has a few kilobytes at most."""

_TOKEN_SPARE_SECONDS = 60.0
_REASON = re.compile(r"[a-z0-9_]{1,64}")


@dataclass(frozen=True)
class MpkSettings:
    """Who we are at the gateway, and where its notifications find us. The secret is read when a call needs it.

    `keys_rest_seconds` pass before the gateway's signing keys are read again, for a key that nobody knows or because
    they could not be read.
    """

    url: str
    client_id: str
    client_secret: Callable[[], str]
    notify_url: str
    connect_seconds: float = 2.0
    answer_seconds: float = 5.0
    keys_rest_seconds: float = 10.0


class _Token(msgspec.Struct, frozen=True):
    access_token: Annotated[str, msgspec.Meta(pattern=r"\A[!-~]{1,4096}\Z")]
    token_type: Literal["Bearer", "bearer"]
    expires_in: Annotated[int, msgspec.Meta(ge=1)]


class _Error(msgspec.Struct, frozen=True):
    error: str
    reason: str | None = None


class MpkApi:
    """One client of the gateway. Its token is kept until a minute before its end."""

    def __init__(self, settings: MpkSettings) -> None:
        self._settings = settings
        self._url = settings.url.rstrip("/")
        self._token, self._token_ends = "", 0.0
        self._connections = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=settings.connect_seconds, read=settings.answer_seconds)
        )

    def call(
        self,
        method: str,
        path: str,
        shape: type[T],
        *,
        expected: Collection[int],
        refusals: Collection[int] = (),
        body: Any = None,
        idempotency_key: str = "",
    ) -> T:
        """Return what an expected answer says.

        Raises GatewayRefused for a refusal that says why, GatewayUnknown for everything else. Sent once; a call that
        the gateway turned away for its token, so that nothing happened, is sent again with a new one.
        """
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        content = None
        if body is not None:
            headers["Content-Type"], content = "application/json", msgspec.json.encode(body)
        status, told = self._send(method, path, headers | self._bearer(), content)
        if status == HTTPStatus.UNAUTHORIZED:
            self._token = ""
            status, told = self._send(method, path, headers | self._bearer(), content)
        if status in refusals:
            raise _refused(_read(told, _Error, status))
        if status not in expected:
            raise unknown(f"status {status}")
        return _read(told, shape, status)

    def signing_keys(self) -> bytes:
        """Return the document of the gateway's public keys (RFC 7517); raises GatewayUnknown."""
        status, told = self._send("GET", "/jwks.json", {}, None)
        if status != HTTPStatus.OK:
            raise unknown(f"signing keys, status {status}")
        return told

    def _bearer(self) -> dict[str, str]:
        if not self._token or time.monotonic() > self._token_ends:
            form = {
                "client_id": self._settings.client_id,
                "client_secret": self._settings.client_secret(),
                "grant_type": "client_credentials",
            }
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            status, told = self._send("POST", "/oauth/auth", headers, urlencode(form).encode())
            if status != HTTPStatus.OK:
                raise unknown(f"no token, status {status}")
            token = _read(told, _Token, status)
            self._token, self._token_ends = token.access_token, time.monotonic() + token.expires_in
            self._token_ends -= min(_TOKEN_SPARE_SECONDS, token.expires_in / 2)
        return {"Authorization": f"Bearer {self._token}"}

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> tuple[int, bytes]:
        try:
            answer = self._connections.request(
                method,
                self._url + path,
                body=body,
                headers={"Accept": "application/json", **headers},
                retries=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise unknown(type(error).__name__) from error
        if len(answer.data) > LIMIT_BYTES:
            raise unknown("too large")
        return answer.status, answer.data


def unknown(cause: str) -> GatewayUnknown:
    """Return the error of an answer that proves nothing, having logged why."""
    logger.warning("operator's gateway answer unknown", cause=cause)
    return GatewayUnknown()


def _read(told: bytes, shape: type[T], status: int) -> T:
    try:
        return msgspec.json.decode(told, type=shape)
    except ValueError as error:
        raise unknown(f"status {status}, not {shape.__name__}") from error


def _refused(error: _Error) -> GatewayRefused:
    """Return the refusal with the gateway's own word for it, where it is one word."""
    told = error.reason or error.error
    reason = told if _REASON.fullmatch(told) else "unspecified"
    logger.info("operator's gateway refused", reason=reason)
    return GatewayRefused(reason=reason)
