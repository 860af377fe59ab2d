"""Use case: pay what a demand asks for today."""

from datetime import datetime, timedelta

from chalicelib import config, ids
from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.course import attempted, charge_started
from chalicelib.additional_fares.demand import OPEN, Demand, order_id_of
from chalicelib.additional_fares.errors import AmountChanged, AmountUnknown, AttemptsUsedUp, NothingToPay
from chalicelib.additional_fares.find_demand import find_demand
from chalicelib.additional_fares.order import FarePaymentOrder
from chalicelib.additional_fares.price import due_on
from chalicelib.additional_fares.record import record
from chalicelib.additional_fares.slip import shown_number
from chalicelib.caller import Caller
from chalicelib.errors import IdempotencyKeyReused
from chalicelib.keyed_hash import KeyRing
from chalicelib.money import Money, decimal_text
from chalicelib.payments.charge_port import ChargeGateway, ChargeOrder, ChargeStarted
from chalicelib.payments.charged_item import refused
from chalicelib.payments.errors import GatewayRefused
from chalicelib.payments.payment import SURPLUS, Payment
from chalicelib.storage import decide
from chalicelib.texts import text
from chalicelib.warsaw import warsaw_day

TIME_TO_PAY = timedelta(minutes=15)
MOST_ATTEMPTS = 20
"""One item holds them all."""

_KEY_SIGNS, _BODY_SIGNS = 9, 5
"""Of an order's last part: what tells the request apart from others, and its body from another one of the same key."""


def pay_demand(
    order: FarePaymentOrder, caller: Caller, now: datetime, gateway: ChargeGateway, ring: KeyRing
) -> Payment:
    """Record an attempt at today's amount, ask the gateway for the charge, and return it with the address to pay at.

    The amount stands for as long as the attempt may be paid, and whoever pays leaves nothing here: their e-mail address
    goes to the gateway alone. Safe to repeat with the same key. Raises NumberMistyped, DemandUnknown, NothingToPay,
    AmountUnknown, AmountChanged, AttemptsUsedUp, IdempotencyKeyReused, GatewayRefused, GatewayUnknown.
    """
    name = _name(caller)
    demand, payment = decide(lambda: _attempt(order, name, now, ring))
    if payment.state == "created" and now < payment.valid_until:
        return _charge(demand, payment, order, caller.language, now, gateway)
    if payment.state == "failed" and not payment.remote_id:
        raise GatewayRefused(reason=payment.reason)
    return payment


def _attempt(order: FarePaymentOrder, name: str, now: datetime, ring: KeyRing) -> tuple[Demand, Payment]:
    demand = find_demand(order, ring)
    order_id = order_id_of(demand.number, name)
    for known in demand.payments:
        if known.order_id.startswith(order_id[:-_BODY_SIGNS]) and SURPLUS not in known.order_id:
            if known.order_id != order_id:
                raise IdempotencyKeyReused()
            if known.state == "created" and demand.state not in OPEN:
                raise NothingToPay()  # paid by somebody else since: nobody is sent to pay what would only go back
            return demand, known
    if demand.state not in OPEN:
        raise NothingToPay()
    due = due_on(demand, warsaw_day(now))
    if due is None:
        raise AmountUnknown()
    if order.total != Money(due):
        raise AmountChanged(total=decimal_text(due))
    if sum(SURPLUS not in payment.order_id for payment in demand.payments) >= MOST_ATTEMPTS:
        raise AttemptsUsedUp()
    payment = Payment(order_id, due, "created", now, valid_until=now + TIME_TO_PAY)
    return record(demand, attempted(demand, payment), now), payment


def _charge(
    demand: Demand, payment: Payment, order: FarePaymentOrder, language: str, now: datetime, gateway: ChargeGateway
) -> Payment:
    """Ask for the charge; the gateway takes the same order for the same charge, so this may be done again.

    A crash or a lost answer leaves the payment `created`: when the time to pay is over, the gateway is asked.
    """
    asked = ChargeOrder(
        order_id=payment.order_id,
        amount_grosze=payment.amount_grosze,
        method=order.method,
        email=order.email,
        language=language,
        description=text("additional_fares.charge", language, number=shown_number(demand.number)),
        return_url=f"{config.PUBLIC_URL}/payments/return?of=additional-fares",
        valid_until=payment.valid_until,
    )
    try:
        started = gateway.start_charge(asked)
    except GatewayRefused as refusal:
        reason = str(refusal.details.get("reason", "refused"))
        decide(lambda: _note_refusal(payment.order_id, reason, now))
        raise
    return decide(lambda: _note_redirect(payment.order_id, started, now))


def _note_redirect(order_id: str, started: ChargeStarted, now: datetime) -> Payment:
    """Keep where the customer pays, unless a notification has overtaken the answer to the start."""
    before = _of_order(order_id)
    after = charge_started(before, order_id, started)
    return _own(after if after == before else record(before, after, now), order_id)


def _note_refusal(order_id: str, reason: str, now: datetime) -> None:
    before = _of_order(order_id)
    if _own(before, order_id).awaiting:
        record(before, refused(before, order_id, reason, now), now)


def _of_order(order_id: str) -> Demand:
    demand = raised_demands.of_order(order_id)
    if demand is None:
        raise RuntimeError("an attempt that was recorded is gone")
    return demand


def _own(demand: Demand, order_id: str) -> Payment:
    return next(payment for payment in demand.payments if payment.order_id == order_id)


def _name(caller: Caller) -> str:
    """Return the last part of the order: the gateway takes 32 signs for the whole of it.

    The language is part of what the gateway is asked, so with another one the request is another one.
    """
    key = ids.derived_id("pay", caller.device_id, caller.key).removeprefix("pay_")
    body = ids.derived_id("pay", caller.device_id, caller.key, caller.fingerprint, caller.language).removeprefix("pay_")
    return key[:_KEY_SIGNS] + body[:_BODY_SIGNS]
