"""What a holder is told when a ticket changes. Rules only: two states of the ticket in, messages out."""

from chalicelib.money import zloty_text
from chalicelib.notifications.message import Channel, Message
from chalicelib.tickets.subscription_news import news_of_month, values_of_month
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import in_warsaw

_PUSH: tuple[Channel, ...] = ("push",)
_BOTH: tuple[Channel, ...] = ("push", "email")


def announcements(before: Ticket | None, after: Ticket) -> list[Message]:
    """Return the messages of one change, in the language of the order. The same change gives the same messages.

    A ticket without an address is one whose phone was erased: there is nobody to tell.
    """
    if before is None or not after.email:
        return []
    return [
        *_of_order(before, after),
        *(one for name in news_of_month(before, after) for one in _messages(after, name, _BOTH)),
        *_of_move(before, after),
        *_of_money_back(before, after),
        *(_messages(after, "ticket_expires", _PUSH) if after.reminders > before.reminders else ()),
    ]


def calls_ordered(before: Ticket | None, after: Ticket) -> bool:
    """Tell whether this change ordered a call to the gateway: a refund, a month's charge, the end of a mandate."""
    known = before.month.calls if before and before.month else frozenset()
    if after.month and after.month.calls - known:
        return True
    earlier = {payment.order_id: payment.state for payment in before.payments} if before else {}
    return any(
        payment.state == "refund_requested" and earlier.get(payment.order_id) != payment.state
        for payment in after.payments
    )


def _of_order(before: Ticket, after: Ticket) -> list[Message]:
    if after.issued_at and not before.issued_at:
        return [] if after.month else _messages(after, "ticket_issued", _BOTH)
    if after.unpaid_because and not before.unpaid_because:
        return _messages(after, "ticket_paid_in_vain", _BOTH)
    if before.payment.awaiting and after.payment.state in ("failed", "expired") and after.payment.redirect_url:
        is_later_month = after.month is not None and not after.month.is_first
        return [] if is_later_month else _messages(after, "ticket_payment_failed", _PUSH)
    if len(after.payments) > len(before.payments):
        return _messages(after, "ticket_paid_twice", _BOTH, str(len(after.payments)))
    if after.returned_at and not before.returned_at:
        return _messages(after, "ticket_returned", _BOTH, back=after.payment.refund_grosze)
    return []


def _of_move(before: Ticket, after: Ticket) -> list[Message]:
    """The phone that lost the ticket is told, so that nobody loses one unawares; the holder by e-mail as well."""
    if len(after.moves) == len(before.moves):
        return []
    number = str(len(after.moves))
    push, email = _messages(before, "ticket_moved", _BOTH, number)
    return [push, email]


def _of_money_back(before: Ticket, after: Ticket) -> list[Message]:
    back = _refunded(after) - _refunded(before)
    if back <= 0:
        return []
    return _messages(after, "ticket_refunded", _BOTH, str(_refunded(after)), back=back)


def _refunded(ticket: Ticket) -> int:
    return sum(payment.refunded_grosze for payment in ticket.payments)


def _messages(
    ticket: Ticket, name: str, channels: tuple[Channel, ...], number: str = "", back: int = 0
) -> list[Message]:
    validity = ticket.validity
    values = {
        "price": zloty_text(ticket.payment.amount_grosze, ticket.language),
        "back": zloty_text(back, ticket.language),
        "from": f"{in_warsaw(validity.from_):%d.%m.%Y %H:%M}",
        "until": f"{in_warsaw(validity.last_moment):%d.%m.%Y %H:%M}",
    } | values_of_month(ticket)
    return [
        Message(
            identifier=":".join(filter(None, (ticket.ticket_id, name, number, channel))),
            channel=channel,
            template=f"messages.{name}",
            language=ticket.language,
            values=values,
            device_id=ticket.device_id if channel == "push" else "",
            email=ticket.email if channel == "email" else "",
            link=f"tickets/{ticket.ticket_id}",
        )
        for channel in channels
    ]
