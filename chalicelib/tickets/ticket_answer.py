"""What a phone gets about the tickets that it ordered. Times are on Kraków's clock, with their offset."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.money import Money
from chalicelib.payments.charge_port import ChargeMethod
from chalicelib.payments.charge_state import ChargeState, charge_state
from chalicelib.tariff.answer import Moment, PlaceAnswer
from chalicelib.tariff.product import Days, Kind, Rate
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.return_rule import Refund
from chalicelib.tariff.wording import name_of, place_of
from chalicelib.tickets.change_lines import line_changes_left
from chalicelib.tickets.month import Month
from chalicelib.tickets.move import moves_left
from chalicelib.tickets.ticket import State, Ticket, may_be_changed, state_at
from chalicelib.warsaw import in_warsaw

_Lines = Annotated[list[Annotated[str, Meta(examples=["52"])]], Meta(examples=[["52"]])]
_TicketId = Annotated[str, Meta(examples=["tkt_mzxw6ytboi4dkmrtnfxgk2lt"])]


class ChargeAnswer(msgspec.Struct, frozen=True):
    """The money of the order. `redirect_url` is where it is paid, while that is still possible.

    `refunded` and `on_its_way_back` count everything that was paid, also a second time by mistake.
    """

    order_id: Annotated[str, Meta(examples=["tkt_mzxw6ytboi4dkmrtnfxgk2lt_1"])]
    state: Annotated[ChargeState, Meta(examples=["awaiting_customer"])]
    method: Annotated[ChargeMethod, Meta(examples=["blik"])]
    amount: Money
    pay_by: Moment
    paid: Money
    on_its_way_back: Money
    refunded: Money
    redirect_url: Annotated[str, Meta(examples=["https://pay.example/T00000001"])] | None = None
    reason: Annotated[str, Meta(examples=["declined"])] | None = None


class SubscribedAnswer(msgspec.Struct, frozen=True):
    """Of a ticket that is bought month by month: which of its months this is."""

    subscription_id: Annotated[str, Meta(examples=["sub_mzxw6ytboi4dkmrtnfxgk2lt"])]
    number: Annotated[int, Meta(examples=[2])]
    of: Annotated[int, Meta(examples=[6])]


class TicketAnswer(msgspec.Struct, frozen=True):
    """An order and, once it is paid, a ticket. A ticket that starts today is good from the moment it is paid."""

    ticket_id: _TicketId
    state: Annotated[State, Meta(examples=["active"])]
    product: Annotated[str, Meta(examples=["named-1-line-z1"])]
    kind: Annotated[Kind, Meta(examples=["period"])]
    name: Annotated[str, Meta(examples=["Named period ticket, 1 line"])]
    rate: Annotated[Rate, Meta(examples=["resident"])]
    valid_in: PlaceAnswer
    lines: _Lines
    days: Annotated[Days, Meta(examples=["all"])]
    months: Annotated[int, Meta(examples=[1])]
    holder: Annotated[str, Meta(description="as the ticket shows it", examples=["J.P. 1990"])]
    concession: Annotated[str, Meta(examples=["student"])] | None
    ordered_at: Moment
    valid_from: Moment
    valid_until: Annotated[Moment, Meta(description="the last second")]
    returned_at: Moment | None
    unpaid_because: Annotated[str, Meta(examples=["paid_too_late"])] | None
    line_changes_left: Annotated[int, Meta(description="in this month of its validity", examples=[2])]
    moves_left: Annotated[int, Meta(description="to another phone, in this calendar month", examples=[2])]
    subscription: SubscribedAnswer | None
    payment: ChargeAnswer


class TicketPage(msgspec.Struct, frozen=True):
    items: list[TicketAnswer]
    next_cursor: Annotated[str, Meta(examples=["q83vEjRW…"])] | None


class MovableTickets(msgspec.Struct, frozen=True):
    items: list[TicketAnswer]


class ReturnAnswer(msgspec.Struct, frozen=True):
    """What a return today gives back: the days that are left of all the days that were paid for."""

    refund: Money
    used: Money
    used_days: Annotated[int, Meta(description="today is one of them", examples=[2])]
    unused_days: Annotated[int, Meta(examples=[28])]
    ends_on: Annotated[date, Meta(description="good until the end of this day", examples=["2026-11-23"])]


class TransferAnswer(msgspec.Struct, frozen=True):
    """To be shown to the other phone, e.g. as a QR code together with the ticket's id. Works once."""

    code: Annotated[str, Meta(examples=["move_nbswy3dpnbswy3dp"])]
    valid_until: Moment


class RenewalAnswer(msgspec.Struct, frozen=True):
    """The body of the next order, but for the holder and the terms, which only the phone knows to be right."""

    product: Annotated[str, Meta(examples=["named-network-z1"])]
    rate: Annotated[Rate, Meta(examples=["resident"])]
    first_day: Annotated[date | None, Meta(examples=["2026-12-23"])]
    months: Annotated[int, Meta(examples=[1])]
    lines: _Lines
    concession: Annotated[str | None, Meta(examples=[None])]
    resident_card: Annotated[str | None, Meta(examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"])]
    total: Money
    method: Annotated[ChargeMethod, Meta(examples=["blik"])]
    email: Annotated[str | None, Meta(examples=["passenger@example.com"])]
    """Null on a phone that is not the buyer's."""


def ticket_answer(ticket: Ticket, now: datetime, language: str) -> TicketAnswer:
    """Return a ticket as its holder sees it at `now`."""
    edition = edition_on(ticket.bought_on)
    product = edition.product(ticket.product)
    return TicketAnswer(
        ticket_id=ticket.ticket_id,
        state=state_at(ticket, now),
        product=product.id,
        kind=product.kind,
        name=name_of(product, language),
        rate=ticket.rate,
        valid_in=PlaceAnswer(list(product.zones), list(product.networks), place_of(product, edition, language)),
        lines=list(ticket.lines),
        days=product.days,
        months=ticket.months,
        holder=ticket.holder,
        concession=ticket.concession or None,
        ordered_at=in_warsaw(ticket.ordered_at),
        valid_from=in_warsaw(ticket.valid_from),
        valid_until=in_warsaw(ticket.validity.last_moment),
        returned_at=in_warsaw(ticket.returned_at) if ticket.returned_at else None,
        unpaid_because=_unpaid_because(ticket),
        line_changes_left=line_changes_left(ticket, now),
        moves_left=moves_left(ticket, now) if may_be_changed(ticket, now) else 0,
        subscription=_subscribed(ticket.month),
        payment=_charge(ticket),
    )


def return_answer(refund: Refund) -> ReturnAnswer:
    return ReturnAnswer(
        refund=Money(refund.grosze),
        used=Money(refund.used_grosze),
        used_days=refund.used_days,
        unused_days=refund.unused_days,
        ends_on=refund.ends_on,
    )


def _subscribed(month: Month | None) -> SubscribedAnswer | None:
    return SubscribedAnswer(month.subscription_id, month.number, month.of) if month else None


def _unpaid_because(ticket: Ticket) -> str | None:
    if ticket.issued_at or ticket.may_be_paid:
        return None
    return ticket.unpaid_because or ticket.payment.reason or None


def _charge(ticket: Ticket) -> ChargeAnswer:
    order = ticket.payment
    return ChargeAnswer(
        order_id=order.order_id,
        state=charge_state(order),
        method=ticket.method,
        amount=Money(order.amount_grosze),
        pay_by=in_warsaw(order.valid_until),
        paid=Money(sum(payment.captured_grosze for payment in ticket.payments)),
        on_its_way_back=Money(sum(payment.refund_grosze for payment in ticket.payments)),
        refunded=Money(sum(payment.sent_back_grosze for payment in ticket.payments)),
        redirect_url=order.redirect_url if ticket.may_be_paid and order.redirect_url else None,
        reason=order.reason or None,
    )
