"""A phone, played by a program: it owns a key, trades assertions for tokens, and speaks to the API only by HTTP."""

import base64
import json
import os
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import urllib3
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from infra.package import ROOT

_http = urllib3.PoolManager()

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Neighbours:
    """What stands beside the phone: the gateway's page, the inbox, the clock."""

    sandbox: str

    def now(self) -> datetime:
        return datetime.fromisoformat(call("GET", f"{self.sandbox}/clock").json["now"])

    def set_clock(self, moment: datetime) -> None:
        answer = call("POST", f"{self.sandbox}/clock", {"set_to": moment.isoformat()})
        assert answer.status == 200, answer.body

    def advance(self, by: timedelta) -> None:
        answer = call("POST", f"{self.sandbox}/clock", {"advance_seconds": by.total_seconds()})
        assert answer.status == 200, answer.body

    def decide(self, redirect_url: str, decision: str) -> None:
        """Press a button of the gateway's page: approve, decline or leave."""
        _http.request("POST", redirect_url, fields={"decision": decision}, encode_multipart=False, redirect=False)

    def inbox(self, **of: str) -> list[dict[str, Any]]:
        """Return the messages of a device_id, an email or a phone number, newest first."""
        answer = _http.request("GET", f"{self.sandbox}/inbox.json", fields=of)
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def codes(self, phone: str) -> list[str]:
        """Return the codes in the text messages of a number of nine digits, newest first."""
        return [code for sms in self.inbox(phone=phone) for code in re.findall(r"#([0-9]{6})$", sms["body"])]

    def money(self, order_id: str) -> dict[str, Any]:
        """Return what the gateway knows of an order."""
        [order] = self._books(order_id=order_id)
        return order

    def orders(self, email: str) -> list[dict[str, Any]]:
        """Return what the gateway knows of the orders of an e-mail address, newest first."""
        return self._books(email=email)

    def _books(self, **of: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = _http.request("GET", f"{self.sandbox}/money.json", fields=of).json()["orders"]
        return found


@dataclass
class Phone:
    """One installed app. `language` is what it asks answers in."""

    api: str
    neighbours: Neighbours
    language: str = "en"
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    device_id: str = ""
    _token: str = ""
    _token_until: datetime | None = None

    def register(self, push_token: str = "") -> Answer:
        wanted = self.registration() | ({"push_token": push_token} if push_token else {})
        answer = call("POST", f"{self.api}/devices", wanted, {"Accept-Language": self.language})
        self.device_id = answer.json["device_id"]
        return answer

    def registration(self) -> dict[str, Any]:
        """Return what this phone says of itself."""
        public = {name: value for name, value in self.key.as_dict(private=False).items() if name in _PUBLIC_MEMBERS}
        return {"public_key": public, "platform": "android", "language": self.language}

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, body: Any = None, key: str = "") -> Answer:
        return self._ask("POST", path, body, {"Idempotency-Key": key or str(uuid.uuid4())})

    def patch(self, path: str, body: Any) -> Answer:
        return self._ask("PATCH", path, body, {})

    def delete(self, path: str) -> Answer:
        return self._ask("DELETE", path, None, {})

    def take(self, activation: Any, **given: str) -> Answer:
        """Do what an activation names as its next step."""
        return self.post(activation["next_step"]["path"], given)

    def wait_for(self, stay_id: str, state: str, seconds: float = 30) -> Any:
        """Poll a stay until its `state`, or its payment's, is as wished; raises TimeoutError."""

        def arrived() -> Any:
            stay = self.get(f"/parking/stays/{stay_id}").json
            return stay if state in (stay["state"], stay["payment"]["state"]) else None

        return eventually(arrived, f"{stay_id} {state}", seconds)

    def credential(self, ticket_id: str) -> Answer:
        """Ask for what this phone is to show an inspector."""
        point = self._private_key().public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return self.get(f"/tickets/{ticket_id}/credential?key={base64.urlsafe_b64encode(point).decode()}")

    def shown(self, credential: str) -> str:
        """Return the code that this phone shows now for a credential, both in base64; see docs/offline-ticket.md."""
        second, ticket = int(self.neighbours.now().timestamp()).to_bytes(4), base64.b64decode(credential)
        signature = self._private_key().sign(b"mkrakow-shown-1" + second + ticket, ec.ECDSA(SHA256()))
        r, s = (number.to_bytes(32) for number in decode_dss_signature(signature))
        return base64.b64encode(b"MK\x01" + second + r + s + ticket).decode()

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        known = {"Authorization": f"Bearer {self.access_token()}", "Accept-Language": self.language}
        return call(method, f"{self.api}{path}", body, known | headers)

    def access_token(self) -> str:
        now = self.neighbours.now()
        if self._token_until is None or now > self._token_until:
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": self._assertion(now),
            }
            answer = _http.request("POST", f"{self.api}/oauth/token", fields=form, encode_multipart=False)
            assert answer.status == 200, answer.data
            told = answer.json()
            self._token, self._token_until = told["access_token"], now + timedelta(seconds=told["expires_in"] - 60)
        return self._token

    def _private_key(self) -> ec.EllipticCurvePrivateKey:
        key = self.key.private_key
        assert key is not None
        return key

    def _assertion(self, now: datetime) -> str:
        issued_at = int(now.timestamp())
        claims = {
            "iss": self.device_id,
            "sub": self.device_id,
            "aud": f"{self.api}/oauth/token",
            "iat": issued_at,
            "exp": issued_at + 50,
            "jti": str(uuid.uuid4()),
        }
        return jwt.encode({"alg": "ES256"}, claims, self.key)


def call(method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
    """Send JSON, or nothing when the body is None, and return whatever comes back."""
    known = dict(headers or {})
    if body is not None:
        known["Content-Type"] = "application/json"
    encoded = json.dumps(body).encode() if body is not None else None
    answer = _http.request(method, url, body=encoded, headers=known, timeout=30.0, redirect=False)
    return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.data)


def eventually(look: Callable[[], T | None], what: str, seconds: float = 20) -> T:
    """Look until something is there and return it; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"not seen in {seconds:g} s: {what}")
        time.sleep(0.1)


def endpoints() -> dict[str, str]:
    """Return the addresses of the running system; raises FileNotFoundError when none runs."""
    file = Path(os.environ.get("ENDPOINTS", ROOT / ".local" / "endpoints.json"))
    found: dict[str, str] = json.loads(file.read_text())
    return found


_PUBLIC_MEMBERS = ("kty", "crv", "x", "y")
