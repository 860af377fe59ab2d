"""Why a demand cannot be raised, seen, paid or cancelled.

* NumberMistyped     (Invalid)   no demand has such a number: its check digits do not fit
* DemandUnknown      (Missing)   no such demand, or not its secret
* AmountUnknown      (Missing)   what the price list of the inspection's day asks for it was not found
* HandlingFeeUnknown (Missing)   the same of the handling fee
* HandlingFeeImpossible (Invalid) the handling fee that an operator says is nothing, or as much as the whole
* NothingToPay       (Conflict)  it is paid, cancelled or written off
* AmountChanged      (Conflict)  it is not the amount that was agreed to
* AttemptsUsedUp     (Conflict)  so many payments were begun that no further one is
* NotCancelled       (Conflict)  what is shown does not cancel it, or too late
* NotYours           (Forbidden) the ticket is not that of the person who was inspected, as far as the demand can tell
* PaidToInspector    (Conflict)  what an inspector took on the spot, only a service point gives back
"""

from chalicelib.errors import Conflict, Forbidden, Invalid, Missing


class NumberMistyped(Invalid):
    code = "additional_fare_number_mistyped"


class DemandUnknown(Missing):
    code = "additional_fare_unknown"


class AmountUnknown(Missing):
    code = "additional_fare_amount_unknown"


class HandlingFeeUnknown(Missing):
    code = "handling_fee_unknown"


class HandlingFeeImpossible(Invalid):
    """`total`: what it is less than, e.g. `306.00`."""

    code = "handling_fee_impossible"


class NothingToPay(Conflict):
    code = "additional_fare_settled"


class AmountChanged(Conflict):
    """`total`: what is due, e.g. `240.00`."""

    code = "additional_fare_amount_changed"


class AttemptsUsedUp(Conflict):
    code = "additional_fare_attempts_used_up"


class NotCancelled(Conflict):
    code = "additional_fare_not_cancelled"


class NotYours(Forbidden):
    code = "additional_fare_of_somebody_else"


class PaidToInspector(Conflict):
    code = "additional_fare_paid_to_inspector"
