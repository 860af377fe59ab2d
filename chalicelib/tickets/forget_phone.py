"""Use cases: a phone leaves its tickets behind."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib import ids
from chalicelib.storage import commit, decide
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.departure import expect_over, without_holder


def expect_tickets_over(device_id: str, now: datetime) -> None:
    """Return when all the phone's tickets are over and their money is settled.

    Raises TicketStillValid or MoneyNotSettled.
    """
    for ticket in kept_tickets.all_of_device(device_id):
        expect_over(ticket, now)


def forget_phone(device_id: str, now: datetime) -> Iterator[None]:
    """Take the phone and the holder off its tickets, one at each step of the iterator.

    Each ticket gets a name of its own, so they lead not even to one another. Safe to stop and to repeat: a ticket
    without its phone is not found again. Raises TicketStillValid or MoneyNotSettled.
    """
    for ticket in kept_tickets.all_of_device(device_id):
        _forget(ticket.ticket_id, device_id, now)
        yield


def _forget(ticket_id: str, device_id: str, now: datetime) -> None:
    def attempt() -> None:
        ticket = kept_tickets.get(ticket_id)
        if ticket is not None and ticket.device_id == device_id:
            commit(kept_tickets.replacing(ticket, without_holder(ticket, ids.random_id("gone"), now)))

    decide(attempt)
