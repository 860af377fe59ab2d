"""Use cases of an operator: what becomes of a ticket's charge that no rule settles, and money that goes back.

A charge has no hold, so nothing can be released: `release_payment` is always refused with what is possible instead.
"""

from chalicelib.payments.charge_ruling import decided, refund_ordered
from chalicelib.payments.decide_payment import PaymentDesk
from chalicelib.tickets import unsettled_tickets
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import Ticket

DESK: PaymentDesk[Ticket] = PaymentDesk(
    of_order=unsettled_tickets.of_order,
    payments=lambda ticket: ticket.payments,
    decided=decided,
    refund_ordered=refund_ordered,
    record=record,
)
decide_review = DESK.decide_review
release_payment = DESK.release_payment
refund_payment = DESK.refund_payment
settle_payment = DESK.settle_payment
