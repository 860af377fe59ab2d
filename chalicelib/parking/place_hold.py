"""Use case: ask the gateway for a hold that is already on record, and answer a repeat of that request."""

from datetime import datetime, timedelta

from chalicelib import config, ids
from chalicelib.caller import Caller
from chalicelib.errors import IdempotencyKeyReused, RequestInProgress
from chalicelib.parking import kept_stays
from chalicelib.parking.course import as_first_answered, hold_refused, hold_started
from chalicelib.parking.record import record
from chalicelib.parking.stay import Hold, Stay
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import HoldOrder, PaymentGateway
from chalicelib.storage import decide

TIME_TO_APPROVE = timedelta(minutes=15)
_STILL_ASKING = timedelta(seconds=30)


def new_hold(order_id: str, amount_grosze: int, pays_until: datetime, caller: Caller, now: datetime) -> Hold:
    """Return a hold to be recorded and then placed."""
    payment = Payment(order_id, amount_grosze, "created", created_at=now, valid_until=now + TIME_TO_APPROVE)
    return Hold(payment, pays_until, key_hash(caller), caller.fingerprint)


def key_hash(caller: Caller) -> str:
    """Return what recognises a repeat of the caller's request."""
    return ids.derived_id("key", caller.device_id, caller.key)


def place_hold(stay: Stay, hold: Hold, now: datetime, gateway: PaymentGateway) -> Stay:
    """Ask for a recorded hold and return the stay with the address where the driver approves it.

    Raises GatewayRefused (nothing is held, the stay says so) or GatewayUnknown. A crash or a lost answer
    leaves the payment `created`: when the time to approve is over, the gateway is asked what became of it.
    """
    order = HoldOrder(
        order_id=hold.payment.order_id,
        amount_grosze=hold.payment.amount_grosze,
        method=stay.method,
        email=stay.email,
        language=stay.language,
        # Polish whatever the phone's language: the gateway takes Latin letters only, and bank statements here show it.
        description=f"Parkowanie, podstrefa {stay.subzone}",
        return_url=f"{config.PUBLIC_URL}/payments/return",
        valid_until=hold.payment.valid_until,
    )
    try:
        started = gateway.start_hold(order)
    except GatewayRefused as refusal:
        reason = str(refusal.details.get("reason", "refused"))
        decide(lambda: _note_refusal(stay.stay_id, order.order_id, reason, now))
        raise
    kept_stays.note_redirect(stay, order.order_id, started)
    return hold_started(stay, order.order_id, started)


def repeated(stay: Stay, hold: Hold, caller: Caller, now: datetime) -> Stay:
    """Return what the first request with this key was answered.

    Raises IdempotencyKeyReused for another body, RequestInProgress while the first is still being answered,
    and otherwise what the first one was refused with.
    """
    if hold.fingerprint != caller.fingerprint:
        raise IdempotencyKeyReused()
    if hold.payment.redirect_url:
        return as_first_answered(stay, hold)
    if hold.payment.state == "created" and now - hold.payment.created_at < _STILL_ASKING:
        raise RequestInProgress()
    if hold.payment.state == "failed":
        raise GatewayRefused(reason=hold.payment.reason)
    raise GatewayUnknown()


def _note_refusal(stay_id: str, order_id: str, reason: str, now: datetime) -> None:
    stay = kept_stays.get(stay_id)
    if stay is not None and any(hold.payment.order_id == order_id and hold.payment.awaiting for hold in stay.holds):
        record(stay, hold_refused(stay, order_id, reason, now), now)
