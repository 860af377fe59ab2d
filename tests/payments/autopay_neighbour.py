"""A neighbour that speaks Autopay's protocol over HTTP. It imports nothing of the adapter: two opinions, one truth."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode

KEY = "2test2"
SERVICE = "123456"
REFERENCE = "0123456789abcdef0123456789ABCDEF"
ERROR = b"<error><statusCode>55</statusCode><name>BALANCE_ERROR</name><description>Wrong Balance</description></error>"
HELD = {
    "orderID": "stay_abc-1",
    "remoteID": "96VSD39Z6E",
    "amount": "14.00",
    "currency": "PLN",
    "gatewayID": "1500",
    "paymentDate": "20260703120000",
    "paymentStatus": "ON_HOLD",
    "paymentStatusDetails": "AUTHORIZED",
}

Answer = tuple[int, bytes] | None
"""A status and a body; None hangs up without a word."""


def hash_of(*values: str, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, "|".join([*(value for value in values if value), KEY]).encode()).hexdigest()


def xml(root: str, fields: dict[str, str], digest: str | None = None) -> bytes:
    """A flat reply whose hash, unless given, is right in document order."""
    digest = hash_of(*fields.values()) if digest is None else digest
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{inside}<hash>\n {digest}\n</hash></{root}>'.encode()


def transaction_list(*transactions: dict[str, str], service: str = SERVICE, digest: str | None = None) -> bytes:
    values = [service, *(value for transaction in transactions for value in transaction.values())]
    digest = hash_of(*values) if digest is None else digest
    inside = "".join(
        "<transaction>" + "".join(f"<{name}>{value}</{name}>" for name, value in transaction.items()) + "</transaction>"
        for transaction in transactions
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<transactionList><serviceID>{service}</serviceID>'
        f"<transactions>{inside}</transactions><hash>{digest}</hash></transactionList>"
    ).encode()


def notification(document: bytes) -> bytes:
    return urlencode({"transactions": base64.b64encode(document)}).encode()


class Neighbour:
    """Answers every POST, a form or a JSON object, with `answer(form)` and remembers what came."""

    def __init__(self) -> None:
        self.answer: Callable[[dict[str, Any]], Answer] = lambda form: (500, b"")
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.forms: list[dict[str, Any]] = []
        self.url = ""

    def says(self, body: bytes, status: int = 200) -> None:
        self.answer = lambda form: (status, body)


@contextmanager
def listening() -> Iterator[Neighbour]:
    neighbour = Neighbour()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            is_json = self.headers["Content-Type"] == "application/json"
            form = json.loads(body) if is_json else dict(parse_qsl(body, strict_parsing=True))
            neighbour.paths.append(self.path)
            neighbour.headers.append(dict(self.headers))
            neighbour.forms.append(form)
            answer = neighbour.answer(form)
            if answer is not None:
                self.send_response(answer[0])
                self.send_header("Content-Length", str(len(answer[1])))
                self.end_headers()
                self.wfile.write(answer[1])

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    neighbour.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield neighbour
    finally:
        server.shutdown()
        server.server_close()
