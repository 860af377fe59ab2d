"""How a demand goes on: it is paid, cancelled, written off. Rules only.

Every function returns the demand as it is afterwards, with the gateway calls that this orders. Money that settles
nothing goes back in the same step.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.additional_fares.demand import OPEN, Demand
from chalicelib.additional_fares.errors import NotCancelled, NothingToPay
from chalicelib.additional_fares.price import due_on
from chalicelib.errors import Busy
from chalicelib.payments import charge
from chalicelib.payments import payment as payments
from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.payments.charged_item import (
    all_back,
    calls_overdue,
    nudged,
    paid_again,
    with_new_calls,
    with_payment,
)
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Report
from chalicelib.tariff.additional_fare import Shown
from chalicelib.warsaw import warsaw_day

AMOUNT_MISMATCH = "amount_mismatch"
"""Why money goes back that is not the amount asked for: the gateway took something else, which a person should know."""


def attempted(demand: Demand, payment: Payment) -> Demand:
    return replace(demand, payments=(*demand.payments, payment))


def charge_started(demand: Demand, order_id: str, started: ChargeStarted) -> Demand:
    return with_payment(demand, order_id, lambda payment: charge.started(payment, started))


def reported(demand: Demand, report: Report, now: datetime) -> Demand:
    """Return the demand after a report of the gateway about one of its orders; itself when nothing is new.

    Money pays it when it is the amount that the order fixed, and was paid in that order's time; later, when it is what
    the day of the payment asks for. All other money goes back, above all what comes when it is settled.
    """
    order = demand.payment_of(report.order_id)
    if order is None:
        return demand
    if charge.is_met(order) and report.remote_id != order.remote_id:
        return paid_again(demand, order, report, now)
    after = with_payment(demand, order.order_id, lambda payment: charge.reported(payment, report, now))
    met = after.payment_of(order.order_id)
    if after == demand or met is None:
        return demand
    if met.taken:
        after = _taken(after, met, min(max(report.happened_at, met.created_at), now))
    return with_new_calls(demand, after, now)


def cancelled(demand: Demand, shown: Shown, handling_grosze: int, now: datetime, ticket_id: str = "") -> Demand:
    """Only the handling fee is due. Of what was paid already it is kept back, and the rest goes back the way it came.

    What an inspector took a service point gives back, less the fee. Raises NotCancelled when it is cancelled or written
    off; Busy while an operator's refund of it is on its way, for one waits for the other.
    """
    if demand.state not in ("demanded", "paid"):
        raise NotCancelled()
    after = replace(
        demand,
        cancelled_at=now,
        shown=shown,
        handling_grosze=handling_grosze,
        ticket_id=ticket_id or demand.ticket_id,
        holder="",
    )
    if not demand.paid_at:
        return after
    back = with_payment(after, demand.paid_with, lambda paid: _less_handling(paid, handling_grosze))
    return with_new_calls(demand, replace(back, handling_paid_at=now), now)


def written_off(demand: Demand, now: datetime) -> Demand:
    """Nothing more is asked for; raises NothingToPay when that is so already."""
    if demand.state not in OPEN:
        raise NothingToPay()
    return replace(demand, written_off_at=now, holder="")


def taken_up(demand: Demand, now: datetime) -> Demand:
    """Do what is due: whoever writes this makes the gateway calls; when they are looked at again is planned."""
    after = replace(demand, holder="") if now >= demand.holder_until else demand
    if not calls_overdue(demand, now):
        return after
    return replace(nudged(after, now), attempts=after.attempts + 1)


def _less_handling(paid: Payment, handling_grosze: int) -> Payment:
    """Send back all but the fee; of what an operator gave back before, perhaps no more than that is left."""
    if paid.refund_grosze:
        raise Busy()
    back = paid.refundable_grosze - handling_grosze
    return payments.refunding(paid, back) if back > 0 else paid


def _taken(demand: Demand, payment: Payment, paid_at: datetime) -> Demand:
    because = _why_back(demand, payment, paid_at)
    if because:
        back = with_payment(demand, payment.order_id, lambda taken: replace(taken, reason=because))
        return all_back(back, payment.order_id)
    if demand.state == "handling_fee_due":
        return replace(demand, handling_paid_at=paid_at)
    return replace(demand, paid_at=paid_at, paid_with=payment.order_id)


def _why_back(demand: Demand, payment: Payment, paid_at: datetime) -> str:
    if payment.due_grosze != payment.amount_grosze:
        return AMOUNT_MISMATCH
    if demand.state not in OPEN:
        return "settled_already"
    in_time = demand.state == "demanded" and paid_at <= payment.valid_until
    still_due = payment.amount_grosze == due_on(demand, warsaw_day(paid_at))
    return "" if in_time or still_due else "paid_too_late"
