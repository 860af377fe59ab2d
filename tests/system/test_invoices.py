"""A ticket's invoice as its buyer gets it, and what a return makes of it."""

import pytest

from local.phone import Phone
from tests.system.driver import Driver, assert_problem, eventually

BUYER = {"name": "Przykładowa Osoba", "address": ["ul. Przykładowa 1", "30-000 Kraków"]}
BUSINESS = {"name": "Przykładowa sp. z o.o.", "address": ["ul. Przykładowa 2"], "nip": "5260250274"}
KSEF_NUMBER = "5260250274-20261121-0123456789AB-CD"


@pytest.fixture
def ticket(paid_hours, driver: Driver, mpk):
    return driver.bought_ticket(mpk)


def invoices(driver: Driver, ticket):
    return driver.phone.get(f"/tickets/{ticket['ticket_id']}/invoices").json["items"]


def asked(driver: Driver, ticket, buyer=BUYER):
    return driver.phone.post(f"/tickets/{ticket['ticket_id']}/invoices", buyer)


def pdf(phone: Phone, invoice) -> bytes:
    """Return the document as the phone's browser would keep it."""
    answer = phone.get(f"/invoices/{invoice['invoice_id']}", Accept="application/pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body.startswith(b"%PDF-"), "the bytes themselves, not their base64"
    assert answer.body.rstrip().endswith(b"%%EOF")
    return answer.body


def test_a_paid_ticket_gets_one_invoice_and_always_the_same_pdf(driver: Driver, ticket):
    first, again = (asked(driver, ticket) for _ in range(2))
    assert (first.status, again.json) == (201, first.json)
    invoice = first.json
    assert (invoice["kind"], invoice["total"]) == ("invoice", ticket["payment"]["paid"])
    assert invoices(driver, ticket) == [invoice]
    assert driver.phone.get(f"/invoices/{invoice['invoice_id']}").json == invoice
    assert pdf(driver.phone, invoice) == pdf(driver.phone, invoice)
    assert_problem(asked(driver, ticket, BUYER | {"name": "Inna Osoba"}), 409, "invoice_for_another_buyer")


def test_a_return_corrects_the_invoice_by_itself(paid_hours, driver: Driver, card_id, mpk):
    ticket = driver.bought_ticket(mpk, product="named-network-z1", rate="resident", resident_card=card_id)
    invoice = asked(driver, ticket).json
    path = f"/tickets/{ticket['ticket_id']}/return"
    offer = driver.phone.get(path).json
    driver.phone.post(path, {"refund": offer["refund"]})

    _, correction = eventually(lambda: len(found := invoices(driver, ticket)) == 2 and found, "the correction")

    assert (correction["kind"], correction["corrects"]) == ("correction", invoice["number"])
    assert correction["total"] == offer["used"]
    assert pdf(driver.phone, correction) != pdf(driver.phone, invoice)


def test_an_invoice_is_of_the_phone_that_asked_alone(driver: Driver, ticket, new_driver):
    invoice, other = asked(driver, ticket).json, new_driver()
    assert_problem(other.phone.get(f"/invoices/{invoice['invoice_id']}"), 404, "invoice_unknown")
    assert_problem(asked(other, ticket), 404, "ticket_unknown")


def test_an_unpaid_ticket_has_nothing_to_invoice(paid_hours, driver: Driver):
    assert_problem(asked(driver, driver.ordered_ticket()), 409, "nothing_to_invoice")


def test_a_business_gets_the_number_that_ksef_gave(driver: Driver, ticket, mk):
    invoice = asked(driver, ticket, BUSINESS).json
    assert (invoice["kind"], invoice["ksef_number"]) == ("ksef_data", None)
    waiting = mk("invoices", "waiting", "--limit", "1000")["items"]
    assert invoice["invoice_id"] in {one["invoice_id"] for one in waiting}

    mk("invoices", "note-ksef", invoice["invoice_id"], "--number", KSEF_NUMBER, "--why", "issued in KSeF")

    assert invoices(driver, ticket)[0]["ksef_number"] == KSEF_NUMBER
