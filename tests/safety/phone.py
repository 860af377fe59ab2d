"""A phone in the town: what it says goes through the routes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib import config
from chalicelib.devices import es256, registered_devices
from chalicelib.devices.access_token import Scope
from chalicelib.devices.grant_role import grant_role
from chalicelib.devices.grant_token import ASSERTION_TYPE
from chalicelib.devices.public_key import device_id_of
from tests.activation.code_cases import code_in
from tests.safety.town import Town


@dataclass
class Phone:
    """It has a key of its own."""

    town: Town
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    token: str = ""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def device_id(self) -> str:
        return device_id_of(self.key.public_key())

    def registered(self, scope: Scope = "device", **about: Any) -> "Phone":
        """Register, have the role granted where one is wanted, and sign in."""
        body = {"public_key": es256.jwk(self.key.public_key()), "platform": "ios"} | about
        assert self.send("POST", "/devices", body).status_code == 201
        if scope == "inspector":
            grant_role(self.device_id, scope, registered_devices)
        self.sign_in()
        return self

    def assertion(self) -> str:
        claims = {
            "iss": self.device_id,
            "sub": self.device_id,
            "aud": f"{config.PUBLIC_URL}/oauth/token",
            "exp": self.town.now.timestamp() + 60,
            "jti": token_hex(8),
        }
        return es256.sign({}, claims, self.key)

    def sign_in(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.town.client.http.post("/oauth/token", headers=headers, body=urlencode(form).encode())
        self.token = answer.json_body["access_token"]

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {"Content-Type": "application/json", "Idempotency-Key": f"key-{self.device_id}-{next(self.numbers)}"}
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        raw = b"" if body is None else json.dumps(body).encode()
        return self.town.client.http.request(method, path, headers=given | headers, body=raw)

    def said(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        """Send, expect that status, and return the answer's body."""
        answer = self.send(method, path, body, **headers)
        assert answer.status_code == status, answer.body
        return answer.json_body if answer.body else None

    def activates(self, service: str, pesel: str, phone: str) -> str:
        """Put a card on this phone; return the activation."""
        town = self.town
        town.later(minutes=2)  # a number gets one code a minute
        started = self.said("POST", "/activations", {"service": service}, 201)
        at = f"/activations/{started['activation_id']}"
        if service == "kk":
            state = started["sign_in_url"].partition("state=")[2].partition("&")[0]
            challenge = started["sign_in_url"].partition("code_challenge=")[2]
            code = town.cards.let_in(town.cards.people[pesel, phone], challenge)
            self.said("POST", f"{at}/sign-in", {"code": code, "state": state})
        contact = {"phone": phone, "terms_version": "2026-11-21", "privacy_version": "2026-11-21"}
        self.said("POST", f"{at}/contact", contact | ({"pesel": pesel} if service == "kkr3" else {}))
        self.said("POST", f"{at}/identity", {"pesel": pesel, "phone": phone})
        town.settle()
        self.said("POST", f"{at}/code", {"code": code_in(town.sms.sent[-1])})
        town.settle()
        town.tick("refresh_cards", "tell_card_system")
        return str(started["activation_id"])

    def parks(self, plate: str, email: str, **order: Any) -> str:
        """Start a stay and approve its hold; return it running."""
        wanted = {"subzone": "B", "kind": "open", "plate": plate, "email": email, "terms_version": "2026-11-21"}
        stay = self.said("POST", "/parking/stays", wanted | {"method": "card"} | order, 201)
        self.town.settle()
        self.town.notify(self.town.gateway.approve(stay["payment"]["order_id"]))
        return str(stay["stay_id"])

    def buys(self, email: str, **order: Any) -> str:
        """Order a ticket for the network and pay it; return the ticket."""
        wanted = {"product": "named-network-z1", "rate": "resident", "total": {"amount": 9900}}
        holder = {"given_name": "Zofia", "surname": "Kanarek", "born_in": 1990}
        paid = {"method": "blik", "email": email, "terms_version": "2026-11-21"}
        ticket = self.said("POST", "/tickets/orders", wanted | paid | {"holder": holder} | order, 201)
        self.town.settle()
        self.town.notify_of_charge(self.town.charges.approve(ticket["payment"]["order_id"]))
        return str(ticket["ticket_id"])

    def stops(self, stay_id: str, *, captured: bool = True) -> None:
        """Stop a stay; its fee is asked for, and taken where the gateway tells so."""
        self.sign_in()
        self.said("POST", f"/parking/stays/{stay_id}/stop")
        self.town.settle()
        if captured:
            self.town.notify(self.town.gateway.transactions[f"{stay_id}_1"].report)
