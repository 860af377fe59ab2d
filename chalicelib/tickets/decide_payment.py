"""Use cases of an operator: what becomes of a ticket's charge that no rule settles, and money that goes back.

A charge has no hold, so nothing can be released: `release_payment` is always refused with what is possible instead.
"""

from collections.abc import Callable
from datetime import datetime

from chalicelib.payments import charge_ruling
from chalicelib.payments.decide_payment import PaymentDesk
from chalicelib.payments.payment import Payment
from chalicelib.tickets import subscription, unsettled_tickets
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import Ticket


def _decided(ticket: Ticket, order_id: str, decision: Callable[[Payment], Payment], now: datetime) -> Ticket:
    return subscription.given_up(charge_ruling.decided(ticket, order_id, decision, now), now)


DESK: PaymentDesk[Ticket] = PaymentDesk(
    of_order=unsettled_tickets.of_order,
    payments=lambda ticket: ticket.payments,
    decided=_decided,
    refund_ordered=charge_ruling.refund_ordered,
    record=record,
)
