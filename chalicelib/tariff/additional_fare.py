"""What an inspector's demand for payment costs, and when it is cancelled. Amounts are grosze, days Warsaw days.

The day of the demand is day 0: "within 7 days" still holds on day 7.
"""

from datetime import date
from typing import Literal

import msgspec

from chalicelib.tariff.product import Price

Offence = Literal["no_ticket", "no_document", "luggage", "stopping"]
Shown = Literal["named_ticket", "rail_stamp", "document", "bearer_ticket"]
"""What a passenger brings after the inspection."""

DAYS_TO_PAY_LESS = 7
DAYS_TO_SHOW = 7
CANCELS: dict[Offence, frozenset[Shown]] = {
    "no_ticket": frozenset({"named_ticket", "rail_stamp", "document"}),
    "no_document": frozenset({"document"}),
    "luggage": frozenset(),
    "stopping": frozenset(),
}


class AdditionalFare(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row of the list of additional fares; an amount that is null was not found, or there is none."""

    offence: Offence
    full: Price | None
    at_inspector: Price | None
    within_7_days: Price | None
    no_reduction: bool = False
    """The list itself gives no reduction for this offence."""


def to_pay(fare: AdditionalFare, issued_on: date, paid_on: date, *, at_inspector: bool, ride: int = 0) -> int | None:
    """Return what settles the demand on a day; None where the list's amount was not found.

    `ride` is the price of a ride that some lists put on top; it is never reduced.
    """
    if fare.no_reduction:
        amount = fare.full
    elif at_inspector:
        amount = fare.at_inspector
    elif (paid_on - issued_on).days <= DAYS_TO_PAY_LESS:
        amount = fare.within_7_days
    else:
        amount = fare.full
    return None if amount is None else amount.grosze + ride


def cancelled_by(fare: AdditionalFare, issued_on: date, shown_on: date, shown: Shown, *, bought_before: bool) -> bool:
    """Tell whether what is shown after the inspection cancels the demand; then only the handling fee is due.

    A ticket or stamp must have been bought before the inspection. Bearer tickets never count: anybody could have
    had them.
    """
    in_time = 0 <= (shown_on - issued_on).days <= DAYS_TO_SHOW
    return in_time and bought_before and shown in CANCELS[fare.offence]
