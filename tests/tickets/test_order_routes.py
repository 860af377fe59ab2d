"""Tickets over HTTP: what a phone sends and gets, from the order to the return."""

from collections.abc import Iterator

import msgspec
import pytest
import time_machine
from chalice.test import Client

from app import app
from chalicelib.gateway_reports import routes as charge_routes
from chalicelib.tickets import routes
from tests.tickets.counter import COMMON, MONDAY, NETWORK, ONE_LINE, OTHER_PHONE, PHONE, Counter

JSON = {"Content-Type": "application/json", "Accept-Language": "en"}


@pytest.fixture
def http(counter: Counter, bearer, monkeypatch) -> Iterator[Client]:
    for module in (routes, charge_routes):
        monkeypatch.setattr(module, "charge_gateway", lambda: counter.gateway)
    counter.resident()
    with time_machine.travel(MONDAY, tick=False), Client(app) as client:
        yield client.http


@pytest.fixture
def ask(http, bearer):
    def asked(method: str, path: str, body: object = None, phone: str = PHONE, key: str = "key-00000001"):
        headers = JSON | bearer(phone) | {"Idempotency-Key": key}
        return http.request(method, path, headers=headers, body=b"" if body is None else msgspec.json.encode(body))

    return asked


@pytest.fixture
def paid(ask, http, counter: Counter):
    """A ticket for a line, ordered, paid and notified over HTTP."""
    order = ask("POST", "/tickets/orders", COMMON | ONE_LINE)
    assert order.status_code == 201
    notify(http, counter, order.json_body["payment"]["order_id"])
    return f"/tickets/{order.json_body['ticket_id']}"


def notify(http, counter: Counter, order_id: str) -> None:
    body, signature = counter.gateway.notification(counter.gateway.approve(order_id))
    answer = http.post("/payments/mpk/notifications", headers={"X-JWS-Signature": signature}, body=body)
    assert (answer.status_code, answer.body) == (200, b"TRUE")


def test_from_the_order_to_the_ticket(ask, http, counter: Counter):
    order = ask("POST", "/tickets/orders", COMMON | NETWORK)
    assert order.status_code == 201
    assert order.json_body["state"] == "pending"
    assert order.json_body["payment"]["redirect_url"].startswith("https://gateway.test/")
    notify(http, counter, order.json_body["payment"]["order_id"])
    ticket = ask("GET", f"/tickets/{order.json_body['ticket_id']}").json_body
    assert (ticket["state"], ticket["payment"]["state"]) == ("active", "paid")
    assert ticket["valid_until"] == "2026-12-22T23:59:59+01:00"
    assert ticket["name"] and ticket["valid_in"]["zones"] == ["I"]
    assert ticket["payment"]["paid"] == {"amount": 9900, "currency": "PLN"}
    assert "redirect_url" not in ticket["payment"] or ticket["payment"]["redirect_url"] is None


def test_the_browser_comes_back_to_the_tickets(ask, http, counter: Counter):
    ask("POST", "/tickets/orders", COMMON | NETWORK)
    [charge] = counter.gateway.charges.values()
    page = http.get(charge.order.return_url.removeprefix("https://api.test/v1"))
    assert (page.status_code, b'href="mkrakow://tickets"' in page.body) == (200, True)
    assert b'href="mkrakow://stays"' in http.get("/payments/return?ServiceID=1&Hash=x").body


def test_a_repeat_gets_the_same_answer(ask):
    first = ask("POST", "/tickets/orders", COMMON | NETWORK)
    assert ask("POST", "/tickets/orders", COMMON | NETWORK).body == first.body


def test_an_order_needs_a_key(http, bearer):
    answer = http.post("/tickets/orders", headers=JSON | bearer(PHONE), body=msgspec.json.encode(COMMON | NETWORK))
    assert (answer.status_code, answer.json_body["code"]) == (400, "idempotency_key_missing")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"total": {"amount": 1}}, 409, "ticket_price_changed"),
        ({"total": {"amount": 9900, "currency": "EUR"}}, 409, "ticket_price_changed"),
        ({"product": "60min-z123", "rate": "normal"}, 422, "ticket_not_sold_in_app"),
        ({"resident_card": None}, 409, "resident_card_wanted"),
        ({"email": "nobody"}, 422, "invalid_request"),
        ({"method": "cash"}, 422, "invalid_request"),
        ({"holder": {"given_name": " ", "surname": "P", "born_in": 1990}}, 422, "invalid_request"),
        ({"quantity": 2}, 422, "invalid_request"),
    ],
)
def test_an_order_that_cannot_be_is_a_problem_with_a_code(ask, change, status, code):
    answer = ask("POST", "/tickets/orders", COMMON | NETWORK | change)
    assert (answer.status_code, answer.json_body["code"]) == (status, code)


def test_a_forged_notification_is_refused(http):
    answer = http.post("/payments/mpk/notifications", headers={"X-JWS-Signature": "forged"}, body=b"{}")
    assert (answer.status_code, answer.json_body["code"]) == (400, "notification_not_authentic")


def test_a_notification_without_a_signature_is_refused(http):
    assert http.post("/payments/mpk/notifications", body=b"{}").status_code == 400


def test_a_phone_lists_its_own_tickets_a_page_at_a_time(ask, monkeypatch):
    monkeypatch.setattr("chalicelib.cursor.secret", lambda name: "a key")
    for number in range(3):
        ask("POST", "/tickets/orders", COMMON | NETWORK, key=f"key-0000000{number}")
    page = ask("GET", "/tickets?limit=2").json_body
    rest = ask("GET", f"/tickets?limit=2&cursor={page['next_cursor']}").json_body
    assert (len(page["items"]), len(rest["items"])) == (2, 1)
    assert ask("GET", "/tickets", phone=OTHER_PHONE).json_body == {"items": [], "next_cursor": None}
    assert ask("GET", f"/tickets?cursor={page['next_cursor']}", phone=OTHER_PHONE).status_code == 400


def test_a_ticket_of_another_phone_is_unknown(ask, paid):
    answer = ask("GET", paid, phone=OTHER_PHONE)
    assert (answer.status_code, answer.json_body["code"]) == (404, "ticket_unknown")


def test_a_ticket_is_returned_for_the_sum_that_was_shown(ask, paid):
    shown = ask("GET", f"{paid}/return").json_body
    assert shown["refund"]["amount"] + shown["used"]["amount"] == 7200
    assert ask("POST", f"{paid}/return", {"refund": {"amount": 1}}).json_body["code"] == "return_sum_changed"
    foreign = {"refund": shown["refund"] | {"currency": "EUR"}}
    assert ask("POST", f"{paid}/return", foreign).json_body["code"] == "return_sum_changed"
    back = ask("POST", f"{paid}/return", {"refund": shown["refund"]})
    assert (back.status_code, back.json_body["state"]) == (200, "returned")
    assert back.json_body["payment"]["on_its_way_back"] == shown["refund"]
    assert back.json_body["valid_until"] == "2026-11-23T23:59:59+01:00"


def test_lines_are_changed(ask, paid):
    changed = ask("POST", f"{paid}/lines", {"lines": ["50"]}).json_body
    assert (changed["lines"], changed["line_changes_left"]) == (["50"], 1)


def test_a_ticket_is_shown_on_the_phone_that_took_it_over_alone(ask, paid):
    code = ask("POST", f"{paid}/transfer").json_body["code"]
    assert (
        ask("POST", f"{paid}/move", {"code": "move_guess"}, OTHER_PHONE).json_body["code"] == "ticket_move_not_proven"
    )
    moved = ask("POST", f"{paid}/move", {"code": code}, OTHER_PHONE)
    assert (moved.status_code, moved.json_body["moves_left"]) == (200, 1)
    assert ask("GET", paid).status_code == 404
    assert ask("GET", paid, phone=OTHER_PHONE).status_code == 200


def test_a_ticket_of_a_card_can_be_found_and_taken_over_where_the_card_is(ask, paid, counter: Counter):
    counter.later(minutes=1)
    counter.resident(OTHER_PHONE)
    [found] = ask("GET", "/tickets/movable", phone=OTHER_PHONE).json_body["items"]
    assert ask("POST", f"/tickets/{found['ticket_id']}/move", {}, OTHER_PHONE).status_code == 200


def test_the_next_order_is_filled_in(ask, paid):
    prepared = ask("GET", f"{paid}/renewal").json_body
    assert (prepared["lines"], prepared["total"]["amount"], prepared["first_day"]) == (["52"], 7200, "2026-12-23")


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_every_message_has_its_words(ask, paid, counter: Counter, language):
    from chalicelib.texts import text

    ticket_id = paid.rpartition("/")[2]
    counter.pay_again(counter.ticket(ticket_id))
    ask("POST", f"{paid}/return", {"refund": ask("GET", f"{paid}/return").json_body["refund"]})
    counter.pay_out()
    assert {"ticket_issued:push", "ticket_paid_twice:email", "ticket_returned:email"} <= set(counter.told())
    for message in counter.sent.values():
        prefix = "email_" if message.channel == "email" else ""
        for part in ("title", "body"):
            assert text(f"{message.template}.{prefix}{part}", language, **message.values)
