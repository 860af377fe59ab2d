"""Use case: let a ticket follow what the gateway reports about its order.

The first money for an order makes the ticket, in one transaction with the ledger entry.
"""

from datetime import datetime

from chalicelib.payments import charged_item
from chalicelib.payments.make_charge_calls import Charges
from chalicelib.tickets import kept_tickets, subscription
from chalicelib.tickets.course import reported
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import Ticket


def _given_up(ticket: Ticket, order_id: str, now: datetime) -> Ticket:
    return subscription.given_up(charged_item.given_up(ticket, order_id, now), now)


CHARGES: Charges[Ticket] = Charges(kept_tickets.get, kept_tickets.of_order, reported, _given_up, record)
confirm = CHARGES.confirm
