"""What phones get about additional fares. Times are on Kraków's clock, with their offset."""

from datetime import date, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.additional_fares.demand import Demand, State
from chalicelib.additional_fares.price import due_on, last_day_to_pay_less, tariff_of
from chalicelib.additional_fares.slip import shown_number
from chalicelib.money import Money
from chalicelib.payments.charge_state import ChargeState, charge_state
from chalicelib.payments.payment import Payment
from chalicelib.tariff.additional_fare import CANCELS, DAYS_TO_SHOW, Shown
from chalicelib.tariff.answer import Coded, Moment
from chalicelib.texts import text
from chalicelib.warsaw import in_warsaw, warsaw_day

_Number = Annotated[str, Meta(examples=["1234 5678 9092"])]
_ORDER: tuple[Shown, ...] = ("named_ticket", "rail_stamp", "document")


class CancellationAnswer(msgspec.Struct, frozen=True):
    """How the demand is cancelled: one of these shown, at a service point or by the phone that has the ticket."""

    until: Annotated[date, Meta(description="the last day", examples=["2026-11-30"])]
    shown: list[Coded]
    handling_fee: Annotated[Money | None, Meta(description="null where it was not found: ask at a service point")]


class DemandAnswer(msgspec.Struct, frozen=True):
    """A demand as whoever has its number and secret sees it.

    `due` is to be paid today; null where the price list's amount was not found. `paid`, `on_its_way_back` and
    `refunded` count all that was paid here, also by mistake.
    """

    number: _Number
    state: Annotated[State, Meta(examples=["demanded"])]
    offence: Coded
    line: Annotated[str, Meta(examples=["50"])]
    inspected_at: Moment
    due: Money | None
    reduced_until: Annotated[date | None, Meta(description="the last day of this amount", examples=["2026-11-30"])]
    due_later: Annotated[Money | None, Meta(description="after that day")]
    cancellation: Annotated[CancellationAnswer | None, Meta(description="null when it cannot be cancelled any more")]
    paid: Money
    on_its_way_back: Money
    refunded: Money


class RaisedAnswer(msgspec.Struct, frozen=True):
    """What the inspector hands over. The secret is shown here alone."""

    number: _Number
    secret: Annotated[str, Meta(examples=["K7QM-3XWD"])]
    demand: DemandAnswer


class FarePaymentAnswer(msgspec.Struct, frozen=True):
    """One attempt to pay. `redirect_url` is where it is paid, while that is still possible."""

    order_id: Annotated[str, Meta(examples=["fare_123456789092_mzxw6ytboi4dkm"])]
    state: Annotated[ChargeState, Meta(examples=["awaiting_customer"])]
    amount: Money
    pay_by: Moment
    redirect_url: Annotated[str, Meta(examples=["https://pay.example/T00000001"])] | None = None
    reason: Annotated[str, Meta(examples=["declined"])] | None = None


def demand_answer(demand: Demand, now: datetime, language: str) -> DemandAnswer:
    """Return the demand as it is at `now`."""
    today = warsaw_day(now)
    due, reduced_until = due_on(demand, today), last_day_to_pay_less(demand)
    reduced = demand.state == "demanded" and reduced_until is not None and today <= reduced_until
    full = tariff_of(demand.offence, demand.inspected_on).full
    return DemandAnswer(
        number=shown_number(demand.number),
        state=demand.state,
        offence=Coded(demand.offence, text(f"tickets.offence.{demand.offence}", language)),
        line=demand.line,
        inspected_at=in_warsaw(demand.inspected_at),
        due=_money(due),
        reduced_until=reduced_until if reduced else None,
        due_later=_money(full) if reduced else None,
        cancellation=_cancellation(demand, today, language),
        paid=Money(demand.to_inspector_grosze + sum(payment.captured_grosze for payment in demand.payments)),
        on_its_way_back=Money(sum(payment.refund_grosze for payment in demand.payments)),
        refunded=Money(sum(payment.sent_back_grosze for payment in demand.payments)),
    )


def payment_answer(payment: Payment) -> FarePaymentAnswer:
    return FarePaymentAnswer(
        order_id=payment.order_id,
        state=charge_state(payment),
        amount=Money(payment.amount_grosze),
        pay_by=in_warsaw(payment.valid_until),
        redirect_url=payment.redirect_url if payment.awaiting and payment.redirect_url else None,
        reason=payment.reason or None,
    )


def _cancellation(demand: Demand, today: date, language: str) -> CancellationAnswer | None:
    until = demand.inspected_on + timedelta(days=DAYS_TO_SHOW)
    accepted = [shown for shown in _ORDER if shown in CANCELS[demand.offence]]
    if demand.state not in ("demanded", "paid") or today > until or not accepted:
        return None
    return CancellationAnswer(
        until=until,
        shown=[Coded(shown, text(f"additional_fares.shown.{shown}", language)) for shown in accepted],
        handling_fee=_money(tariff_of(demand.offence, demand.inspected_on).handling_grosze),
    )


def _money(grosze: int | None) -> Money | None:
    return None if grosze is None else Money(grosze)
