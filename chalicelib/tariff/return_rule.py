"""Giving a period ticket back: until when, and for how much. Amounts are grosze, days Warsaw days.

Used days are deducted and the rest is paid back. The day of the return counts as used and the ticket ends with it;
before its first day nothing has been used. A day costs its share of the days of the whole ticket: a recorded return
gave 92.40 of 99.00 zł for 28 unused days of 30, and nothing says that another length would be divided by 30.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.money import round_half_up
from chalicelib.tariff.edition import Returns
from chalicelib.tariff.errors import NotReturnable, ReturnRuleUnknown, ReturnTooLate
from chalicelib.tariff.product import STAMPED, Grosze, Kind, Product

_NOT_KNOWN: frozenset[Kind] = frozenset(
    {"metropolitan", "rail_stamp", "rail_integrated", "tourist_card", "event_group"}
)
"""Neither the rule of period tickets nor another one was found to hold for these."""


@dataclass(frozen=True)
class Refund:
    """What goes back and what stays; together exactly what was paid. The ticket ends with `ends_on`."""

    grosze: int
    used_grosze: int
    used_days: int
    unused_days: int
    ends_on: date


def is_returnable(product: Product, returns: Returns | None) -> bool | None:
    """Tell whether a ticket may be given back; None where no rule was found."""
    if product.kind in STAMPED:
        return False
    if returns is None:
        return None
    if product.kind == "social" or (product.kind == "period" and not product.named):
        return False
    return None if product.kind in _NOT_KNOWN else True


def last_day_to_return(last_day: date, returns: Returns) -> date:
    """Return the last day to give a ticket back: the 16th before its end, counted with its last day."""
    return last_day - timedelta(days=returns.days_before_end - 1)


def refund(
    product: Product, paid: Grosze, first_day: date, last_day: date, returned_on: date, returns: Returns | None
) -> Refund:
    """Return what is paid back for a ticket given back on a day.

    Raises NotReturnable, ReturnRuleUnknown, ReturnTooLate.
    """
    returnable = is_returnable(product, returns)
    if returnable is False:
        raise NotReturnable()
    if returnable is None or returns is None:
        raise ReturnRuleUnknown()
    last_chance = last_day_to_return(last_day, returns)
    if returned_on > last_chance:
        raise ReturnTooLate(last_day=last_chance.isoformat())
    days = (last_day - first_day).days + 1
    used = max((returned_on - first_day).days + 1, 0)
    back = round_half_up(paid * (days - used), days)
    return Refund(back, paid - back, used, days - used, returned_on)
