"""Invoices over HTTP: from the request to the file."""

import base64
import io
from collections.abc import Iterator

import msgspec
import pytest
import time_machine
from chalice.app import Response
from chalice.test import Client
from pypdf import PdfReader

from app import app
from chalicelib.invoices.pdf import drawn
from chalicelib.tickets.kept_tickets import KeptTicket
from tests.invoices.sales import invoice
from tests.tickets.counter import MONDAY, NETWORK, OTHER_PHONE, PHONE, Counter

BUYER = {"name": "Przykładowa Osoba", "address": ["ul. Długa 1/2", "30-001 Kraków"]}


@pytest.fixture
def ask(counter: Counter, bearer) -> Iterator:
    def asked(method: str, path: str, body: object = None, phone: str = PHONE, accept: str = "application/json"):
        headers = {"Content-Type": "application/json", "Accept-Language": "en", "Accept": accept} | bearer(phone)
        return client.http.request(
            method, path, headers=headers, body=b"" if body is None else msgspec.json.encode(body)
        )

    with time_machine.travel(MONDAY, tick=False), Client(app) as client:
        yield asked


@pytest.fixture
def path(counter: Counter) -> str:
    counter.resident()
    return f"/tickets/{counter.bought(**NETWORK).ticket_id}/invoices"


def test_from_the_request_to_the_file(ask, path):
    asked = ask("POST", path, BUYER)
    assert asked.status_code == 201
    told = asked.json_body
    assert (told["kind"], told["number"]) == ("invoice", "MKR/2026/11/000001")
    assert (told["total"]["amount"], told["vat"]["amount"]) == (9900, 733)
    assert told["buyer"] == BUYER | {"nip": None}
    assert ask("GET", path).json_body == {"items": [told]}
    assert ask("GET", f"/invoices/{told['invoice_id']}").json_body == told
    file = ask("GET", f"/invoices/{told['invoice_id']}", accept="application/pdf")
    assert (file.status_code, file.headers["Content-Type"]) == (200, "application/pdf")
    page = PdfReader(io.BytesIO(file.body)).pages[0].extract_text()
    assert "Faktura MKR/2026/11/000001" in page
    assert "Invoice" in page


def test_api_gateway_gets_the_file_as_base64():
    """The body that Lambda returns, as Chalice encodes it for the types that the API calls binary."""
    answer = Response(drawn(invoice()), headers={"Content-Type": "application/pdf"}).to_dict(app.api.binary_types)
    assert answer["isBase64Encoded"] is True
    assert base64.b64decode(answer["body"]) == drawn(invoice())


def test_the_same_request_gets_the_same_invoice(ask, path):
    assert ask("POST", path, BUYER).body == ask("POST", path, BUYER).body


def test_another_buyer_is_refused(ask, path):
    ask("POST", path, BUYER)
    answer = ask("POST", path, BUYER | {"name": "Inna Osoba"})
    assert (answer.status_code, answer.json_body["code"]) == (409, "invoice_for_another_buyer")


def test_a_nip_gets_the_data_for_an_invoice_in_ksef(ask, path):
    told = ask("POST", path, BUYER | {"nip": "1234563218"}).json_body
    assert (told["kind"], told["number"], told["ksef_number"]) == ("ksef_data", "DKF/2026/11/000001", None)


def test_a_wrong_nip_is_refused(ask, path):
    answer = ask("POST", path, BUYER | {"nip": "1234563217"})
    assert (answer.status_code, answer.json_body["code"]) == (422, "nip_invalid")


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 201},
        {"name": "Osoba\nz wierszem"},
        {"name": "漢字"},
        {"name": "Osoba \u202e"},
        {"address": []},
        {"address": ["ul. Długa 1"] * 5},
        {"address": ["  "]},
        {"nip": "123-456-32-18"},
        {"phone": "600100200"},
    ],
)
def test_what_cannot_be_printed_or_is_not_asked_for_is_refused(ask, path, change):
    answer = ask("POST", path, BUYER | change)
    assert (answer.status_code, answer.json_body["code"]) == (422, "invalid_request")


def test_nobody_else_sees_it(ask, path):
    told = ask("POST", path, BUYER).json_body
    for there in (path, f"/invoices/{told['invoice_id']}", f"/invoices/{told['invoice_id']}0", "/invoices/x"):
        assert ask("GET", there, phone=OTHER_PHONE).status_code == 404
    assert ask("POST", path, BUYER, phone=OTHER_PHONE).status_code == 404


def test_the_stream_corrects_the_invoice_of_a_returned_ticket(ask, path, counter: Counter):
    ask("POST", path, BUYER)
    ticket = counter.tickets()[0]
    counter.give_back(ticket, 9570)
    records = [dict(record) for record in counter.tables.table(KeptTicket).records]
    with Client(app) as client, pytest.MonkeyPatch.context() as patch:
        patch.setattr("chalicelib.tickets.schedules.hand_out", lambda _: None)
        patch.setattr("chalicelib.tickets.schedules.send", lambda _: None)
        for _ in range(2):  # AWS may give a batch twice
            assert client.lambda_.invoke("follow_tickets", {"Records": records}).payload == {"batchItemFailures": []}
    told, correction = ask("GET", path).json_body["items"]
    assert (correction["kind"], correction["corrects"]) == ("correction", told["number"])
    assert correction["total"]["amount"] == 330
