"""Why a ticket has no price, or no such rule.

* TariffUnknown              (Missing)  no price list of that day was found
* ProductUnknown             (Invalid)  no such ticket on sale that day
* RateNotOffered             (Invalid)  the ticket is not sold at that rate
* PriceUnknown               (Missing)  on sale that day, at a price that was not found
* SeveralMonthsUnknown       (Missing)  how that list priced several months was not found
* TooManyMonths              (Invalid)  not sold for so long at once
* OutsideSale                (Invalid)  it cannot start that day
* LinesWanted                (Invalid)  a ticket for one or two lines names exactly so many
* LineNotSold                (Invalid)  no ticket is sold for a night, temporary or replacement line
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
"""

from chalicelib.errors import Conflict, Invalid, Missing


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


class LineNotSold(Invalid):
    code = "line_not_sold"


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


OF_AN_OFFER = (
    TariffUnknown,
    ProductUnknown,
    RateNotOffered,
    PriceUnknown,
    SeveralMonthsUnknown,
    TooManyMonths,
    OutsideSale,
    LinesWanted,
    LineNotSold,
    ConcessionUnknown,
    ConcessionOfAnotherRate,
    DetailNotWanted,
)
"""Why no offer can be made of a wish."""
