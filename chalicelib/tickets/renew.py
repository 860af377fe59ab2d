"""Use case: prepare the order of the ticket after this one, so that one tap is enough."""

from datetime import date, datetime, timedelta

from chalicelib.money import Money
from chalicelib.tariff.offer import offer
from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.sale import BY_TIME
from chalicelib.tickets.errors import TicketNotInUse
from chalicelib.tickets.find_subscription import months_of
from chalicelib.tickets.find_ticket import find_ticket
from chalicelib.tickets.subscription import last_day
from chalicelib.tickets.ticket import Ticket
from chalicelib.tickets.ticket_answer import RenewalAnswer
from chalicelib.warsaw import warsaw_day


def renewal(ticket_id: str, device_id: str, now: datetime) -> RenewalAnswer:
    """Return the same ticket from the day after this one ends, today at the earliest, at the price of today.

    A ticket by time starts with its payment. Of one that came from another phone the buyer's e-mail is not told. Raises
    TicketUnknown, TicketNotInUse for one that was never paid, or what an offer refuses: OutsideSale while it is
    too early, ProductUnknown when it is sold no more.
    """
    ticket = find_ticket(ticket_id, device_id)
    if ticket.issued_at is None:
        raise TicketNotInUse()
    today = warsaw_day(now)
    edition = edition_on(today)
    by_time = edition.product(ticket.product).kind in BY_TIME
    first_day = None if by_time else max(today, _last_day(ticket) + timedelta(days=1))
    wish = TicketQuote(
        product=ticket.product,
        rate=ticket.rate,
        first_day=first_day,
        stamped_at=now if by_time else None,
        months=ticket.months,
        lines=list(ticket.lines),
        concession=ticket.concession or None,
    )
    total = offer(edition, wish, now).total_grosze
    return RenewalAnswer(
        product=ticket.product,
        rate=ticket.rate,
        first_day=first_day,
        months=ticket.months,
        lines=list(ticket.lines),
        concession=ticket.concession or None,
        resident_card=ticket.card_id or None,
        total=Money(total),
        method=ticket.method,
        email=None if ticket.moves else ticket.email,
    )


def _last_day(ticket: Ticket) -> date:
    """A returned ticket was given up on purpose: its successor may start when it ends as well.

    A subscription goes on by itself, so its successor is after the whole, or after what there was of it when it ended.
    """
    if ticket.month is None:
        return ticket.validity.last_day
    months = months_of(ticket.month.subscription_id)
    if any(one.month and one.month.ended for one in months):
        return max(one.validity.last_day for one in months if one.issued_at)
    return last_day(ticket.month)
