"""Use cases: what a return would give back, and the return itself."""

from datetime import datetime

from chalicelib.money import Money, decimal_text
from chalicelib.payments.errors import NotRefundable
from chalicelib.storage import decide
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.return_rule import Refund, refund
from chalicelib.tickets.course import returned
from chalicelib.tickets.errors import ReturnSumChanged, TicketNotInUse
from chalicelib.tickets.find_ticket import find_ticket
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import Ticket, may_be_changed
from chalicelib.warsaw import warsaw_day


def quote_return(ticket_id: str, device_id: str, now: datetime) -> Refund:
    """Return what would go back if the phone's ticket were returned now, by the rules of the day of its purchase.

    What an operator sent back of it before counts as never paid. Raises TicketUnknown, TicketNotInUse, NotReturnable,
    ReturnRuleUnknown, ReturnTooLate, and NotRefundable while such money is on its way, or when nothing would go back.
    """
    return _refund(find_ticket(ticket_id, device_id), now)


def return_ticket(ticket_id: str, device_id: str, confirmed: Money, now: datetime) -> Ticket:
    """Give the phone's ticket back for exactly the sum that was confirmed; again for the same sum changes nothing.

    One transaction ends the ticket and orders the refund; the call leaves by the outbox. Raises ReturnSumChanged, also
    when midnight came between, and what `quote_return` raises.
    """

    def attempt() -> Ticket:
        ticket = find_ticket(ticket_id, device_id)
        if ticket.returned_at and confirmed == Money(ticket.returned_grosze):
            return ticket
        back = _refund(ticket, now)
        if confirmed != Money(back.grosze):
            raise ReturnSumChanged(refund=decimal_text(back.grosze))
        return record(ticket, returned(ticket, back, now), now)

    return decide(attempt)


def _refund(ticket: Ticket, now: datetime) -> Refund:
    if not may_be_changed(ticket, now):
        raise TicketNotInUse()
    edition, validity = edition_on(ticket.bought_on), ticket.validity
    back = refund(
        edition.product(ticket.product),
        ticket.payment.refundable_grosze,
        validity.first_day,
        validity.last_day,
        warsaw_day(now),
        edition.rules.returns,
    )
    if not back.grosze:
        raise NotRefundable(most=decimal_text(0))
    return back
