"""What a phone gets about its subscriptions. Times are on Kraków's clock, with their offset."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.money import Money
from chalicelib.tariff.answer import Moment
from chalicelib.tariff.product import Rate
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.wording import name_of
from chalicelib.tickets.month import Ended
from chalicelib.tickets.subscription import SubscriptionState, last_day, next_charge, state_of
from chalicelib.tickets.ticket import State, Ticket, state_at
from chalicelib.warsaw import in_warsaw

_Number = Annotated[int, Meta(ge=1, examples=[2])]


class MonthAnswer(msgspec.Struct, frozen=True):
    """One month's ticket. A declined one may be paid by hand at `redirect_url` before it begins."""

    number: _Number
    ticket_id: Annotated[str, Meta(examples=["tkt_mzxw6ytboi4dkmrtnfxgk2lt"])]
    state: Annotated[State, Meta(examples=["active"])]
    first_day: Annotated[date, Meta(examples=["2026-12-23"])]
    last_day: Annotated[date, Meta(examples=["2027-01-22"])]
    amount: Money
    pay_by: Moment
    redirect_url: Annotated[str, Meta(examples=["https://pay.example/T00000001"])] | None
    reason: Annotated[str, Meta(description="why it was declined", examples=["insufficient_funds"])] | None


class NextChargeAnswer(msgspec.Struct, frozen=True):
    """What the card is charged next, by itself."""

    number: _Number
    amount: Money
    on: Annotated[date, Meta(examples=["2026-12-20"])]


class SubscriptionAnswer(msgspec.Struct, frozen=True):
    """A ticket bought month by month. `total` is what was agreed to for all months; `paid` is what was taken so far.

    `ended_because` says why no month follows: `stopped` by the holder, a `gap`, `card_not_valid`, a month `returned`.
    """

    subscription_id: Annotated[str, Meta(examples=["sub_mzxw6ytboi4dkmrtnfxgk2lt"])]
    state: Annotated[SubscriptionState, Meta(examples=["running"])]
    product: Annotated[str, Meta(examples=["5plus1-z1"])]
    name: Annotated[str, Meta(examples=["5+1 ticket"])]
    rate: Annotated[Rate, Meta(examples=["resident"])]
    holder: Annotated[str, Meta(examples=["J.P. 1990"])]
    first_day: Annotated[date, Meta(examples=["2026-11-23"])]
    last_day: Annotated[date, Meta(description="when no month is missed", examples=["2027-05-22"])]
    begun_at: Moment
    total: Money
    paid: Money
    next_charge: NextChargeAnswer | None
    ended_because: Annotated[Ended, Meta(examples=["gap"])] | None
    months: list[MonthAnswer]


class SubscriptionsAnswer(msgspec.Struct, frozen=True):
    items: list[SubscriptionAnswer]


def subscription_answer(months: Sequence[Ticket], now: datetime, language: str) -> SubscriptionAnswer:
    """Return a subscription as its holder sees it at `now`, from its tickets in their order."""
    ticket = months[-1]
    month = ticket.month
    if month is None:
        raise ValueError("the ticket is no month of a subscription")
    edition = edition_on(ticket.bought_on)
    product = edition.product(ticket.product)
    price = edition.price(product, ticket.rate)
    following = next_charge(months, price.instalments)
    return SubscriptionAnswer(
        subscription_id=month.subscription_id,
        state=state_of(months),
        product=product.id,
        name=name_of(product, language),
        rate=ticket.rate,
        holder=ticket.holder,
        first_day=month.first_day,
        last_day=last_day(month),
        begun_at=in_warsaw(month.begun_at),
        total=Money(price.grosze),
        paid=Money(sum(one.payment.captured_grosze for one in months if one.issued_at)),
        next_charge=NextChargeAnswer(following.number, Money(following.grosze), following.day) if following else None,
        ended_because=month.ended or None,
        months=[_month(one, now) for one in months],
    )


def _month(ticket: Ticket, now: datetime) -> MonthAnswer:
    payment = ticket.payment
    payable = ticket.may_be_paid and now < payment.valid_until
    return MonthAnswer(
        number=ticket.month.number if ticket.month else 1,
        ticket_id=ticket.ticket_id,
        state=state_at(ticket, now),
        first_day=ticket.validity.first_day,
        last_day=ticket.validity.last_day,
        amount=Money(payment.amount_grosze),
        pay_by=in_warsaw(payment.valid_until),
        redirect_url=payment.redirect_url or None if payable else None,
        reason=payment.reason or None,
    )
