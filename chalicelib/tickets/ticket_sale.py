"""A ticket as an invoice knows it. Rules only."""

from chalicelib.invoices.invoice import TRANSPORT_VAT_PERCENT, Buyer, Line, Sale
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import warsaw_day


def kept_grosze(ticket: Ticket) -> int:
    """Return what is paid for the ticket and not on its way back; 0 of one that never was a ticket."""
    payment = ticket.payment
    return payment.captured_grosze - payment.going_back_grosze if ticket.issued_at else 0


def is_other_sale(before: Ticket | None, after: Ticket) -> bool:
    """Tell whether a change of a ticket left another sum paid for it, so that its invoice wants a correction."""
    return before is not None and before.issued_at is not None and kept_grosze(before) != kept_grosze(after)


def sale_of(ticket: Ticket, name: str, buyer: Buyer) -> Sale:
    """Return the sale of a ticket by its Polish name, as its money stands; its day is the one on which it was paid."""
    paid_at = ticket.payment.settled_at or ticket.issued_at or ticket.ordered_at
    paid_on = warsaw_day(paid_at)
    return Sale(ticket.ticket_id, paid_on, paid_on, buyer, lines_of(ticket, name), ticket.device_id)


def lines_of(ticket: Ticket, name: str) -> tuple[Line, ...]:
    """Return the one line of a ticket and its days; none when all of its price goes back."""
    if not kept_grosze(ticket):
        return ()
    days = f"{ticket.validity.first_day} – {ticket.validity.last_day}"
    return (Line(f"{name}, {days}", 1, kept_grosze(ticket), TRANSPORT_VAT_PERCENT),)
