import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from chalice.test import Client, HTTPResponse
from cryptography.hazmat.primitives.asymmetric import ec

from app import app
from chalicelib import config
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.clock import utc_now
from chalicelib.devices import es256, routes
from chalicelib.devices.grant_token import ASSERTION_TYPE
from chalicelib.devices.port import PushEndpoints
from chalicelib.devices.public_key import device_id_of
from chalicelib.devices.registered_devices import RegisteredDevice
from chalicelib.devices.used_assertions import UsedAssertion


@dataclass
class FakePush:
    """The push service: remembers who is bound, and can be broken."""

    bound: dict[str, str] = field(default_factory=dict)
    broken: bool = False

    def register(self, device_id: str, platform: str, push_token: str, now: datetime) -> bool:
        if self.broken:
            raise ConnectionError(f"cannot register {push_token}")
        if platform == "web":
            return False
        self.bound[device_id] = push_token
        return True

    def forget(self, device_id: str) -> None:
        self.bound.pop(device_id, None)

    @property
    def endpoints(self) -> PushEndpoints:
        return PushEndpoints(self.register, self.forget, self.bound.__contains__)


@dataclass
class Phone:
    """A phone with its own key."""

    client: Client
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def device_id(self) -> str:
        return device_id_of(self.key.public_key())

    @property
    def jwk(self) -> dict[str, str]:
        return es256.jwk(self.key.public_key())

    def claims(self, **changed: Any) -> dict[str, Any]:
        """The claims of a good assertion, with those that the test changes; None leaves one out."""
        claims = {
            "iss": self.device_id,
            "sub": self.device_id,
            "aud": f"{config.PUBLIC_URL}/oauth/token",
            "exp": utc_now().timestamp() + 60,
            "jti": secrets.token_hex(8),
        } | changed
        return {name: value for name, value in claims.items() if value is not None}

    def register(self, **fields: Any) -> HTTPResponse:
        return self.send("POST", "/devices", {"public_key": self.jwk, "platform": "ios"} | fields)

    def trade(self, assertion: str | None = None, **form: str) -> HTTPResponse:
        """Ask for an access token."""
        fields = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or es256.sign({}, self.claims(), self.key),
        } | form
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.client.http.post("/oauth/token", headers=headers, body=urlencode(fields).encode())

    def sign_in(self) -> None:
        """Carry an access token from now on."""
        self.headers["Authorization"] = f"Bearer {self.trade().json_body['access_token']}"

    def send(self, method: str, path: str, body: Any = None) -> HTTPResponse:
        headers = self.headers | {"Content-Type": "application/json"}
        return self.client.http.request(method, path, headers=headers, body=json.dumps(body).encode())


@pytest.fixture
def push(monkeypatch):
    fake = FakePush()
    monkeypatch.setattr(routes, "_PUSH", fake.endpoints)
    return fake


@pytest.fixture
def client(aws, tables, push, token_private_key):
    tables(RegisteredDevice, UsedAssertion, LinkedCard)
    name = config.parameter_name("tokens/private-key")
    aws("ssm").put_parameter(Name=name, Value=token_private_key, Type="SecureString")
    with Client(app) as client:
        yield client


@pytest.fixture
def phone(client):
    return Phone(client)


@pytest.fixture
def other_phone(client):
    return Phone(client)
