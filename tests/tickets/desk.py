"""Tickets whose money an operator has to decide about, and what is left of the decision."""

from dataclasses import replace

from chalicelib.audit.entry import AuditEntry
from chalicelib.audit.list_entries import list_entries
from chalicelib.tickets.ticket import Ticket
from tests.tickets.counter import METROPOLITAN, NETWORK, Counter, refund_reference

WHY = ("operator", "as the panel says")
"""Who decides, and why."""


def audit(area: str = "payments") -> list[AuditEntry]:
    return list_entries(area, 9, None)[0]


def refund_failed(counter: Counter) -> Ticket:
    """A returned ticket whose refund the gateway gave up; it is for later, so all of its price was to go back."""
    counter.resident()
    ticket = counter.give_back(counter.bought(key="key-00000002", **NETWORK, first_day="2026-12-01"), 9900)
    counter.work()
    counter.gateway.cancel_refund(refund_reference(ticket))
    counter.later(minutes=10)
    counter.tick()
    counter.work()
    counter.later(minutes=2)
    return counter.ticket(ticket.ticket_id)


def paid_nothing(counter: Counter) -> Ticket:
    ticket = counter.buy(**METROPOLITAN)
    return counter.tell(replace(counter.gateway.approve(ticket.payment.order_id), amount_grosze=0))
