"""A merchant of the operator's gateway, over HTTP. It imports nothing of the adapter."""

import itertools
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import urllib3
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import RSAKey
from urllib3 import BaseHTTPResponse

from sandbox.mpk.parts import Parts
from tests.payments.mpk_neighbour import CLIENT, SECRET, Neighbour, Request
from tests.sandbox.city.running import Clock

_http = urllib3.PoolManager(retries=False, timeout=5.0)
_numbers = itertools.count(1)


@dataclass
class Merchant:
    """`told` is where its notifications arrive; `deliver` sends what is due, as the program does in the background."""

    url: str
    clock: Clock
    told: Neighbour
    parts: Parts
    token: str = field(default="", repr=False)

    @property
    def deliver(self) -> Callable[[], None]:
        return self.parts.notifier.deliver_due

    def sign_in(self, secret: str = SECRET, grant_type: str = "client_credentials") -> BaseHTTPResponse:
        form = {"client_id": CLIENT, "client_secret": secret, "grant_type": grant_type}
        return _http.request("POST", f"{self.url}/oauth/auth", fields=form, encode_multipart=False)

    def call(self, method: str, path: str, body: Any = None, key: str = "") -> BaseHTTPResponse:
        self.token = self.token or self.sign_in().json()["access_token"]
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        sent = None if body is None else json.dumps(body).encode()
        return _http.request(method, self.url + path, body=sent, headers=headers)

    def body(self, magic: str = "", **changed: Any) -> dict[str, Any]:
        now = datetime.fromtimestamp(self.clock.now()).astimezone()
        return {
            "orderId": f"tick_{next(_numbers)}",
            "amount": "148.50",
            "currency": "PLN",
            "description": "Bilet miesięczny",
            "lang": "pl",
            "pay": {"method": "card"},
            "payer": {"email": f"passenger+{magic}@example.com" if magic else "passenger@example.com"},
            "callbacks": {
                "payerUrls": {"success": "https://api.test/paid", "error": "https://api.test/not-paid"},
                "notification": {"url": f"{self.told.url}/notifications"},
            },
            "expiresAt": (now + timedelta(minutes=15)).isoformat(),
        } | changed

    def start(self, body: dict[str, Any]) -> BaseHTTPResponse:
        return self.call("POST", "/transactions", body, key=body["orderId"])

    def started(self, magic: str = "", **changed: Any) -> tuple[str, str]:
        """Start an order and return its id and its transaction's."""
        answer = self.start(self.body(magic, **changed)).json()
        return answer["orderId"], answer["transactionId"]

    def items(self, order_id: str) -> list[dict[str, Any]]:
        return list(self.call("GET", f"/transactions?orderId={order_id}").json()["items"])

    def status(self, order_id: str) -> str:
        (item,) = self.items(order_id)
        return str(item["status"])

    def decide(self, transaction_id: str, **form: str) -> BaseHTTPResponse:
        url = f"{self.url}/pay/{transaction_id}"
        return _http.request("POST", url, fields=form, encode_multipart=False, redirect=False)

    def refund(self, transaction_id: str, amount: str, reference: str) -> BaseHTTPResponse:
        return self.call("POST", f"/transactions/{transaction_id}/refunds", {"amount": amount}, key=reference)

    def refund_state(self, reference: str) -> str:
        return str(self.call("GET", f"/refunds?reference={reference}").json()["status"])

    def page(self, path: str) -> str:
        answer = _http.request("GET", self.url + path)
        assert answer.status == 200, answer.data
        return answer.data.decode()

    def post(self, path: str) -> int:
        return _http.request("POST", self.url + path, redirect=False).status

    def form(self, url: str, **fields: str) -> int:
        return _http.request("POST", url, fields=fields, encode_multipart=False, redirect=False).status

    def money(self, order_id: str) -> dict[str, Any]:
        """Return the order's only transaction with its history; the sums must agree."""
        found = json.loads(self.page(f"/money.json?order_id={order_id}"))
        assert found["balanced"]
        (transaction,) = found["transactions"]
        return dict(transaction)

    def is_genuine(self, request: Request) -> bool:
        """Tell whether the body was signed by a key that is published now."""
        signature = request.headers["X-JWS-Signature"]
        keys = {key["kid"]: key for key in json.loads(self.page("/jwks.json"))["keys"]}
        kid = json.loads(urlsafe_b64decode(signature.partition(".")[0] + "=="))["kid"]
        try:
            jws.deserialize_compact(signature, RSAKey.import_key(keys[kid]), ["RS256"], payload=request.body)
        except BadSignatureError:
            return False
        return True


def refusal(answer: BaseHTTPResponse) -> tuple[int, str]:
    return answer.status, answer.json()["error"]
