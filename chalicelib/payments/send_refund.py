"""Use case: have a gateway send money back, once, however often it is asked."""

from typing import Protocol

from chalicelib.log import logger
from chalicelib.payments.errors import GatewayRefused
from chalicelib.payments.ordered_calls import reference
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import RefundState


class Refunds(Protocol):
    """What both gateways promise of refunds; see their ports."""

    def refund(self, remote_id: str, amount_grosze: int, reference: str) -> None: ...

    def refund_state(self, reference: str) -> RefundState: ...


def send_refund(payment: Payment, gateway: Refunds, *, first: bool) -> RefundState | None:
    """Ask for the refund, or what became of it; return its state, None while that is not known.

    The first attempt calls at once. Any later one asks first, because the answer to an earlier call may have been
    lost; and so does one that is refused. Raises GatewayUnknown.
    """
    call = reference(payment, "refund")
    state = None if first else _state(call, gateway)
    if state is not None:
        return state
    try:
        gateway.refund(payment.remote_id, payment.refund_grosze, call)
    except GatewayRefused:
        logger.warning("the gateway refused", order_id=payment.order_id, call="refund")
        return _state(call, gateway) or "failed"  # a repeat may be refused because of its first
    return None


def _state(call: str, gateway: Refunds) -> RefundState | None:
    try:
        return gateway.refund_state(call)
    except GatewayRefused:  # no refund by that reference: the earlier call was lost on its way
        return None
