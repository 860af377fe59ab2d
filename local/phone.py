"""A phone, played by a program: it owns a key, trades assertions for tokens, and speaks to the API only by HTTP."""

import json
import os
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import urllib3
from joserfc import jwt
from joserfc.jwk import ECKey

from infra.package import ROOT

_http = urllib3.PoolManager()


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
        """Return the messages of a device_id or an email, newest first."""
        answer = _http.request("GET", f"{self.sandbox}/inbox.json", fields=of)
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

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

    def wait_for(self, stay_id: str, state: str, seconds: float = 30) -> Any:
        """Poll a stay until its `state`, or its payment's, is as wished; raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while True:
            stay = self.get(f"/parking/stays/{stay_id}").json
            if state in (stay["state"], stay["payment"]["state"]):
                return stay
            if time.monotonic() > deadline:
                raise TimeoutError(f"{stay_id} is {stay['state']} ({stay['payment']['state']}), not {state}")
            time.sleep(0.2)

    def forget_token(self) -> None:
        self._token_until = None

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


def endpoints() -> dict[str, str]:
    """Return the addresses of the running system; raises FileNotFoundError when none runs."""
    file = Path(os.environ.get("ENDPOINTS", ROOT / ".local" / "endpoints.json"))
    found: dict[str, str] = json.loads(file.read_text())
    return found


_PUBLIC_MEMBERS = ("kty", "crv", "x", "y")
