"""Use case: make the gateway calls that a ticket's decisions ordered."""

from datetime import datetime

from chalicelib.payments.charge_port import ChargeGateway
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.call_for_month import call_for_month
from chalicelib.tickets.confirm import CHARGES


def call_charge_gateway(ticket_id: str, now: datetime, gateway: ChargeGateway) -> None:
    """Claim the ticket for a minute and make its calls; a ticket that somebody else has claimed is left alone."""
    ticket = kept_tickets.claim_calls(ticket_id, now)
    if ticket is None:
        return
    CHARGES.make_calls(ticket_id, ticket, now, gateway)
    if ticket.calls_besides:
        call_for_month(ticket, now, gateway)
