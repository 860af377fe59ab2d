"""HTTP to a neighbour that speaks JSON and knows us by a client id and a secret (HTTP Basic)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec
import urllib3

from chalicelib.errors import RegisterUnavailable
from chalicelib.log import logger

T = TypeVar("T")

_PROBE_SECONDS = 1.0


@dataclass(frozen=True)
class ServiceSettings:
    """One neighbour: its base address, and who we are there. The secret is read when a call needs it."""

    name: str
    url: str
    client_id: str
    client_secret: Callable[[], str]
    connect_seconds: float = 2.0
    answer_seconds: float = 5.0


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def read(self, shape: type[T]) -> T:
        """Return the body as a type; raises RegisterUnavailable when it is none."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            logger.warning("neighbour's answer cannot be read", shape=shape.__name__)
            raise RegisterUnavailable() from error


class JsonService:
    """A call is sent once: only the caller knows whether it may be repeated. Bodies are never logged."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.settings = settings
        self._connections = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=settings.connect_seconds, read=settings.answer_seconds)
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        expected: Collection[int] = (200,),
        json: Any = None,
        form: Mapping[str, str] | None = None,
        bearer: str | None = None,
    ) -> Answer:
        """Return the answer when its status is expected; raises RegisterUnavailable for any other end.

        As ourselves, or with `bearer` as the resident whose token it is. Redirects are not followed.
        """
        headers = {"Accept": "application/json", "Authorization": f"Bearer {bearer}" if bearer else self._basic()}
        body: bytes | None = None
        if json is not None:
            headers["Content-Type"], body = "application/json", msgspec.json.encode(json)
        elif form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form).encode()
        answer = self._sent(method, path, headers, body)
        if answer.status not in expected:
            logger.warning("neighbour's answer unknown", neighbour=self.settings.name, status=answer.status)
            raise RegisterUnavailable()
        return answer

    def answers(self, path: str) -> bool:
        """Tell whether a GET gets any answer but a failure, within a second."""
        try:
            answer = self._connections.request(
                "GET",
                self.settings.url + path,
                headers={"Authorization": self._basic()},
                timeout=_PROBE_SECONDS,
                retries=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError:
            return False
        return answer.status < HTTPStatus.INTERNAL_SERVER_ERROR

    def _sent(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        try:
            answer = self._connections.request(
                method, self.settings.url + path, body=body, headers=headers, retries=False, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            logger.warning("neighbour does not answer", neighbour=self.settings.name, cause=type(error).__name__)
            raise RegisterUnavailable() from error
        return Answer(answer.status, answer.data)

    def _basic(self) -> str:
        given = f"{self.settings.client_id}:{self.settings.client_secret()}"
        return str(urllib3.make_headers(basic_auth=given)["authorization"])


def segment(value: str) -> str:
    """Return a value as one segment of a path."""
    return quote(value, safe="")
