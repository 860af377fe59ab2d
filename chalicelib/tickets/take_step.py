"""Use case: take the next step of a subscription: order its next month, or charge a month that is not paid again."""

from datetime import datetime

from chalicelib.activation.rely_on_card import still_valid_on
from chalicelib.log import logger
from chalicelib.storage import Write
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tickets import kept_tickets, subscription
from chalicelib.tickets.errors import ResidentCardWanted
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import Ticket


def take_step(ticket: Ticket, now: datetime) -> None:
    """Move the subscription of a ticket on, in one transaction; the charge leaves by the outbox.

    The next month's ticket is written with the last one's step, under the id that belongs to that month, so it is
    ordered once however often this runs. The resident's right is part of the transaction: without a valid card there
    is no order and no charge. Raises Stale.
    """
    if ticket.issued_at is None:
        record(ticket, subscription.charge_again(ticket, now), now)
    elif now >= ticket.valid_until:
        logger.error("a month was ordered too late", needs_review=True, ticket_id=ticket.ticket_id)
        record(ticket, subscription.ended(ticket, "gap", now), now)
    else:
        _order_next(ticket, now)


def _order_next(ticket: Ticket, now: datetime) -> None:
    following = subscription.month_after(ticket, _price_of_next(ticket), now)
    # A phone that takes the ticket over meanwhile makes this Stale, so the next month is always on the ticket's phone.
    writes = [kept_tickets.keep_new(following), *_resident_right(ticket, now)]
    try:
        record(ticket, subscription.ordered_next(ticket), now, also=writes)
    except ResidentCardWanted:
        record(ticket, subscription.card_missed(ticket, now), now)


def _price_of_next(ticket: Ticket) -> int:
    """Return the next month's price by the tariff under which the whole was agreed to."""
    edition = edition_on(ticket.bought_on)
    number = ticket.month.number if ticket.month else 0
    return edition.price(edition.product(ticket.product), ticket.rate).instalments[number]


def _resident_right(ticket: Ticket, now: datetime) -> list[Write]:
    return [still_valid_on(ticket.device_id, ticket.card_id, now, lambda _: ResidentCardWanted())]
