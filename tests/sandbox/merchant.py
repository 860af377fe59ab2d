"""A merchant of the gateway for these tests: signs requests and answers notifications by its own arithmetic."""

import base64
import hashlib
import itertools
import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as xml

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SERVICE, KEY = "123456", "a key for this test run"
REFUND_SECONDS = 60
"""Of the virtual clock, so that nothing is refunded before a test moves it."""
_numbers = itertools.count(1)


def sha256_of(*values: str) -> str:
    return hashlib.sha256("|".join([*values, KEY]).encode()).hexdigest()


def leaves(document: bytes) -> dict[str, str]:
    return {one.tag: (one.text or "") for one in xml.fromstring(document).iter() if len(one) == 0}


def is_hashed_in_document_order(document: bytes) -> bool:
    texts = [one.text or "" for one in xml.fromstring(document).iter() if len(one) == 0 and one.tag != "hash"]
    return leaves(document)["hash"] == sha256_of(*texts)


class Receiver(ThreadingHTTPServer):
    """Where notifications go. Confirms each, unless `answers` says `500`, `wrong hash` or `NOTCONFIRMED` first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[bytes] = []
        self.answers: deque[str] = deque()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/notifications"

    @property
    def statuses(self) -> list[str]:
        return [leaves(document)["paymentStatus"] for document in self.received]

    @property
    def last(self) -> dict[str, str]:
        return leaves(self.received[-1])


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), strict_parsing=True)
        document = base64.b64decode(form["transactions"][0], validate=True)
        self.server.received.append(document)
        answer = self.server.answers.popleft() if self.server.answers else "CONFIRMED"
        confirmation = "NOTCONFIRMED" if answer == "NOTCONFIRMED" else "CONFIRMED"
        order_id = leaves(document)["orderID"]
        signature = "0" * 64 if answer == "wrong hash" else sha256_of(SERVICE, order_id, confirmation)
        self.send_response(500 if answer == "500" else 200)
        self.end_headers()
        self.wfile.write(
            f"<confirmationList><serviceID>{SERVICE}</serviceID><transactionsConfirmations><transactionConfirmed>"
            f"<orderID>{order_id}</orderID><confirmation>{confirmation}</confirmation></transactionConfirmed>"
            f"</transactionsConfirmations><hash>{signature}</hash></confirmationList>".encode()
        )

    def log_message(self, format: str, *args: Any) -> None:
        """Tests speak through their assertions."""


@dataclass
class Merchant:
    client: FlaskClient

    def start(self, magic: str = "", amount: str = "14.00", **changed: str) -> TestResponse:
        fields = {
            "ServiceID": SERVICE,
            "OrderID": f"order-{next(_numbers)}",
            "Amount": amount,
            "Description": "Parkowanie KR1TEST",
            "GatewayID": "1500",
            "Currency": "PLN",
            "CustomerEmail": f"driver+{magic}@example.com" if magic else "driver@example.com",
            "ReturnURL": "http://127.0.0.1:4566/v1/payments/return?stay=1",
            "Hold": "true",
        } | changed
        hashed = {"Hash": sha256_of(*(value for value in fields.values() if value))}
        header = {"BmHeader": "pay-bm-continue-transaction-url"}
        return self.client.post("/payment", data=hashed | fields, headers=header)

    def started(self, magic: str = "", **changed: str) -> tuple[str, str]:
        """Start an order and return its OrderID and RemoteID."""
        answer = leaves(self.start(magic, **changed).data)
        return answer["orderID"], answer["remoteID"]

    def decide(self, remote_id: str, decision: str = "approve", card: str = "visa") -> TestResponse:
        return self.client.post(f"/pay/{remote_id}", data={"decision": decision, "card": card})

    def clear(self, remote_id: str, amount: str = "4.50", message_id: str = "a" * 32) -> TestResponse:
        return self.call("transactionClear", ServiceID=SERVICE, MessageID=message_id, RemoteID=remote_id, Amount=amount)

    def cancel(self, remote_id: str) -> TestResponse:
        return self.call("transactionCancel", ServiceID=SERVICE, MessageID="b" * 32, RemoteID=remote_id)

    def status(self, order_id: str) -> TestResponse:
        return self.call("transactionStatus", ServiceID=SERVICE, OrderID=order_id)

    def refund(self, remote_id: str, amount: str = "1.00", message_id: str = "d" * 32) -> TestResponse:
        fields = {"ServiceID": SERVICE, "MessageID": message_id, "RemoteID": remote_id, "Amount": amount}
        signed = {"Hash": sha256_of(*fields.values())} | fields
        return self.client.post("/settlementapi/transactionRefund", data=signed, headers={"BmHeader": "pay-bm"})

    def refund_state(self, message_id: str = "d" * 32, **changed: Any) -> dict[str, Any]:
        asked = {"serviceId": int(SERVICE), "messageId": message_id, "method": "TRANSACTION_REFUND"} | changed
        signed = {"hash": sha256_of(*map(str, asked.values()))} | asked
        return dict(self.client.post("/settlementapi/outDetails/v2", json=signed).get_json())

    def advance(self, seconds: float) -> None:
        assert self.client.post("/clock", json={"advance_seconds": seconds}).status_code == 200

    def call(self, operation: str, **fields: str) -> TestResponse:
        signed = {"Hash": sha256_of(*fields.values())} | fields
        return self.client.post(f"/webapi/{operation}", data=signed, headers={"BmHeader": "pay-bm"})

    def money(self, order_id: str) -> dict[str, Any]:
        answer = self.client.get("/money.json", query_string={"order_id": order_id}).get_json()
        assert answer["balanced"]
        (order,) = answer["orders"]
        return dict(order)
