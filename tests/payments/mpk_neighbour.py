"""The operator's gateway over HTTP, as a test wants it. It imports nothing of the adapter, and signs with joserfc."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jws
from joserfc.jwk import RSAKey

CLIENT, SECRET = "client-under-test", "its secret"
PAID = {
    "transactionId": "TR0123456789AB",
    "orderId": "tick_abc-1",
    "status": "paid",
    "amount": "148.50",
    "currency": "PLN",
    "date": "2026-11-02T13:05:00.250+01:00",
    "reason": None,
}
TOLD = PAID | {"clientId": CLIENT}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), strict_parsing=True))


Answer = tuple[int, bytes] | None
"""A status and a body; None hangs up without a word."""


@cache
def rsa_key(kid: str, bits: int = 2048) -> RSAKey:
    """Return the key of that name, the same all through a run."""
    return RSAKey.generate_key(bits, {"kid": kid, "use": "sig", "alg": "RS256"})


def jwks(*keys: RSAKey) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


def signature_of(body: bytes, key: RSAKey, **header: Any) -> str:
    """Return a detached JWS; `header` changes what stands in it, and None takes a member out."""
    wanted = {"alg": "RS256", "kid": key.kid} | header
    whole = jws.serialize_compact({name: value for name, value in wanted.items() if value is not None}, body, key)
    head, _, signature = whole.split(".")
    return f"{head}..{signature}"


@dataclass
class Neighbour:
    """Gives tokens `token-1`, `token-2`, …; everything else is answered by `answer(request)` and remembered."""

    url: str = ""
    answer: Callable[[Request], Answer] = lambda request: (500, b"")
    token_answer: Callable[[int], Answer] = lambda number: (
        200,
        json.dumps({"access_token": f"token-{number}", "token_type": "Bearer", "expires_in": 7200}).encode(),
    )
    asked_for_tokens: list[dict[str, str]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    @property
    def last(self) -> Request:
        return self.requests[-1]

    def says(self, told: Any, status: int = 200) -> None:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.answer = lambda _: (status, body)

    def is_silent(self) -> None:
        def wait(_: Request) -> Answer:
            time.sleep(0.5)
            return None

        self.answer = wait


@contextmanager
def listening() -> Iterator[Neighbour]:
    neighbour = Neighbour()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self.command, self.path, dict(self.headers), body)
            if self.path == "/oauth/auth":
                neighbour.asked_for_tokens.append(request.form)
                answer = neighbour.token_answer(len(neighbour.asked_for_tokens))
            else:
                neighbour.requests.append(request)
                answer = neighbour.answer(request)
            if answer is not None:
                self.send_response(answer[0])
                self.send_header("Content-Length", str(len(answer[1])))
                self.end_headers()
                self.wfile.write(answer[1])

        do_GET = do_DELETE = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Tests speak through their assertions."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    neighbour.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield neighbour
    finally:
        server.shutdown()
        server.server_close()
