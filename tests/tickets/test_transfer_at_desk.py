"""The phone is lost and no card proves the holder: a service point lets the document do it."""

from datetime import timedelta

import pytest

from chalicelib.audit import recorded_entries
from chalicelib.audit.entry import AuditEntry
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.tickets import errors
from chalicelib.tickets.move import CODE_LIVES
from chalicelib.tickets.move_ticket import move_ticket
from chalicelib.tickets.ticket import Ticket
from chalicelib.tickets.ticket_facts import shown_holder
from chalicelib.tickets.transfer_at_desk import transfer_at_desk
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.tickets.counter import METROPOLITAN, MODELS, OTHER_PHONE, Counter

DOCUMENT = shown_holder("Jan", "Przykładowy", 1990)
WHY = "telefon skradziony, dowód osobisty okazany"


@pytest.fixture
def counter():
    tables = MemoryDynamoDB.for_models(*MODELS, RecordedEntry)
    with installed(tables):
        yield Counter(tables)


@pytest.fixture
def ticket(counter: Counter) -> Ticket:
    """A ticket that no card was bought with."""
    return counter.bought(**METROPOLITAN)


def issued(counter: Counter, ticket_id: str, document: str = DOCUMENT) -> str:
    return transfer_at_desk(ticket_id, document, "anna", WHY, counter.now)[0]


def test_a_document_brings_the_ticket_to_a_new_phone(counter: Counter, ticket: Ticket):
    code = issued(counter, ticket.ticket_id)
    assert move_ticket(ticket.ticket_id, OTHER_PHONE, "uk", code, counter.now).device_id == OTHER_PHONE
    with pytest.raises(errors.TicketMoveNotProven):
        move_ticket(ticket.ticket_id, "dev_c", "uk", code, counter.now)


def test_the_code_of_a_service_point_lives_as_long_as_any(counter: Counter, ticket: Ticket):
    code = issued(counter, ticket.ticket_id)
    counter.now += CODE_LIVES
    with pytest.raises(errors.TicketMoveNotProven):
        move_ticket(ticket.ticket_id, OTHER_PHONE, "uk", code, counter.now)


@pytest.mark.parametrize("document", [shown_holder("Jan", "Przykładowy", 1991), shown_holder("Ewa", "Inna", 1990), ""])
def test_nobody_gets_a_code_for_another_persons_ticket(counter: Counter, ticket: Ticket, document: str):
    with pytest.raises(errors.DeskTransferRefused):
        issued(counter, ticket.ticket_id, document)
    assert counter.ticket(ticket.ticket_id) == ticket


def test_there_is_no_code_for_a_ticket_that_nobody_sold(counter: Counter):
    with pytest.raises(errors.DeskTransferRefused):
        issued(counter, "tkt_none")


def test_a_ticket_that_is_over_is_not_moved(counter: Counter, ticket: Ticket):
    counter.now = ticket.valid_until + timedelta(seconds=1)
    with pytest.raises(errors.TicketNotInUse):
        issued(counter, ticket.ticket_id)


def test_a_move_by_document_counts_as_any_other(counter: Counter, ticket: Ticket):
    for phone in (OTHER_PHONE, "dev_c"):
        move_ticket(ticket.ticket_id, phone, "pl", issued(counter, ticket.ticket_id), counter.now)
        counter.later(minutes=1)
    with pytest.raises(errors.TicketMovesUsedUp):
        issued(counter, ticket.ticket_id)


def test_it_is_in_the_audit_without_the_code(counter: Counter, ticket: Ticket):
    code = issued(counter, ticket.ticket_id)
    ((entry,), _) = recorded_entries.of_area("tickets", 10, None)
    after = {"until": (counter.now + CODE_LIVES).isoformat()}
    assert entry == AuditEntry("tickets", counter.now, "anna", "offer_transfer", ticket.ticket_id, WHY, {}, after)
    assert code not in str(counter.tables.tables)
