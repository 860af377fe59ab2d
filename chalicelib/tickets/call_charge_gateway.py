"""Use case: make the gateway calls that a ticket's decisions ordered. Refunds happen only here."""

from datetime import datetime
from functools import partial

from chalicelib.payments.charge_port import ChargeGateway
from chalicelib.payments.charged_item import given_up, refund_told
from chalicelib.payments.make_charge_calls import make_charge_calls
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import RefundState, Report
from chalicelib.storage import decide
from chalicelib.tickets import kept_tickets, subscription
from chalicelib.tickets.call_for_month import call_for_month
from chalicelib.tickets.confirm import confirm
from chalicelib.tickets.record import record


def call_charge_gateway(ticket_id: str, now: datetime, gateway: ChargeGateway) -> None:
    """Claim the ticket for a minute and make its calls; a ticket that somebody else has claimed is left alone."""
    ticket = kept_tickets.claim_calls(ticket_id, now)
    if ticket is None:
        return
    told, asked = partial(_refund_told, ticket_id, now), partial(_asked, ticket_id, now)
    make_charge_calls(ticket.payments, now, gateway, told, asked, first=ticket.attempts == 1)
    if ticket.calls_besides:
        call_for_month(ticket, now, gateway)


def _refund_told(ticket_id: str, now: datetime, payment: Payment, state: RefundState) -> None:
    def attempt() -> None:
        ticket = kept_tickets.get(ticket_id)
        if ticket is None or payment not in ticket.payments:
            return
        after = refund_told(ticket, payment.order_id, state, now)
        if after != ticket:
            record(ticket, after, now)

    decide(attempt)


def _asked(ticket_id: str, now: datetime, payment: Payment, reports: list[Report]) -> None:
    """Follow what the gateway knows, or give the order up. A transfer may be on its way."""
    for report in reports:
        confirm(report, now)
    if all(report.outcome == "failed" for report in reports):
        decide(lambda: _give_up(ticket_id, payment.order_id, now))


def _give_up(ticket_id: str, order_id: str, now: datetime) -> None:
    ticket = kept_tickets.get(ticket_id)
    if ticket is not None and ticket.payment.unclear:
        record(ticket, subscription.given_up(given_up(ticket, order_id, now), now), now)
