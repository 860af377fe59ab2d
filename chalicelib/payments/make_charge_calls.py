"""Use case: make the gateway calls that the payments of one thing need. Refunds of charges happen only here."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.log import logger
from chalicelib.payments.charge_port import ChargeGateway
from chalicelib.payments.errors import GatewayUnknown
from chalicelib.payments.payment import Payment, call_needed
from chalicelib.payments.port import RefundState, Report
from chalicelib.payments.send_refund import send_refund

RefundTold = Callable[[Payment, RefundState], None]
Asked = Callable[[Payment, list[Report]], None]


def make_charge_calls(
    payments: Sequence[Payment],
    now: datetime,
    gateway: ChargeGateway,
    refund_told: RefundTold,
    asked: Asked,
    *,
    first: bool,
) -> None:
    """Call for each payment that needs it and say what the gateway answered; one without an answer stays due.

    The first attempt at a refund calls at once. Any later one asks first what became of it, because the answer to an
    earlier call may have been lost. No report follows a refund, so until its state is told it stays due. An order whose
    time to pay is over is asked about; a transfer may still be on its way.
    """
    for payment in payments:
        try:
            match call_needed(payment, now):
                case "refund":
                    state = send_refund(payment, gateway, first=first)
                    if state is not None:
                        refund_told(payment, state)
                case "ask":
                    asked(payment, gateway.reports(payment.order_id))
        except GatewayUnknown:
            logger.warning("the gateway did not answer", order_id=payment.order_id)
