"""Use case of an operator: what becomes of a demand's charge that no rule settles."""

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.record import record
from chalicelib.payments.charge_ruling import decided, refund_ordered
from chalicelib.payments.decide_payment import PaymentDesk

DESK: PaymentDesk[Demand] = PaymentDesk(
    of_order=raised_demands.of_order,
    payments=lambda demand: demand.payments,
    decided=decided,
    refund_ordered=refund_ordered,
    record=record,
)
