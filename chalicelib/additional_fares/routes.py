"""Additional fares over HTTP: inspectors raise them; whoever has the number and the secret sees, pays, cancels.

Both go in the body: an address is written down by everybody on its way.
"""

from chalicelib.additional_fares import errors
from chalicelib.additional_fares.answer import (
    DemandAnswer,
    FarePaymentAnswer,
    RaisedAnswer,
    demand_answer,
    payment_answer,
)
from chalicelib.additional_fares.cancel_demand import cancel_with_ticket
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.find_demand import find_demand
from chalicelib.additional_fares.order import DemandOrder, FareCancellation, FarePaymentOrder, Slip
from chalicelib.additional_fares.pay_demand import pay_demand
from chalicelib.additional_fares.raise_demand import raise_demand
from chalicelib.additional_fares.slip import shown_number
from chalicelib.clock import utc_now
from chalicelib.devices.audience import DEVICE, INSPECTOR
from chalicelib.http import Api
from chalicelib.keyed_hash import identity_keys
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.live import charge_gateway
from chalicelib.tariff.errors import TariffUnknown
from chalicelib.tickets.errors import TicketUnknown

additional_fares_api = Api(__name__, tag="Additional fares")

_OF_SLIP = (errors.NumberMistyped, errors.DemandUnknown)


@additional_fares_api.operation(
    "POST",
    "/inspection/additional-fares",
    "Raise an additional fare, and get the number and the secret to hand over",
    audience=INSPECTOR,
    takes=DemandOrder,
    answers=RaisedAnswer,
    status=201,
    idempotent=True,
    refuses=[errors.AmountUnknown, TariffUnknown],
)
def raise_additional_fare() -> RaisedAnswer:
    order, caller = additional_fares_api.body(DemandOrder), additional_fares_api.caller
    demand, secret = raise_demand(order, caller, utc_now(), identity_keys())
    return RaisedAnswer(shown_number(demand.number), secret, _answer(demand))


@additional_fares_api.operation(
    "POST",
    "/additional-fares/lookups",
    "What is due today, until when it is less, and how it is cancelled",
    audience=DEVICE,
    takes=Slip,
    answers=DemandAnswer,
    refuses=_OF_SLIP,
)
def look_up_additional_fare() -> DemandAnswer:
    return _answer(find_demand(additional_fares_api.body(Slip), identity_keys()))


@additional_fares_api.operation(
    "POST",
    "/additional-fares/payments",
    "Pay what is due today: the additional fare, or the handling fee of a cancelled one",
    audience=DEVICE,
    takes=FarePaymentOrder,
    answers=FarePaymentAnswer,
    status=201,
    idempotent=True,
    refuses=[
        *_OF_SLIP,
        errors.NothingToPay,
        errors.AmountUnknown,
        errors.AmountChanged,
        errors.AttemptsUsedUp,
        GatewayRefused,
        GatewayUnknown,
    ],
)
def pay_additional_fare() -> FarePaymentAnswer:
    """The amount stands until `pay_by`. What is paid twice, too late or in another amount goes back by itself."""
    order, caller = additional_fares_api.body(FarePaymentOrder), additional_fares_api.caller
    return payment_answer(pay_demand(order, caller, utc_now(), charge_gateway(), identity_keys()))


@additional_fares_api.operation(
    "POST",
    "/additional-fares/cancellations",
    "Cancel an additional fare with the named ticket on this phone; the handling fee is due then",
    audience=DEVICE,
    takes=FareCancellation,
    answers=DemandAnswer,
    refuses=[
        *_OF_SLIP,
        TicketUnknown,
        errors.NotCancelled,
        errors.NotYours,
        errors.PaidToInspector,
        errors.HandlingFeeUnknown,
    ],
)
def cancel_additional_fare() -> DemandAnswer:
    """Within seven days. Of an additional fare that is paid already, all but the handling fee goes back."""
    order, phone = additional_fares_api.body(FareCancellation), additional_fares_api.device_id
    return _answer(cancel_with_ticket(order, phone, utc_now(), identity_keys()))


def _answer(demand: Demand) -> DemandAnswer:
    return demand_answer(demand, utc_now(), additional_fares_api.language)
