"""A ticket without a network, as a phone and an inspector meet it over HTTP."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from chalice.test import Client

from app import app
from chalicelib.credentials import revocation
from chalicelib.credentials.answer import verdict_answer
from chalicelib.credentials.recorded_looks import RecordedLook
from chalicelib.credentials.ticket_key import read_jwk_set
from chalicelib.credentials.ticket_verdict import Look, Trust, judged, verdict
from chalicelib.storage import commit
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.ticket import Ticket
from tests.credentials.shown import DAY, FACTS, HOUR, NOW, phone, secret
from tests.tickets.counter import METROPOLITAN, Counter

OURS = phone("ours")


@pytest.fixture
def ticket(counter: Counter) -> Ticket:
    """Bought on the in-memory storage, to be kept in moto's."""
    return counter.bought(OURS.device_id, **METROPOLITAN)


@pytest.fixture
def client(ticket: Ticket, aws, tables) -> Iterator[Client]:
    tables(KeptTicket, RecordedLook)
    commit(kept_tickets.keep_new(ticket))
    ring = secret(("city", NOW - 90 * DAY, NOW + 90 * DAY))
    aws("ssm").put_parameter(Name="/mkrakow/test/tickets/signing-keys", Value=ring, Type="SecureString")
    with time_machine.travel(NOW + HOUR, tick=False), Client(app) as client:
        yield client


@pytest.fixture
def fetched(client: Client, ticket: Ticket, bearer) -> Any:
    path = f"/tickets/{ticket.ticket_id}/credential?key={OURS.key}"
    return client.http.get(path, headers=bearer(OURS.device_id)).json_body


def inspected(client: Client, headers: dict[str, str], shown: bytes, **look: Any) -> Any:
    body = json.dumps({"shown": base64.b64encode(shown).decode(), "documents_seen": True} | look).encode()
    headers = headers | {"Content-Type": "application/json", "Accept-Language": "en"}
    return client.http.post("/inspection/tickets", headers=headers, body=body)


def test_a_phone_fetches_what_it_shows(fetched):
    assert set(fetched) == {"credential", "issued_at", "renew_at", "expires_at", "marks"}
    times = [fetched[name] for name in ("issued_at", "renew_at", "expires_at")]
    assert times == ["2026-11-23T11:30:00+01:00", "2026-11-23T23:30:00+01:00", "2026-11-25T11:30:00+01:00"]
    assert [mark["day"] for mark in fetched["marks"]] == ["2026-11-23", "2026-11-24", "2026-11-25"]


def test_with_the_public_answers_alone_the_ticket_is_judged(client, fetched):
    shown = OURS.show(base64.b64decode(fetched["credential"]), NOW + HOUR)
    keys = read_jwk_set(client.http.get("/.well-known/ticket-keys").json_body)
    listed = base64.b64decode(client.http.get("/.well-known/revoked-tickets").json_body["revocations"])
    known = Trust(keys, revocation.read(listed, keys))
    assert judged(shown, Look(NOW + HOUR, documents_seen=True), known).reason == "good"


@pytest.mark.parametrize("path", ["/.well-known/ticket-keys", "/.well-known/revoked-tickets"])
def test_who_has_the_answer_already_is_told_so(client, path):
    etag = client.http.get(path).headers["ETag"]
    assert client.http.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_an_inspector_sees_the_ticket_and_what_to_do(client, fetched, bearer):
    shown = OURS.show(base64.b64decode(fetched["credential"]), NOW + HOUR)
    answer = inspected(client, bearer("dev_i", "inspector"), shown, zone="I", line="50")
    told = answer.json_body
    assert (answer.status_code, told["verdict"], told["reason"], told["advice"]) == (
        200,
        "valid",
        "good",
        "The ticket is good.",
    )
    assert (told["ticket"]["holder"], told["ticket"]["valid_until"]) == ("J.P. 1990", "2026-12-23T00:00:00+01:00")


def test_an_inspector_reads_every_document_in_words():
    facts = replace(FACTS, documents=("student_card", "krakow_card"))
    shown = verdict_answer(verdict("good", facts), Look(NOW), "en").ticket
    assert shown is not None
    assert [document.text.split(" (")[0] for document in shown.documents] == ["Valid student card", "Kraków Card"]


def test_an_inspector_is_told_of_a_code_that_is_no_ticket(client, bearer):
    told = inspected(client, bearer("dev_i", "inspector"), b"WIFI:S:net;").json_body
    assert (told["verdict"], told["reason"], told["ticket"]) == ("not_valid", "not_a_ticket", None)


def test_an_inspector_knows_the_marks_that_phones_show(client, fetched, bearer):
    answer = client.http.get("/inspection/marks", headers=bearer("dev_i", "inspector"))
    assert answer.json_body["items"] == fetched["marks"]


@pytest.mark.parametrize(("method", "path"), [("POST", "/inspection/tickets"), ("GET", "/inspection/marks")])
def test_only_an_inspector_inspects(client, bearer, method, path):
    assert client.http.request(method, path, headers=bearer(OURS.device_id)).status_code == 403


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [
        (OURS.key[:-1], 422, "invalid_request"),
        ("B" * 44, 422, "invalid_public_key"),
        (phone("other").key, 422, "key_of_another_phone"),
    ],
)
def test_a_credential_is_for_the_phones_own_key(client, ticket, bearer, key, status, code):
    path = f"/tickets/{ticket.ticket_id}/credential?key={key}"
    answer = client.http.get(path, headers=bearer(OURS.device_id))
    assert (answer.status_code, answer.json_body["code"]) == (status, code)


def test_a_ticket_of_another_phone_is_not_found(client, ticket, bearer):
    other = phone("other")
    path = f"/tickets/{ticket.ticket_id}/credential?key={other.key}"
    answer = client.http.get(path, headers=bearer(other.device_id))
    assert (answer.status_code, answer.json_body["code"]) == (404, "ticket_unknown")
