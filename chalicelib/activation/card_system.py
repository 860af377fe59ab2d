"""The system of the Karta Krakowska over HTTP: OAuth 2.0 with PKCE for its residents, HTTP Basic for ourselves.

The only file that knows its words for our port.
"""

from datetime import date
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlencode

import msgspec

from chalicelib.activation.activation import Holder
from chalicelib.activation.card import Card, Consent, Standing
from chalicelib.activation.errors import CardNotValid, CardWithoutPesel, NoMobileCard, SignInRefused
from chalicelib.json_service import JsonService, ServiceSettings, segment

_REFUSED, _UNKNOWN = HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND


class _Token(msgspec.Struct):
    access_token: str


class _Entitlement(msgspec.Struct):
    entitlement_id: str
    status: Literal["ACTIVE", "EXPIRED", "REVOKED"]
    valid_until: date
    version: int


class _Account(msgspec.Struct):
    account_id: str
    has_pesel: bool
    mobile_version: bool
    old_app_active: bool
    entitlement: _Entitlement | None


class _Match(msgspec.Struct):
    matches: bool


class KrakowCardSystem:
    """A CardSystem. `return_address`: where its sign-in page sends the browser back to."""

    def __init__(self, settings: ServiceSettings, return_address: str) -> None:
        self._service = JsonService(settings)
        self._return_address = return_address

    def sign_in_address(self, state: str, challenge: str) -> str:
        asked = {
            "response_type": "code",
            "client_id": self._service.settings.client_id,
            "redirect_uri": self._return_address,
            "scope": "card",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._service.settings.url}/oauth/authorize?{urlencode(asked)}"

    def signed_in(self, code: str, verifier: str) -> Holder:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._return_address,
            "code_verifier": verifier,
        }
        answer = self._service.call("POST", "/oauth/token", form=form, expected=(200, _REFUSED))
        if answer.status == _REFUSED:
            raise SignInRefused()
        token = answer.read(_Token).access_token
        return _holder(self._service.call("GET", "/api/v1/me", bearer=token).read(_Account))

    def keep_contact(self, account_id: str, phone: str, consent: Consent) -> None:
        told = {"phone": phone} | vars(consent)
        self._service.call("PUT", f"/api/v1/accounts/{segment(account_id)}/contact", json=told, expected=(204,))

    def recognises(self, account_id: str, pesel: str, phone: str) -> bool:
        asked = {"pesel": pesel, "phone": phone}
        answer = self._service.call("POST", f"/api/v1/accounts/{segment(account_id)}/identity", json=asked)
        return answer.read(_Match).matches

    def standing(self, entitlement_id: str) -> Standing | None:
        path = f"/api/v1/entitlements/{segment(entitlement_id)}"
        answer = self._service.call("GET", path, expected=(200, _UNKNOWN))
        return None if answer.status == _UNKNOWN else _standing(answer.read(_Entitlement))

    def tell_connection(self, card: Card) -> None:
        path = f"/api/v1/entitlements/{segment(card.entitlement_id)}/connection"
        self._service.call("POST", path, json={"connected": card.link is not None}, expected=(204, _UNKNOWN))

    def answers(self) -> bool:
        return self._service.answers("/api/v1/entitlements?limit=1")


def _standing(entitlement: _Entitlement) -> Standing:
    state: dict[str, Literal["active", "expired", "revoked"]] = {
        "ACTIVE": "active",
        "EXPIRED": "expired",
        "REVOKED": "revoked",
    }
    return Standing(state[entitlement.status], entitlement.valid_until, entitlement.version)


def _holder(account: _Account) -> Holder:
    if account.entitlement is None or not account.mobile_version:
        raise NoMobileCard()
    if not account.has_pesel:
        raise CardWithoutPesel()
    if account.entitlement.status != "ACTIVE":
        raise CardNotValid()
    return Holder(account.account_id, account.entitlement.entitlement_id, account.old_app_active)
