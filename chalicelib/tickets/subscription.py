"""A subscription: a ticket bought month by month, each month charged without its customer. Rules only.

The list of 2021 and its successors sell 5+1: five months at the resident's price and a sixth for 20 zł, the card
charged monthly, the sixth month at that price only without a gap. The months lie end to end and are those of the
whole ticket. A month is charged some days before it begins (`_CHARGED_AHEAD`), once more each day if the bank
declines, and may be paid by hand on the gateway's page until it begins. What is not paid by then is a gap and ends the
subscription. Moments are UTC, days Kraków's, amounts grosze.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from chalicelib.payments import payment as payments
from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.payments.charged_item import with_calls_due, with_payment
from chalicelib.payments.ordered_calls import STREAM_GRACE
from chalicelib.payments.payment import Payment
from chalicelib.tariff.validity import last_day_of_months, nth_month
from chalicelib.tickets.month import Ended, Month, subscription_id_of, ticket_id_of_month
from chalicelib.tickets.ticket import Ticket, order_id_of
from chalicelib.warsaw import warsaw_day, warsaw_moment

SubscriptionState = Literal["pending", "unpaid", "running", "completed", "stopped", "broken_off"]

_CHARGED_AHEAD = timedelta(days=3)
"""Time to see to a declined card before the month begins."""
_CHARGED_AT = time(10)
"""In Kraków: when a declined charge is noticed and can be seen to."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NextCharge:
    """What will be taken next, and on which day."""

    number: int
    grosze: int
    day: date


def begun(ticket: Ticket, instalments: Sequence[int]) -> Ticket:
    """Return the first month of what was ordered as a whole, at its own price."""
    first_day = ticket.validity.first_day
    month = Month(subscription_id_of(ticket.ticket_id), 1, len(instalments), ticket.ordered_at, first_day)
    return replace(
        ticket,
        valid_until=nth_month(first_day, 1, ticket.ordered_at).until,
        payments=(replace(ticket.payment, amount_grosze=instalments[0]),),
        month=month,
    )


def month_after(ticket: Ticket, grosze: int, now: datetime) -> Ticket:
    """Return the order of the next month at its price; its charge is ordered with it.

    It can be paid until it begins. Everything else is as it was agreed to at the start.
    """
    month = _month(ticket)
    number = month.number + 1
    ticket_id, validity = ticket_id_of_month(month.subscription_id, number), nth_month(month.first_day, number, now)
    return replace(
        ticket,
        ticket_id=ticket_id,
        ordered_at=now,
        valid_from=validity.from_,
        valid_until=validity.until,
        payments=(Payment(order_id_of(ticket_id), grosze, "created", now, valid_until=validity.from_),),
        month=Month(
            month.subscription_id,
            number,
            month.of,
            month.begun_at,
            month.first_day,
            step_at=_again_at(now, validity.from_),
            charges=1,
            charge_due=True,
        ),
        issued_at=None,
        changed_at=None,
        line_changes=(),
        moves=(),
        transfer_hash="",
        transfer_until=None,
        remind_at=None,
        reminders=0,
        calls_due_at=now + STREAM_GRACE,
        attempts=0,
        leased_until=None,
        version=0,
    )


def issued(ticket: Ticket) -> Ticket:
    """This month is paid: the next one is ordered some days before it begins."""
    month = ticket.month
    if month is None:
        return ticket
    return replace(ticket, month=replace(month, step_at=_charged_at(month), charge_due=False))


def ordered_next(ticket: Ticket) -> Ticket:
    """The next month is ordered, and this ticket has nothing left to do."""
    return replace(ticket, month=replace(_month(ticket), step_at=None))


def card_missed(ticket: Ticket, now: datetime) -> Ticket:
    """The card is not valid today: tomorrow it may be, and the day before the next month begins is the last chance."""
    month = _month(ticket)
    again_at = _again_at(now, ticket.valid_until)
    if again_at is None:
        return ended(ticket, "card_not_valid", now)
    return replace(ticket, month=replace(month, step_at=again_at, card_missed=month.card_missed + 1))


def charge_again(ticket: Ticket, now: datetime) -> Ticket:
    """Order another charge of a month that is not paid yet."""
    month = _month(ticket)
    if not ticket.payment.unclear:
        return given_up(ticket, now)
    if now >= ticket.payment.valid_until:
        return replace(ticket, month=replace(month, step_at=None, charge_due=False))
    step_at = _again_at(now, ticket.payment.valid_until)
    again = replace(month, step_at=step_at, charges=month.charges + 1, charge_due=True)
    return with_calls_due(replace(ticket, month=again, calls_due_at=None), now)


def charge_taken_on(ticket: Ticket, charges: int, started: ChargeStarted | None) -> Ticket:
    """The gateway took a charge on; what comes of it, it reports. `started`: of the first one."""
    month = _month(ticket)
    after = ticket
    if started is not None and not ticket.payment.remote_id:
        after = with_payment(after, ticket.payment.order_id, lambda payment: _known(payment, started))
    if month.charges == charges:
        after = replace(after, month=replace(month, charge_due=False))
    return _called(after)


def charge_refused(ticket: Ticket, reason: str) -> Ticket:
    """The gateway would not take the charge on; until the month begins it is asked again."""
    month = _month(ticket)
    failed = with_payment(ticket, ticket.payment.order_id, lambda payment: _failed(payment, reason))
    return _called(replace(failed, month=replace(month, charge_due=False)))


def given_up(ticket: Ticket, now: datetime) -> Ticket:
    """A month that nobody can pay any more is a gap; without the first, nothing ever began.

    Until it begins, one that was left to a person may still turn out to be paid.
    """
    month, payment = ticket.month, ticket.payment
    if month is None or month.is_first or month.ended or ticket.issued_at or payment.unclear:
        return ticket
    if payment.state == "needs_review" and now < payment.valid_until:
        return replace(ticket, month=replace(month, step_at=payment.valid_until, charge_due=False))
    return ended(ticket, "gap", now)


def paid_in_vain(ticket: Ticket, now: datetime) -> Ticket:
    """Its money goes back. With the first month the customer gave the mandate, even if it was withdrawn before."""
    month = ticket.month
    if month is None or not month.is_first:
        return given_up(ticket, now)
    return ended(replace(ticket, month=replace(month, mandate_withdrawn=False)), month.ended or "gap", now)


def paid_again(ticket: Ticket) -> Ticket:
    """Whoever pays for the first month gives the mandate: after the end it has to be withdrawn once more."""
    month = ticket.month
    if month is None or not month.is_first or not month.ended:
        return ticket
    return replace(ticket, month=replace(month, mandate_withdrawn=False))


def ended(ticket: Ticket, why: Ended, now: datetime) -> Ticket:
    """No month follows, and the gateway is told to forget the card."""
    month = _month(ticket)
    over = replace(month, ended=why, step_at=None, charge_due=False)
    return with_calls_due(replace(ticket, month=over, calls_due_at=None), now)


def mandate_withdrawn(ticket: Ticket) -> Ticket:
    return _called(replace(ticket, month=replace(_month(ticket), mandate_withdrawn=True)))


def step_due(ticket: Ticket, now: datetime) -> bool:
    return ticket.month is not None and ticket.month.step_at is not None and now >= ticket.month.step_at


def state_of(months: Sequence[Ticket]) -> SubscriptionState:
    """Return what a subscription is, from its tickets in their order."""
    last = months[-1]
    month = _month(last)
    if month.ended == "stopped":
        return "stopped"
    if last.issued_at is None and month.is_first:
        return "pending" if last.may_be_paid else "unpaid"
    if month.ended:
        return "broken_off"
    return "completed" if month.is_last and last.issued_at else "running"


def next_charge(months: Sequence[Ticket], instalments: Sequence[int]) -> NextCharge | None:
    """Return what is taken next, by the price of each month; None when nothing will be."""
    last = months[-1]
    month = _month(last)
    if month.step_at is None or not (last.issued_at or last.payment.unclear):
        return None
    number = month.number + 1 if last.issued_at else month.number
    return NextCharge(number, instalments[number - 1], warsaw_day(month.step_at))


def last_day(month: Month) -> date:
    """Return the last day of the whole."""
    return last_day_of_months(month.first_day, month.of)


def last_look_at(ticket: Ticket) -> datetime:
    """Return the last moment at which the next month can be ordered: on the last day of this one."""
    return warsaw_moment(ticket.validity.last_day, _CHARGED_AT)


def _month(ticket: Ticket) -> Month:
    if ticket.month is None:
        raise ValueError("the ticket is no month of a subscription")
    return ticket.month


def _called(ticket: Ticket) -> Ticket:
    """One call is done: unless another one waits, nothing is to be looked at before the time to pay is over."""
    waits = ticket.calls_besides or any(payment.state == "refund_requested" for payment in ticket.payments)
    return ticket if waits else replace(ticket, calls_due_at=None)


def _charged_at(month: Month) -> datetime | None:
    """Return when the month after this one is charged for the first time."""
    if month.is_last or month.ended:
        return None
    begins = last_day_of_months(month.first_day, month.number) + _DAY
    return warsaw_moment(begins - _CHARGED_AHEAD, _CHARGED_AT)


def _again_at(now: datetime, before: datetime) -> datetime | None:
    """Return the same hour of tomorrow; None when it is too late by then."""
    tomorrow = warsaw_day(now) + _DAY
    again_at = warsaw_moment(tomorrow, _CHARGED_AT)
    return again_at if again_at < before else None


def _known(payment: Payment, started: ChargeStarted) -> Payment:
    """Keep where to pay by hand, also when the bank's answer has overtaken the gateway's."""
    state: payments.State = "awaiting_customer" if payment.state == "created" else payment.state
    return replace(payment, state=state, remote_id=started.remote_id, redirect_url=started.redirect_url)


def _failed(payment: Payment, reason: str) -> Payment:
    return replace(payment, state="failed", reason=reason) if payment.awaiting else payment
