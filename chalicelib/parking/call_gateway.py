"""Use case: make the gateway calls that a stay's decisions ordered. Captures, releases and refunds happen only here."""

from datetime import datetime

from chalicelib.log import logger
from chalicelib.parking import kept_stays
from chalicelib.parking.confirm import confirm
from chalicelib.parking.course import hold_given_up, refund_told
from chalicelib.parking.record import record
from chalicelib.parking.stay import Stay
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.ordered_calls import Verb, call_needed, reference
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import PaymentGateway, RefundState
from chalicelib.payments.send_refund import send_refund
from chalicelib.storage import decide


def call_gateway(stay_id: str, now: datetime, gateway: PaymentGateway) -> None:
    """Claim the stay for a minute and make its calls; a stay that somebody else has claimed is left alone.

    The first attempt calls at once. Any later one asks first what became of the order, because the answer to an
    earlier call may have been lost: a time-out is not a refusal. Nothing is written after a call; the gateway's
    report confirms it, and until then the stay stays due. A refund has no report: its state is asked for.
    """
    stay = kept_stays.claim_calls(stay_id, now)
    if stay is None:
        return
    for payment in (hold.payment for hold in stay.holds):
        verb = call_needed(payment, now)
        if verb is None:
            continue
        try:
            _call(stay, payment, verb, now, gateway)
        except GatewayUnknown:
            logger.warning("the gateway did not answer", order_id=payment.order_id, call=verb)


def _call(stay: Stay, payment: Payment, verb: Verb, now: datetime, gateway: PaymentGateway) -> None:
    if verb == "ask":
        _ask(stay, payment, now, gateway)
    elif verb == "refund":
        _refund(stay, payment, now, gateway)
    elif stay.attempts == 1 or _still_on_hold(payment, now, gateway):
        try:
            _capture_or_release(payment, verb, gateway)
        except GatewayRefused:
            logger.warning("the gateway refused", order_id=payment.order_id, call=verb)
            _still_on_hold(payment, now, gateway)


def _refund(stay: Stay, payment: Payment, now: datetime, gateway: PaymentGateway) -> None:
    state = send_refund(payment, gateway, first=stay.attempts == 1)
    if state is not None:
        decide(lambda: _refund_told(stay.stay_id, payment, state, now))


def _refund_told(stay_id: str, payment: Payment, state: RefundState, now: datetime) -> None:
    stay = kept_stays.get(stay_id)
    if stay is None or not any(hold.payment == payment for hold in stay.holds):
        return
    after = refund_told(stay, payment.order_id, state, now)
    if after != stay:
        record(stay, after, now)


def _capture_or_release(payment: Payment, verb: Verb, gateway: PaymentGateway) -> None:
    if verb == "capture":
        gateway.capture(payment.remote_id, payment.due_grosze, reference(payment, verb))
    else:
        gateway.release(payment.remote_id, reference(payment, verb))


def _still_on_hold(payment: Payment, now: datetime, gateway: PaymentGateway) -> bool:
    """Ask what became of the order, let the stay follow, and tell whether the call is still to be made."""
    reports = gateway.reports(payment.asked_order_id)
    for report in reports:
        confirm(report, now)
    return any(report.outcome == "held" and report.remote_id == payment.remote_id for report in reports)


def _ask(stay: Stay, payment: Payment, now: datetime, gateway: PaymentGateway) -> None:
    """The time to approve is over: follow what the gateway knows, or give the hold up."""
    reports = gateway.reports(payment.asked_order_id)
    for report in reports:
        confirm(report, now)
    if all(report.outcome in ("pending", "failed") for report in reports):
        decide(lambda: _give_up(stay.stay_id, payment.order_id, now))


def _give_up(stay_id: str, order_id: str, now: datetime) -> None:
    stay = kept_stays.get(stay_id)
    if stay is None or not any(hold.payment.order_id == order_id and hold.payment.unclear for hold in stay.holds):
        return
    record(stay, hold_given_up(stay, order_id, now), now)
