"""Every route lets in whom it names and nobody else. Generated from the operations."""

import re

import pytest

from app import app
from chalicelib.http import OPERATIONS
from tests.safety.phone import Phone
from tests.safety.town import PARTNERS

PUBLIC = {
    "calculate_parking_fee": "prices",
    "docs": "about the API",
    "health": "about the API",
    "list_legal_documents": "documents",
    "list_parking_subzones": "prices",
    "list_ticket_products": "prices",
    "locate_parking_subzone": "the place is forgotten with the answer",
    "openapi_json": "about the API",
    "post_device": "a phone's first words",
    "post_token": "proves itself by its assertion",
    "quote_ticket": "prices",
    "return_from_gateway": "a page",
    "return_from_sign_in": "a page",
    "read_legal_document": "documents",
    "get_revoked_tickets": "signed for every inspector's phone, and names no holder",
    "get_ticket_keys": "public keys",
    "take_autopay_notification": "proves itself by its hash",
    "take_card_notice": "proves itself by its signature",
    "take_mpk_notification": "proves itself by its signature",
}
"""Operations without an audience, and why. A new one has to be thought about here."""

SERVED = [operation for operation in OPERATIONS if operation.path in app.routes]
"""Those of the product: a benchmark may have declared one of its own."""
CLOSED = [operation for operation in SERVED if operation.audience != "public"]
WRONG_SCOPE = {"device": "inspector", "inspector": "device", "partner": "device"}
"""An audience, and a scope that is good for something else."""


@pytest.fixture
def inspector(town):
    return Phone(town).registered("inspector")


def ask(somebody, operation, **headers):
    path = re.sub(r"{(\w+)}", "x", operation.path)
    return somebody.send(operation.method, path, {}, **headers)


def test_what_is_open_to_all_is_meant_to_be():
    assert {operation.name for operation in SERVED if operation.audience == "public"} <= PUBLIC.keys()


@pytest.mark.parametrize("operation", CLOSED, ids=lambda operation: operation.name)
@pytest.mark.parametrize("authorization", ["", "Bearer x", "Bearer eyJhbGciOiJub25lIn0.e30.", "Basic eDp5"])
def test_nobody_known_is_let_in_nowhere(operation, authorization, town):
    headers = {"Authorization": authorization} if authorization else {}
    answer = ask(Phone(town), operation, **headers)
    assert answer.status_code in (401, 403)


@pytest.mark.parametrize("operation", CLOSED, ids=lambda operation: operation.name)
def test_who_is_known_for_something_else_is_let_in_nowhere(operation, phone, inspector):
    callers = {"device": phone, "inspector": inspector}
    if operation.audience not in WRONG_SCOPE:
        assert operation.audience == "phone"  # both scopes are a phone's
        return
    answer = ask(callers[WRONG_SCOPE[operation.audience]], operation)
    assert answer.status_code in (401, 403)
    assert answer.json_body["code"] in ("unauthenticated", "forbidden")


@pytest.mark.parametrize("operation", CLOSED, ids=lambda operation: operation.name)
def test_whom_a_route_names_is_let_in(operation, phone, inspector):
    callers = {"device": phone, "phone": phone, "inspector": inspector, "partner": Phone(phone.town)}
    headers = {"X-Api-Key": PARTNERS["meters"]} if operation.audience == "partner" else {}
    answer = ask(callers[operation.audience], operation, **headers)
    assert answer.status_code != 401
    assert answer.status_code != 403 or answer.json_body["code"] == "ticket_move_not_proven"


def test_a_partners_key_is_no_other_partners(town):
    headers = {"X-Api-Key": "key-of-nobody"}
    answer = Phone(town).send("GET", "/partners/resident-discount/KR1AB23", None, **headers)
    assert (answer.status_code, answer.json_body["code"]) == (401, "unauthenticated")
