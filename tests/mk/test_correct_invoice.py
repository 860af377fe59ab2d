"""A ticket's invoice whose correction never came is brought to the money at the desk."""

import pytest

from chalicelib.invoices.counted_numbers import CountedNumber
from chalicelib.invoices.invoice import Buyer
from chalicelib.invoices.kept_invoices import KeptInvoice
from chalicelib.tickets.invoice_ticket import invoice_ticket
from tests.mk.test_ticket_money import counter
from tests.tickets.counter import METROPOLITAN, NETWORK, PHONE

__all__ = ["counter"]

BUYER = Buyer("Przykładowa Osoba", ("ul. Przykładowa 1", "30-000 Kraków"))


@pytest.fixture(autouse=True)
def invoice_tables(tables):
    tables(KeptInvoice, CountedNumber)


def test_it_is_corrected_once_to_what_is_kept(desk, counter):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    invoice_ticket(ticket.ticket_id, PHONE, BUYER, counter.now)
    correct = ("invoices", "correct", ticket.ticket_id)
    assert [one["kind"] for one in desk.json(*correct)["items"]] == ["invoice"]
    counter.give_back(ticket, 9570)

    first, again = (desk.json(*correct)["items"] for _ in range(2))

    assert [(one["kind"], one["total"]["amount"]) for one in first] == [("invoice", 9900), ("correction", 330)]
    assert again == first


def test_a_ticket_without_an_invoice_has_nothing_to_correct(desk, counter):
    ticket = counter.bought(**METROPOLITAN)
    status, said = desk("invoices", "correct", ticket.ticket_id, "--language", "en")
    assert (status, said.startswith("refused: invoice_unknown")) == (1, True)
