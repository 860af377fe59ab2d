from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest
import time_machine
from chalice.test import Client

from app import app


@pytest.fixture
def phone() -> Iterator[Client]:
    with time_machine.travel(datetime(2026, 11, 23, 9, 30, tzinfo=UTC), tick=False), Client(app) as client:
        yield client


def post(phone: Client, body: object, language: str = "en"):
    headers = {"Content-Type": "application/json", "Accept-Language": language}
    return phone.http.post("/tickets/quotes", headers=headers, body=msgspec.json.encode(body))


def test_anybody_may_ask_what_is_on_sale(phone: Client):
    answer = phone.http.get("/tickets/products?on=2009-01-05", headers={"Accept-Language": "pl"})
    assert answer.status_code == 200
    first = answer.json_body["items"][0]
    assert (first["product"], first["name"]) == ("single-day-z1", "Bilet jednoprzejazdowy")


def test_a_phone_that_has_the_list_is_told_so(phone: Client):
    etag = phone.http.get("/tickets/products").headers["ETag"]
    assert phone.http.get("/tickets/products", headers={"If-None-Match": etag}).status_code == 304


def test_a_day_without_a_known_list_is_not_found(phone: Client):
    answer = phone.http.get("/tickets/products?on=2015-01-01", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json_body["code"]) == (404, "tariff_unknown")
    assert answer.json_body["title"] == "We do not know the ticket prices of 2015-01-01."


def test_anybody_may_ask_for_a_quote(phone: Client):
    answer = post(phone, {"product": "named-network-z1", "rate": "resident", "months": 3})
    assert (answer.status_code, answer.json_body["total"]["amount"]) == (200, 29700)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"product": "nothing"}, 422, "product_unknown"),
        ({"product": "metropolitan-z2"}, 404, "price_unknown"),
        ({"product": "60min-z123", "months": 0}, 422, "invalid_request"),
        ({"product": "named-1-line-z1", "rate": "resident", "lines": [""]}, 422, "invalid_request"),
        ({"product": "named-1-line-z1", "rate": "resident", "lines": ["   "]}, 422, "invalid_request"),
        ({"product": "named-1-line-z1", "rate": "resident", "lines": ["50 "]}, 422, "invalid_request"),
        ({"product": "named-1-line-z1", "rate": "resident", "lines": ["WSZYSTKI"]}, 422, "invalid_request"),
        ({"product": "named-1-line-z1", "rate": "resident", "lines": ["🚋🚋🚋"]}, 422, "invalid_request"),
        ({"product": "named-1-line-z1", "rate": "resident", "lines": ["5\n"]}, 422, "lines_wanted"),
        ({"product": "named-1-line-z1", "rate": "resident", "lines": ["69"]}, 422, "line_not_sold"),
        ({"product": "metropolitan-z1", "on": "9999-12-31"}, 404, "tariff_unknown"),
        ({"product": "60min-z123", "colour": "red"}, 422, "invalid_request"),
        ({"product": "60min-z123", "stamped_at": "2026-11-23T10:00:00"}, 422, "invalid_request"),
        ({}, 422, "invalid_request"),
    ],
)
def test_a_wish_that_cannot_be_quoted_is_a_problem_with_a_code(phone: Client, body, status, code):
    answer = post(phone, body, "uk")
    assert (answer.status_code, answer.json_body["code"]) == (status, code)
