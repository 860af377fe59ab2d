"""What a holder is told as a subscription goes on. Rules only: two states of one month's ticket in, names out."""

from datetime import timedelta

from chalicelib.tickets.month import Ended
from chalicelib.tickets.subscription import last_look_at
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import in_warsaw

_ENDINGS: dict[Ended, str] = {
    "stopped": "subscription_stopped",
    "gap": "subscription_gap",
    "card_not_valid": "subscription_card_gone",
    "returned": "subscription_returned",
}
_SECOND = timedelta(seconds=1)


def news_of_month(before: Ticket, after: Ticket) -> list[str]:
    """Return the names of the messages that one change of a month means."""
    was, month = before.month, after.month
    if was is None or month is None:
        return []
    news = []
    if after.issued_at and not before.issued_at:
        news.append("subscription_completed" if month.is_last else "subscription_charged")
    if before.payment.awaiting and after.payment.state == "failed" and after.may_be_paid and not month.is_first:
        news.append("subscription_declined")
    if month.card_missed and not was.card_missed:
        news.append("subscription_card_wanted")
    if month.ended and not was.ended and not (month.is_first and month.ended == "gap"):
        news.append(_ENDINGS[month.ended])
    return news


def values_of_month(ticket: Ticket) -> dict[str, str]:
    """Return what those messages say of a month; `by` is the last minute for what the holder is asked to do."""
    month = ticket.month
    if month is None:
        return {}
    by = last_look_at(ticket) if ticket.issued_at else ticket.payment.valid_until - _SECOND
    return {"number": str(month.number), "of": str(month.of), "by": f"{in_warsaw(by):%d.%m.%Y %H:%M}"}
