"""Why an order under a contract is refused.

* BulkOrderUnknown     (Missing)  no such order
* OrderReferenceTaken  (Conflict) that reference names an order with other contents
* OrderStepImpossible  (Conflict) the order is in a state that has no such step
* OrderPriceChanged    (Conflict) the price is not the one that the customer agreed to
* TransferDiffers      (Conflict) what came is not what is owed
* TransferTooLate      (Conflict) the money came after the last day to pay
* TransferTaken        (Conflict) that transfer pays another order
* NotOrderedInBulk     (Invalid)  a single buyer's ticket, or a rate that each person must prove
* OrderTooSmall        (Invalid)  fewer tickets than a contract is made for
* PaymentDayInvalid    (Invalid)  the last day to pay is over, or after the first day of the tickets
* PriceIsListed        (Invalid)  a contract names a price only where the list has none
* OrderDetailInvalid   (Invalid)  something of the order is missing, or belongs to another kind of order
* PeopleListInvalid    (Invalid)  lines of the list of people cannot be read
* PeopleListTooLong    (Invalid)  more people than one order takes
"""

from chalicelib.errors import Conflict, Invalid, Missing


class BulkOrderUnknown(Missing):
    code = "bulk_order_unknown"


class OrderReferenceTaken(Conflict):
    """`reference`: as it was given."""

    code = "order_reference_taken"


class OrderStepImpossible(Conflict):
    """`status`: the one that the order has."""

    code = "order_step_impossible"


class OrderPriceChanged(Conflict):
    """`total`: what it costs, e.g. `4000.00`."""

    code = "order_price_changed"


class TransferDiffers(Conflict):
    """`total`: what is owed, e.g. `4000.00`."""

    code = "transfer_differs"


class TransferTooLate(Conflict):
    """`day`: the last one to pay."""

    code = "transfer_too_late"


class TransferTaken(Conflict):
    code = "transfer_taken"


class NotOrderedInBulk(Invalid):
    code = "not_ordered_in_bulk"


class OrderTooSmall(Invalid):
    """`least`: how many it takes."""

    code = "order_too_small"


class PaymentDayInvalid(Invalid):
    """`first_day`, `last_day`: between which it must be."""

    code = "payment_day_invalid"


class PriceIsListed(Invalid):
    code = "price_is_listed"


class OrderDetailInvalid(Invalid):
    """`detail`: its name."""

    code = "order_detail_invalid"


class PeopleListInvalid(Invalid):
    """`lines`: each wrong line with its column, e.g. `3: surname, 7: born_in`."""

    code = "people_list_invalid"


class PeopleListTooLong(Invalid):
    """`most`: how many there may be."""

    code = "people_list_too_long"
