"""What is left of a ticket when its phone is erased. Rules only.

The sale stays for as long as the books do (art. 74 of the accounting act). Whose ticket it was goes, and so does the
right to its price, which may tell of an illness.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.payments.errors import MoneyNotSettled
from chalicelib.payments.payment import REQUESTED, Payment
from chalicelib.tickets.errors import TicketStillValid
from chalicelib.tickets.ticket import Ticket, may_be_changed


def expect_over(ticket: Ticket, now: datetime) -> None:
    """Return when nothing more will happen to the ticket; raises TicketStillValid or MoneyNotSettled."""
    if may_be_changed(ticket, now):
        raise TicketStillValid()
    ordering = ticket.month is not None and ticket.month.step_at is not None
    if ordering or ticket.calls_due_at or any(_is_open(payment) for payment in ticket.payments):
        raise MoneyNotSettled()


def without_holder(ticket: Ticket, nobody: str, now: datetime) -> Ticket:
    """Return the ticket of `nobody`, a name that leads nowhere. Raises TicketStillValid or MoneyNotSettled."""
    expect_over(ticket, now)
    return replace(
        ticket,
        device_id=nobody,
        email="",
        holder="",
        concession="",
        card_id="",
        fingerprint="",
        transfer_hash="",
        month=None,
        payments=tuple(replace(payment, redirect_url="") for payment in ticket.payments),
    )


def _is_open(payment: Payment) -> bool:
    return payment.unclear or payment.state in REQUESTED or payment.state == "needs_review"
