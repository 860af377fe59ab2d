"""Use cases: a phone leaves its tickets behind."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from chalicelib import ids
from chalicelib.storage import commit, decide
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.departure import expect_over, without_holder
from chalicelib.tickets.record import record
from chalicelib.tickets.subscription import ended
from chalicelib.tickets.ticket import Ticket, state_at


def expect_tickets_over(device_id: str, now: datetime) -> None:
    """Return when all the phone's tickets are over and their money is settled.

    Raises TicketStillValid or MoneyNotSettled.
    """
    for ticket in kept_tickets.all_of_device(device_id):
        expect_over(ticket, now)


def stop_subscriptions(device_id: str, now: datetime) -> None:
    """Stop what the phone bought month by month and has no good ticket of any more, so that no month follows.

    The gateway is told to forget the card; until it has, money is not settled.
    """
    for ticket in kept_tickets.all_of_device(device_id):
        if _is_between_months(ticket, now):
            decide(partial(_stop, ticket.ticket_id, now))


def forget_phone(device_id: str, now: datetime) -> Iterator[None]:
    """Take the phone and the holder off its tickets, one at each step of the iterator.

    Each ticket gets a name of its own, so they lead not even to one another. Safe to stop and to repeat: a ticket
    without its phone is not found again. Raises TicketStillValid or MoneyNotSettled.
    """
    for ticket in kept_tickets.all_of_device(device_id):
        _forget(ticket.ticket_id, device_id, now)
        yield


def _is_between_months(ticket: Ticket, now: datetime) -> bool:
    return state_at(ticket, now) == "expired" and ticket.month is not None and ticket.month.step_at is not None


def _stop(ticket_id: str, now: datetime) -> None:
    ticket = kept_tickets.get(ticket_id)
    if ticket is not None and _is_between_months(ticket, now):
        record(ticket, ended(ticket, "stopped", now), now)


def _forget(ticket_id: str, device_id: str, now: datetime) -> None:
    def attempt() -> None:
        ticket = kept_tickets.get(ticket_id)
        if ticket is not None and ticket.device_id == device_id:
            commit(kept_tickets.replacing(ticket, without_holder(ticket, ids.random_id("gone"), now)))

    decide(attempt)
