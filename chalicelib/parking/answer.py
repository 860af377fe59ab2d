"""What a phone gets: a stay as its driver sees it. Times are on Kraków's clock, with their offset."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.money import Money
from chalicelib.parking.fee_answer import FeeLineAnswer, fee_line
from chalicelib.parking.receipt import Receipt
from chalicelib.parking.stay import FeeUntil, Kind, State, Stay, StoppedBy
from chalicelib.parking.verdict import Outcome, Reason, Verdict
from chalicelib.payments import payment as payments
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Method
from chalicelib.warsaw import in_warsaw

_Settled = Literal["captured", "released", "refunded"]

BANK_SHOWS_WITHIN = timedelta(days=14)
"""The city's own promise: banks show what was released within 7 to 14 days, in practice much sooner."""

Moment = Annotated[datetime, Meta(tz=True, examples=["2026-11-23T09:00:00+01:00"])]


class MoneyEvent(msgspec.Struct, frozen=True):
    """One step of the money: on which order, how much, when, and by when the bank should show it."""

    event: Annotated[Literal["held", "captured", "released", "refunded"], Meta(examples=["held"])]
    order_id: Annotated[str, Meta(examples=["stay_mzxw6ytboi4dkmrt_1"])]
    amount: Money
    at: Moment
    bank_shows_by: Moment | None = None


class StayMoney(msgspec.Struct, frozen=True):
    """The sums so far, and how they came about. In the end held = captured + released; refunded is of captured.

    An order paid once more by mistake is captured without a hold, and refunded whole.
    """

    held: Money
    captured: Money
    released: Money
    refunded: Money
    timeline: list[MoneyEvent]


class PaymentAnswer(msgspec.Struct, frozen=True):
    """The latest order of the stay. `redirect_url` is where the driver approves it, while that is still possible."""

    order_id: Annotated[str, Meta(examples=["stay_mzxw6ytboi4dkmrt_1"])]
    state: Annotated[payments.State, Meta(examples=["awaiting_customer"])]
    method: Annotated[Method, Meta(examples=["card"])]
    amount: Money
    approve_by: Moment
    redirect_url: Annotated[str, Meta(examples=["https://pay.autopay.eu/pay/R7YQ2"])] | None = None
    reason: Annotated[str, Meta(examples=["do_not_honor"])] | None = None


class StayAnswer(msgspec.Struct, frozen=True):
    stay_id: Annotated[str, Meta(examples=["stay_mzxw6ytboi4dkmrt"])]
    state: Annotated[State, Meta(examples=["awaiting_payment"])]
    plate: Annotated[str, Meta(examples=["KR1AB23"])]
    subzone: Annotated[str, Meta(examples=["B"])]
    kind: Annotated[Kind, Meta(examples=["limited"])]
    resident: Annotated[bool, Meta(examples=[False])]
    requested_at: Moment
    ends_at: Moment
    started_at: Moment | None
    stopped_at: Moment | None
    stopped_by: Annotated[StoppedBy, Meta(examples=["driver"])] | None
    unpaid_because: Annotated[str, Meta(examples=["superseded"])] | None
    fee: Annotated[Money, Meta(description="so far while running, final when stopped")]
    payment: PaymentAnswer
    money: StayMoney


class StayPage(msgspec.Struct, frozen=True):
    items: list[StayAnswer]
    next_cursor: Annotated[str, Meta(examples=["q83vEjRW…"])] | None


class QuoteAnswer(msgspec.Struct, frozen=True):
    """What a stay from now would cost if it lasted to `ends_at`, an hour a line, and what would be held until then.

    At the resident's price, `resident_card` is the card that gives it: a start at that price carries it back.
    """

    hold: Money
    fee: Money
    charged_from: Moment
    ends_at: Moment
    resident: Annotated[bool, Meta(examples=[True])]
    resident_card: Annotated[str, Meta(examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"])] | None
    lines: list[FeeLineAnswer]
    edition: Annotated[str, Meta(examples=["opp-2026-08"])]
    source: Annotated[str, Meta(examples=["Uchwała Rady Miasta Krakowa nr LXXXIX/2177/17 z 22 listopada 2017 r."])]


class ReceiptAnswer(msgspec.Struct, frozen=True):
    """The confirmation of a paid parking fee; the same as a PDF for `Accept: application/pdf`."""

    stay_id: Annotated[str, Meta(examples=["stay_mzxw6ytboi4dkmrt"])]
    plate: Annotated[str, Meta(examples=["KR1AB23"])]
    subzone: Annotated[str, Meta(examples=["B"])]
    started_at: Moment
    stopped_at: Moment
    lines: list[FeeLineAnswer]
    total: Money
    held: Money
    captured: Money
    released: Money
    refunded: Money
    method: Annotated[Method, Meta(examples=["card"])]
    order_ids: list[Annotated[str, Meta(examples=["stay_mzxw6ytboi4dkmrt_1"])]]
    edition: Annotated[str, Meta(examples=["opp-2026-08"])]
    source: Annotated[str, Meta(examples=["Uchwała Rady Miasta Krakowa nr LXXXIX/2177/17 z 22 listopada 2017 r."])]
    issued_at: Moment


class PlateVerdict(msgspec.Struct, frozen=True):
    """What an inspector sees. `grace_until`: the edition tolerates an overrun of a few minutes."""

    plate: Annotated[str, Meta(examples=["KR1AB23"])]
    verdict: Annotated[Outcome, Meta(examples=["valid"])]
    reason: Annotated[Reason, Meta(examples=["paid"])]
    checked_at: Moment
    subzone: Annotated[str, Meta(examples=["B"])] | None = None
    paid_from: Moment | None = None
    paid_until: Moment | None = None
    grace_until: Moment | None = None


def stay_answer(stay: Stay, now: datetime, fee_until: FeeUntil) -> StayAnswer:
    """Return a stay as its driver sees it at `now`."""
    return StayAnswer(
        stay_id=stay.stay_id,
        state=stay.state,
        plate=stay.plate,
        subzone=stay.subzone,
        kind=stay.kind,
        resident=stay.resident,
        requested_at=in_warsaw(stay.requested_at),
        ends_at=in_warsaw(stay.ends_at),
        started_at=_local(stay.started_at),
        stopped_at=_local(stay.stopped_at),
        stopped_by=stay.stopped_by,
        unpaid_because=stay.unpaid_because or None,
        fee=Money(fee_until(min(now, stay.ends_at)) if stay.state == "running" else stay.fee_grosze),
        payment=_payment(stay.asked_holds[-1].payment, stay.method),
        money=_money([hold.payment for hold in stay.holds]),
    )


def receipt_answer(receipt: Receipt) -> ReceiptAnswer:
    """Return a receipt as JSON writes it."""
    return ReceiptAnswer(
        stay_id=receipt.stay_id,
        plate=receipt.plate,
        subzone=receipt.subzone,
        started_at=in_warsaw(receipt.started_at),
        stopped_at=in_warsaw(receipt.stopped_at),
        lines=[fee_line(line) for line in receipt.lines],
        total=Money(receipt.total_grosze),
        held=Money(receipt.held_grosze),
        captured=Money(receipt.captured_grosze),
        released=Money(receipt.released_grosze),
        refunded=Money(receipt.refunded_grosze),
        method=receipt.method,
        order_ids=list(receipt.order_ids),
        edition=receipt.edition,
        source=receipt.source,
        issued_at=in_warsaw(receipt.issued_at),
    )


def verdict_answer(told: Verdict) -> PlateVerdict:
    claim = told.claim
    return PlateVerdict(
        plate=told.plate,
        verdict=told.outcome,
        reason=told.reason,
        checked_at=in_warsaw(told.checked_at),
        subzone=claim.subzone if claim else None,
        paid_from=in_warsaw(claim.started_at) if claim else None,
        paid_until=in_warsaw(claim.paid_until) if claim else None,
        grace_until=_local(told.grace_until),
    )


def _payment(payment: Payment, method: Method) -> PaymentAnswer:
    return PaymentAnswer(
        order_id=payment.order_id,
        state=payment.state,
        method=method,
        amount=Money(payment.amount_grosze),
        approve_by=in_warsaw(payment.valid_until),
        redirect_url=payment.redirect_url if payment.awaiting and payment.redirect_url else None,
        reason=payment.reason or None,
    )


def _money(of_stay: list[Payment]) -> StayMoney:
    return StayMoney(
        held=Money(sum(payment.amount_grosze for payment in of_stay if payment.held_at)),
        captured=Money(sum(payment.captured_grosze for payment in of_stay)),
        released=Money(sum(payment.released_grosze for payment in of_stay)),
        refunded=Money(sum(payment.sent_back_grosze for payment in of_stay)),
        timeline=sorted((event for payment in of_stay for event in _events(payment)), key=lambda event: event.at),
    )


def _events(payment: Payment) -> list[MoneyEvent]:
    events = []
    if payment.held_at:
        events.append(MoneyEvent("held", payment.order_id, Money(payment.amount_grosze), in_warsaw(payment.held_at)))
    if payment.settled_at and payment.captured_grosze:
        events.append(_settled(payment, "captured", payment.captured_grosze, payment.settled_at))
    if payment.settled_at and payment.released_grosze:
        events.append(_settled(payment, "released", payment.released_grosze, payment.settled_at))
    if payment.refunded_at:
        events.append(_settled(payment, "refunded", payment.sent_back_grosze, payment.refunded_at))
    return events


def _settled(payment: Payment, event: _Settled, grosze: int, at: datetime) -> MoneyEvent:
    return MoneyEvent(event, payment.order_id, Money(grosze), in_warsaw(at), in_warsaw(at + BANK_SHOWS_WITHIN))


def _local(moment: datetime | None) -> datetime | None:
    return in_warsaw(moment) if moment else None
