"""Use case: make the gateway calls of a subscription's month: its charge without the customer, the mandate's end."""

from datetime import datetime

from chalicelib.log import logger
from chalicelib.payments.charge_port import ChargeGateway, ChargeStarted
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.storage import decide
from chalicelib.tickets import kept_tickets, subscription
from chalicelib.tickets.charge_order import charge_order
from chalicelib.tickets.confirm import confirm
from chalicelib.tickets.month import Month
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import Ticket


def call_for_month(ticket: Ticket, now: datetime, gateway: ChargeGateway) -> None:
    """Make what is still to be called; without an answer it stays due and is called again, as it was.

    The gateway takes the same call for the same charge. Before a declined order is charged again the gateway is asked
    about it, because its customer may have paid by hand or the news of an earlier charge may have been lost.
    """
    month = ticket.month
    if month is None:
        return
    try:
        if month.charge_due and now < ticket.payment.valid_until:
            _charge(ticket, month, now, gateway)
        if month.ended and not month.mandate_withdrawn:
            gateway.withdraw_mandate(month.subscription_id)
            decide(lambda: _withdrawn(ticket.ticket_id, now))
    except GatewayUnknown:
        logger.warning("the gateway did not answer", order_id=ticket.payment.order_id)


def _charge(ticket: Ticket, month: Month, now: datetime, gateway: ChargeGateway) -> None:
    started: ChargeStarted | None = None
    try:
        if not ticket.payment.remote_id:
            started = gateway.start_charge(charge_order(ticket))
        elif _is_declined(ticket, now, gateway):
            gateway.charge_again(ticket.payment.remote_id, f"{ticket.payment.order_id}-{month.charges}")
    except GatewayRefused as refusal:
        reason = str(refusal.details.get("reason", "refused"))
        decide(lambda: _refused(ticket.ticket_id, reason, now))
        return
    decide(lambda: _taken_on(ticket.ticket_id, month.charges, started, now))


def _is_declined(ticket: Ticket, now: datetime, gateway: ChargeGateway) -> bool:
    reports = gateway.reports(ticket.payment.order_id)
    for report in reports:
        confirm(report, now)
    return all(report.outcome == "failed" for report in reports)


def _taken_on(ticket_id: str, charges: int, started: ChargeStarted | None, now: datetime) -> None:
    ticket = kept_tickets.get(ticket_id)
    if ticket is not None and ticket.month is not None:
        _keep(ticket, subscription.charge_taken_on(ticket, charges, started), now)


def _refused(ticket_id: str, reason: str, now: datetime) -> None:
    ticket = kept_tickets.get(ticket_id)
    if ticket is not None and ticket.month is not None:
        _keep(ticket, subscription.charge_refused(ticket, reason), now)


def _withdrawn(ticket_id: str, now: datetime) -> None:
    ticket = kept_tickets.get(ticket_id)
    if ticket is not None and ticket.month is not None:
        _keep(ticket, subscription.mandate_withdrawn(ticket), now)


def _keep(before: Ticket, after: Ticket, now: datetime) -> None:
    if after != before:
        record(before, after, now)
