"""Subscriptions over HTTP: from the order to the stop."""

from collections.abc import Iterator

import msgspec
import pytest
import time_machine
from chalice.test import Client

from app import app
from chalicelib.tickets import routes
from chalicelib.tickets.confirm import confirm
from tests.tickets.counter import COMMON, MONDAY, OTHER_PHONE, PHONE, Counter
from tests.tickets.subscriber import FIVE_PLUS_ONE

JSON = {"Content-Type": "application/json", "Accept-Language": "en"}


@pytest.fixture
def ask(counter: Counter, bearer, monkeypatch) -> Iterator:
    monkeypatch.setattr(routes, "charge_gateway", lambda: counter.gateway)
    counter.resident()

    def asked(method: str, path: str, body: object = None, phone: str = PHONE):
        headers = JSON | bearer(phone) | {"Idempotency-Key": "key-00000001"}
        return client.http.request(
            method, path, headers=headers, body=b"" if body is None else msgspec.json.encode(body)
        )

    with time_machine.travel(MONDAY, tick=False), Client(app) as client:
        yield asked


@pytest.fixture
def path(ask, counter: Counter) -> str:
    """A subscription that was ordered over HTTP and whose first month is paid."""
    order = ask("POST", "/tickets/orders", COMMON | FIVE_PLUS_ONE)
    assert order.status_code == 201
    confirm(counter.gateway.approve(order.json_body["payment"]["order_id"]), counter.now)
    return f"/subscriptions/{order.json_body['subscription']['subscription_id']}"


def test_an_order_says_which_month_of_what_it_is(ask):
    order = ask("POST", "/tickets/orders", COMMON | FIVE_PLUS_ONE).json_body
    assert (order["subscription"]["number"], order["subscription"]["of"]) == (1, 6)
    assert order["payment"]["amount"]["amount"] == 9900
    assert (order["kind"], order["valid_until"]) == ("five_plus_one", "2026-12-22T23:59:59+01:00")


def test_blik_is_refused(ask):
    refused = ask("POST", "/tickets/orders", COMMON | FIVE_PLUS_ONE | {"method": "blik"})
    assert (refused.status_code, refused.json_body["code"]) == (422, "card_payment_wanted")


def test_it_is_shown_and_listed(ask, path):
    shown = ask("GET", path).json_body
    assert (shown["state"], shown["total"]["amount"], shown["paid"]["amount"]) == ("running", 51500, 9900)
    assert shown["next_charge"] == {"number": 2, "amount": {"amount": 9900, "currency": "PLN"}, "on": "2026-12-20"}
    assert ask("GET", "/subscriptions").json_body == {"items": [shown]}


def test_it_is_stopped_and_stopped_again(ask, path):
    stopped = ask("DELETE", path)
    assert (stopped.status_code, stopped.json_body["state"]) == (200, "stopped")
    assert (stopped.json_body["ended_because"], stopped.json_body["next_charge"]) == ("stopped", None)
    assert ask("DELETE", path).json_body == stopped.json_body


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_another_phone_learns_nothing(ask, path, method):
    refused = ask(method, path, phone=OTHER_PHONE)
    assert (refused.status_code, refused.json_body["code"]) == (404, "subscription_unknown")
    assert ask("GET", "/subscriptions", phone=OTHER_PHONE).json_body == {"items": []}
    assert ask("GET", path).json_body["state"] == "running"
