"""Use case of an operator: ask for nothing more."""

from datetime import datetime

from chalicelib.additional_fares.course import written_off
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.find_demand import show_demand
from chalicelib.additional_fares.operator_decision import operator_decision
from chalicelib.storage import decide


def write_off_demand(number: str, operator: str, why: str, now: datetime) -> Demand:
    """Return the demand, written off; raises NumberMistyped, DemandUnknown, or NothingToPay when it is settled."""

    def attempt() -> Demand:
        demand = show_demand(number)
        return operator_decision("write_off", demand, written_off(demand, now), operator, why, now)

    return decide(attempt)
