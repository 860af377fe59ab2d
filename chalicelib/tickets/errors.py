"""Why a ticket has no price, or cannot be had.

* TariffUnknown              (Missing)  no price list of that day was found
* ProductUnknown             (Invalid)  no such ticket on sale that day
* RateNotOffered             (Invalid)  the ticket is not sold at that rate
* PriceUnknown               (Missing)  on sale that day, at a price that was not found
* SeveralMonthsUnknown       (Missing)  how that list priced several months was not found
* TooManyMonths              (Invalid)  not sold for so long at once
* OutsideSale                (Invalid)  it cannot start that day
* LinesWanted                (Invalid)  a ticket for one or two lines names exactly so many
* NotAWeekend                (Invalid)  a weekend ticket is stamped on a Saturday or a Sunday
* ConcessionUnknown          (Invalid)  the list knows no such right
* ConcessionOfAnotherRate    (Invalid)  that right does not give that rate
* SecondPurchaseWanted       (Invalid)  the city rate begins with the second purchase
* QuantityTooSmall           (Invalid)  the special rate is for many tickets at once
* CertificateNotValid        (Invalid)  not issued yet, or no longer good when the ticket starts
* NotSoldByDriver            (Invalid)
* DetailNotWanted            (Invalid)  the ticket has nothing to do with that detail
* RebateUnknown              (Invalid)  the railway has no such reduction
* NotReturnable              (Conflict) this kind cannot be given back
* ReturnRuleUnknown          (Missing)  whether it can was not found
* ReturnTooLate              (Conflict) the last day to return it has passed
* LineChangesUsedUp          (Conflict) both changes of that month are made
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
* KeyOfAnotherPhone          (Invalid)  not the key that this phone registered
* TicketStillValid           (Conflict) a phone with a ticket that is or will be good cannot be erased
"""

from chalicelib.errors import Conflict, Forbidden, Invalid, Missing


class TariffUnknown(Missing):
    code = "tariff_unknown"


class ProductUnknown(Invalid):
    code = "product_unknown"


class RateNotOffered(Invalid):
    code = "rate_not_offered"


class PriceUnknown(Missing):
    code = "price_unknown"


class SeveralMonthsUnknown(Missing):
    code = "several_months_unknown"


class TooManyMonths(Invalid):
    code = "too_many_months"


class OutsideSale(Invalid):
    code = "outside_sale"


class LinesWanted(Invalid):
    code = "lines_wanted"


class NotAWeekend(Invalid):
    code = "not_a_weekend"


class ConcessionUnknown(Invalid):
    code = "concession_unknown"


class ConcessionOfAnotherRate(Invalid):
    code = "concession_of_another_rate"


class SecondPurchaseWanted(Invalid):
    code = "second_purchase_wanted"


class QuantityTooSmall(Invalid):
    code = "quantity_too_small"


class CertificateNotValid(Invalid):
    code = "certificate_not_valid"


class NotSoldByDriver(Invalid):
    code = "not_sold_by_driver"


class DetailNotWanted(Invalid):
    code = "detail_not_wanted"


class RebateUnknown(Invalid):
    code = "rebate_unknown"


class NotReturnable(Conflict):
    code = "not_returnable"


class ReturnRuleUnknown(Missing):
    code = "return_rule_unknown"


class ReturnTooLate(Conflict):
    code = "return_too_late"


class LineChangesUsedUp(Conflict):
    code = "line_changes_used_up"


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


class KeyOfAnotherPhone(Invalid):
    code = "key_of_another_phone"


class TicketStillValid(Conflict):
    code = "ticket_still_valid"
