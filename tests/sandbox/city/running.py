"""The programs over real HTTP, on ports of their own, and a receiver of their notifications."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import urllib3
import waitress  # type: ignore[import-untyped]
from flask import Flask
from urllib3 import BaseHTTPResponse
from waitress.wasyncore import close_all  # type: ignore[import-untyped]

CLIENT, SECRET, KEY = "backend-under-test", "its secret", "the key of the notifications"
RETURN = "https://api.test/v1/sign-in/return"

_http = urllib3.PoolManager(retries=False, timeout=5.0)


@contextmanager
def answering(app: Flask) -> Iterator[str]:
    """Yield the address at which the application answers."""
    sockets: dict[int, Any] = {}
    server = waitress.create_server(app, map=sockets, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        with suppress(OSError):  # its thread was awake already, and closed them before it was woken
            server.trigger.pull_trigger(lambda: close_all(sockets))
        thread.join()
        server.task_dispatcher.shutdown()


@dataclass
class Receiver:
    """What stands in the notifications' headers and bodies; the next ones are answered `answers`, then 204."""

    url: str
    received: list[tuple[str, bytes]]
    answers: deque[int]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.received]


@contextmanager
def receiving() -> Iterator[Receiver]:
    received: list[tuple[str, bytes]] = []
    answers: deque[int] = deque()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.headers["X-Signature"], body))
            self.send_response(answers.popleft() if answers else 204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Tests speak through their assertions."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield Receiver(f"http://127.0.0.1:{server.server_port}/cards/notifications", received, answers)
    server.shutdown()
    server.server_close()


@dataclass
class Neighbour:
    """A program as the backend and people's browsers meet it; `deliver` sends what is due."""

    url: str
    deliver: Callable[[], None]

    def call(self, method: str, path: str, body: Any = None, secret: str = SECRET, **headers: str) -> BaseHTTPResponse:
        """Call as the backend, with HTTP Basic."""
        known = dict(urllib3.make_headers(basic_auth=f"{CLIENT}:{secret}")) | headers
        return self.send(method, path, None if body is None else json.dumps(body).encode(), known)

    def send(self, method: str, path: str, body: bytes | None = None, headers: Any = None) -> BaseHTTPResponse:
        return _http.request(method, self.url + path, body=body, headers=headers, redirect=False)

    def form(self, path: str, **fields: str) -> BaseHTTPResponse:
        """Post a page's form, as a browser does."""
        return _http.request("POST", self.url + path, fields=fields, encode_multipart=False, redirect=False)

    def page(self, path: str) -> str:
        answer = self.send("GET", path)
        assert answer.status == 200, answer.data
        return answer.data.decode()

    def notices(self, of: str) -> list[dict[str, Any]]:
        return list(self.send("GET", f"/notices.json?id={of}").json()["notices"])


@dataclass
class Clock:
    url: str

    def advance(self, seconds: float) -> None:
        answer = _http.request("POST", f"{self.url}/clock", json={"advance_seconds": seconds})
        assert answer.status == 200

    def reset(self) -> None:
        assert _http.request("POST", f"{self.url}/clock", json={"reset": True}).status == 200

    def now(self) -> float:
        return time.time() + float(_http.request("GET", f"{self.url}/clock").json()["offset_seconds"])


def refusal(answer: BaseHTTPResponse) -> tuple[int, str]:
    return answer.status, answer.json()["error"]
