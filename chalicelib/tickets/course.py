"""How a ticket goes on: it is paid, issued, changed, moved, returned, or never comes to be. Rules only.

Every function returns the ticket as it is afterwards, with the gateway calls that this orders.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta

from chalicelib.payments import charge
from chalicelib.payments import payment as payments
from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.payments.charged_item import all_back, paid_again, with_new_calls, with_payment
from chalicelib.payments.port import Report
from chalicelib.tariff.return_rule import Refund
from chalicelib.tariff.validity import Validity
from chalicelib.tickets import subscription
from chalicelib.tickets.ticket import Ticket, UnpaidBecause, validity_if_paid
from chalicelib.warsaw import warsaw_moment

REMIND_BEFORE = timedelta(days=3)
_REMIND_AT = time(10)
_SECOND = timedelta(seconds=1)


def charge_started(ticket: Ticket, started: ChargeStarted) -> Ticket:
    return with_payment(ticket, ticket.payment.order_id, lambda payment: charge.started(payment, started))


def reported(ticket: Ticket, report: Report, now: datetime) -> Ticket:
    """Return the ticket after a report of the gateway about its order; itself when nothing is new.

    The first money for the order makes the ticket, unless it comes too late or is not the price: then all of it goes
    back. Whatever is paid after that goes back as well.
    """
    order = ticket.payment
    if charge.is_met(order) and report.remote_id != order.remote_id:
        again = paid_again(ticket, order, report, now)
        return again if again is ticket else subscription.paid_again(again)
    after = with_payment(ticket, order.order_id, lambda payment: charge.reported(payment, report, now))
    if after == ticket:
        return ticket
    after = _issued(after, report, now) if after.payment.taken else subscription.given_up(after, now)
    return with_new_calls(ticket, after, now)


def returned(ticket: Ticket, refund: Refund, now: datetime) -> Ticket:
    """Give the ticket back: it ends with the day of the return, and what is left of its price goes back."""
    day_after = warsaw_moment(refund.ends_on + timedelta(days=1))
    back = with_payment(ticket, ticket.payment.order_id, lambda payment: payments.refunding(payment, refund.grosze))
    ended = replace(
        back,
        returned_at=now,
        returned_grosze=refund.grosze,
        changed_at=_changed_at(ticket, now),
        valid_until=max(ticket.valid_from, day_after),
        remind_at=None,
    )
    if ended.month and not ended.month.ended:
        return subscription.ended(ended, "returned", now)
    return with_new_calls(ticket, ended, now)


def lines_changed(ticket: Ticket, lines: tuple[str, ...], now: datetime) -> Ticket:
    return replace(ticket, lines=lines, line_changes=(*ticket.line_changes, now), changed_at=_changed_at(ticket, now))


def transfer_offered(ticket: Ticket, code_hash: str, until: datetime) -> Ticket:
    """Whoever shows the code until then may take the ticket over; an earlier code is worth nothing any more."""
    return replace(ticket, transfer_hash=code_hash, transfer_until=until)


def moved(ticket: Ticket, device_id: str, language: str, now: datetime) -> Ticket:
    """The ticket is on another phone, and on that one alone."""
    return replace(
        ticket,
        device_id=device_id,
        language=language,
        moves=(*ticket.moves, now),
        changed_at=_changed_at(ticket, now),
        transfer_hash="",
        transfer_until=None,
    )


def reminded(ticket: Ticket) -> Ticket:
    """The reminder that is due has been decided on; there is no second one."""
    return replace(ticket, reminders=ticket.reminders + 1, remind_at=None)


def _changed_at(ticket: Ticket, now: datetime) -> datetime:
    """Return the moment of a change. Each has a second of its own, because what vouches is dated in whole ones."""
    return max(now, ticket.changed_at + _SECOND) if ticket.changed_at else now


def _issued(ticket: Ticket, report: Report, now: datetime) -> Ticket:
    payment = ticket.payment
    if payment.due_grosze != payment.amount_grosze:
        return _all_back(ticket, "amount_mismatch", now)
    paid_at = min(max(report.happened_at, ticket.ordered_at), now)
    validity = validity_if_paid(ticket, paid_at, now)
    if validity is None or not ticket.holder:  # a phone that was erased meanwhile has left nobody to hold it
        return _all_back(ticket, "paid_too_late", now)
    if ticket.month and ticket.month.ended:
        return _all_back(ticket, "subscription_ended", now)
    return replace(
        subscription.issued(ticket),
        issued_at=now,
        valid_from=validity.from_,
        valid_until=validity.until,
        remind_at=_reminder(validity, now) if _wants_reminder(ticket) else None,
    )


def _all_back(ticket: Ticket, because: UnpaidBecause, now: datetime) -> Ticket:
    back = replace(all_back(ticket, ticket.payment.order_id), unpaid_because=because)
    return subscription.paid_in_vain(back, now)


def _wants_reminder(ticket: Ticket) -> bool:
    """One by the minute is over too soon; a month of a subscription is followed by the next one by itself."""
    return not ticket.minutes and (ticket.month is None or ticket.month.is_last)


def _reminder(validity: Validity, now: datetime) -> datetime | None:
    """Ten in the morning, three days before the last day; None when that has passed or the ticket starts later."""
    at = warsaw_moment(validity.last_day - REMIND_BEFORE, _REMIND_AT)
    return at if at > max(now, validity.from_) else None
