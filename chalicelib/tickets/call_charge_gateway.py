"""Use case: make the gateway calls that a ticket's decisions ordered. Refunds happen only here."""

from datetime import datetime

from chalicelib.log import logger
from chalicelib.payments.charge_port import ChargeGateway
from chalicelib.payments.errors import GatewayUnknown
from chalicelib.payments.payment import Payment, call_needed
from chalicelib.payments.port import RefundState
from chalicelib.payments.send_refund import send_refund
from chalicelib.storage import decide
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.confirm import confirm
from chalicelib.tickets.course import given_up, refund_told
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import Ticket


def call_charge_gateway(ticket_id: str, now: datetime, gateway: ChargeGateway) -> None:
    """Claim the ticket for a minute and make its calls; a ticket that somebody else has claimed is left alone.

    The first attempt at a refund calls at once. Any later one asks first what became of it, because the answer to an
    earlier call may have been lost. No report follows a refund, so until its state is told the ticket stays due.
    """
    ticket = kept_tickets.claim_calls(ticket_id, now)
    if ticket is None:
        return
    for payment in ticket.payments:
        try:
            match call_needed(payment, now):
                case "refund":
                    _refund(ticket, payment, now, gateway)
                case "ask":
                    _ask(ticket, payment, now, gateway)
        except GatewayUnknown:
            logger.warning("the gateway did not answer", order_id=payment.order_id)


def _refund(ticket: Ticket, payment: Payment, now: datetime, gateway: ChargeGateway) -> None:
    state = send_refund(payment, gateway, first=ticket.attempts == 1)
    if state is not None:
        decide(lambda: _refund_told(ticket.ticket_id, payment, state, now))


def _refund_told(ticket_id: str, payment: Payment, state: RefundState, now: datetime) -> None:
    ticket = kept_tickets.get(ticket_id)
    if ticket is None or payment not in ticket.payments:
        return
    after = refund_told(ticket, payment.order_id, state, now)
    if after != ticket:
        record(ticket, after, now)


def _ask(ticket: Ticket, payment: Payment, now: datetime, gateway: ChargeGateway) -> None:
    """The time to pay is over: follow what the gateway knows, or give the order up. A transfer may be on its way."""
    reports = gateway.reports(payment.order_id)
    for report in reports:
        confirm(report, now)
    if all(report.outcome == "failed" for report in reports):
        decide(lambda: _give_up(ticket.ticket_id, now))


def _give_up(ticket_id: str, now: datetime) -> None:
    ticket = kept_tickets.get(ticket_id)
    if ticket is not None and ticket.payment.unclear:
        record(ticket, given_up(ticket, now), now)
