"""Why a ticket cannot be had, kept or moved.

* NotSoldInApp               (Invalid)  on sale elsewhere, not here
* ResidentCardWanted         (Conflict) a resident's rate needs a valid Kraków Card on this phone
* CardPaymentWanted          (Invalid)  a ticket that is charged month by month is paid by card
* SubscriptionUnknown        (Missing)  no such subscription on this phone
* TicketPriceChanged         (Conflict) the price is not the one that was agreed to
* TicketUnknown              (Missing)  no such ticket on this phone
* TicketNotInUse             (Conflict) not paid, over or given back
* ReturnSumChanged           (Conflict) what goes back is not the sum that was confirmed
* TicketMovesUsedUp          (Conflict) it has moved often enough this month
* TicketMoveNotProven        (Forbidden) neither its code nor its card; or no such ticket
* DeskTransferRefused        (Conflict) at a service point: no such ticket of the person with that document
* TicketStillValid           (Conflict) a phone with a ticket that is or will be good cannot be erased
"""

from chalicelib.errors import Conflict, Forbidden, Invalid, Missing


class NotSoldInApp(Invalid):
    code = "ticket_not_sold_in_app"


class ResidentCardWanted(Conflict):
    code = "resident_card_wanted"


class CardPaymentWanted(Invalid):
    code = "card_payment_wanted"


class SubscriptionUnknown(Missing):
    code = "subscription_unknown"


class TicketPriceChanged(Conflict):
    """`total`: what it costs, e.g. `99.00`."""

    code = "ticket_price_changed"


class TicketUnknown(Missing):
    code = "ticket_unknown"


class TicketNotInUse(Conflict):
    code = "ticket_not_in_use"


class ReturnSumChanged(Conflict):
    """`refund`: what would go back now, e.g. `92.40`."""

    code = "return_sum_changed"


class TicketMovesUsedUp(Conflict):
    """`moves`: how many a month has."""

    code = "ticket_moves_used_up"


class TicketMoveNotProven(Forbidden):
    code = "ticket_move_not_proven"


class DeskTransferRefused(Conflict):
    code = "desk_transfer_refused"


class TicketStillValid(Conflict):
    code = "ticket_still_valid"
