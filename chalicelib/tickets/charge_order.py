"""What the gateway is asked to charge for a ticket."""

from chalicelib import config
from chalicelib.payments.charge_port import ChargeOrder, Mandate
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.validity import nth_month
from chalicelib.tariff.wording import name_of
from chalicelib.tickets.month import Month
from chalicelib.tickets.ticket import Ticket


def charge_order(ticket: Ticket) -> ChargeOrder:
    """Return the order of a ticket, the same however often it is asked for."""
    product = edition_on(ticket.bought_on).product(ticket.product)
    return ChargeOrder(
        order_id=ticket.payment.order_id,
        amount_grosze=ticket.payment.amount_grosze,
        method=ticket.method,
        email=ticket.email,
        language=ticket.language,
        description=name_of(product, ticket.language),
        return_url=f"{config.PUBLIC_URL}/payments/return?of=tickets",
        valid_until=ticket.payment.valid_until,
        mandate=_mandate(ticket.month) if ticket.month else None,
    )


def _mandate(month: Month) -> Mandate:
    """The first month's customer gives the mandate, good until the last month begins; the others are charged by it."""
    if not month.is_first:
        return Mandate(month.subscription_id)
    last_charged_before = nth_month(month.first_day, month.of, month.begun_at).from_
    return Mandate(month.subscription_id, until=last_charged_before)
