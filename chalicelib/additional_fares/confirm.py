"""Use case: let a demand follow what the gateway reports about one of its orders."""

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.course import reported
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.record import record
from chalicelib.payments.charged_item import given_up
from chalicelib.payments.make_charge_calls import Charges

CHARGES: Charges[Demand] = Charges(raised_demands.get, raised_demands.of_order, reported, given_up, record)
confirm = CHARGES.confirm
