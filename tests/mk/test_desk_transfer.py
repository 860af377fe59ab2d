"""A lost phone at the desk: the document brings the ticket to a new one."""

from chalicelib.tickets.move_ticket import move_ticket
from tests.mk.test_ticket_money import counter
from tests.tickets.counter import METROPOLITAN, OTHER_PHONE

__all__ = ["counter"]

WHY = "telefon zgubiony, dowód okazany"


def test_the_code_of_the_desk_moves_the_ticket_and_the_audit_keeps_why(desk, counter):
    ticket = counter.bought(**METROPOLITAN)
    arguments = ["tickets", "transfer", ticket.payment.order_id, "--document", "J.P. 1990", "--why", WHY]
    told = desk.json(*arguments)
    assert told["ticket_id"] == ticket.ticket_id
    assert move_ticket(ticket.ticket_id, OTHER_PHONE, "pl", told["code"], counter.now).device_id == OTHER_PHONE
    status, said = desk("audit", "list", "--area", "tickets")
    assert (status, WHY in said, told["code"] in said) == (0, True, False)


def test_another_persons_document_gets_no_code(desk, counter):
    ticket = counter.bought(**METROPOLITAN)
    arguments = ["tickets", "transfer", ticket.ticket_id, "--document", "E.I. 1990", "--why", WHY]
    status, said = desk(*arguments, "--language", "en")
    assert (status, said.startswith("refused: desk_transfer_refused")) == (1, True)
