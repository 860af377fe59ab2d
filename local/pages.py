"""The city's own pages, used as a person does: the card system's, and the operator's pay page for tickets."""

from dataclasses import dataclass, fields
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import urllib3

from local.phone import call

_http = urllib3.PoolManager()


@dataclass(frozen=True)
class Resident:
    """Somebody with an account at the card system."""

    account_id: str
    email: str
    password: str
    pesel: str
    phone: str


@dataclass(frozen=True)
class CardSystem:
    """`url`: where its pages are."""

    url: str

    def resident(self, account_id: str) -> Resident:
        account = self._account(account_id)
        return Resident(**{one.name: account[one.name] for one in fields(Resident)})

    def card(self, account_id: str) -> dict[str, Any]:
        """Return the resident's card as the card system has it."""
        card: dict[str, Any] = self._account(account_id)["card"]
        return card

    def sign_in(self, page: str, who: Resident) -> dict[str, str]:
        """Type e-mail and password and follow the browser back; return `code` and `state`, which open the app."""
        form = {"email": who.email, "password": who.password, "decision": "sign-in"}
        answer = _http.request("POST", page, fields=form, encode_multipart=False, redirect=False)
        assert answer.status == HTTPStatus.FOUND, answer.data
        back = answer.headers["Location"]
        assert call("GET", back).status == HTTPStatus.OK
        return dict(parse_qsl(urlsplit(back).query))

    def edit(self, account_id: str, **changes: str) -> None:
        """Fill in the resident's form; what is left out stays."""
        self._press(account_id, **changes)

    def press(self, account_id: str, button: str) -> None:
        """Press a button of the resident's page: revoke, issue or restore."""
        self._press(f"{account_id}/{button}")

    def _account(self, account_id: str) -> dict[str, Any]:
        residents: list[dict[str, Any]] = call("GET", f"{self.url}/residents.json").json["residents"]
        return next(one for one in residents if one["account_id"] == account_id)

    def _press(self, path: str, **form: str) -> None:
        answer = _http.request(
            "POST", f"{self.url}/residents/{path}", fields=form, encode_multipart=False, redirect=False
        )
        assert answer.status == HTTPStatus.SEE_OTHER, answer.data


@dataclass(frozen=True)
class TicketGateway:
    """`url`: where its own books are."""

    url: str

    def pay(self, page: str, decision: str = "approve", **details: str) -> None:
        """Press a button of the pay page: approve, decline or leave; `details` are those of the method."""
        form = {"decision": decision} | details
        answer = _http.request("POST", page, fields=form, encode_multipart=False, redirect=False)
        assert answer.status == HTTPStatus.SEE_OTHER, answer.data

    def transactions(self, order_id: str) -> list[dict[str, Any]]:
        """Return what the gateway's books say of an order, newest first; two when it was paid twice."""
        found: list[dict[str, Any]] = call("GET", f"{self.url}/money.json?order_id={order_id}").json["transactions"]
        return found
