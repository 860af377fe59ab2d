"""Warning of a ticket much like one that the passenger already holds."""

from collections.abc import Sequence

from chalicelib.tariff.offer import Offer
from chalicelib.tariff.order import HeldTicket
from chalicelib.tariff.product import PERIODS, STAMPED, Kind


def similar_to(offered: Offer, holding: Sequence[HeldTicket]) -> HeldTicket | None:
    """Return a held ticket that shares a day, a zone and a line with the offer; None if none does.

    It is of the same kind, or both are for riding day by day, as a month within a half-year. A ticket without
    lines is good on all of them. Stamped tickets are never similar: one may carry several.
    """
    if offered.validity is None or offered.product.kind in STAMPED:
        return None
    first_day, last_day = offered.validity.first_day, offered.validity.last_day
    for held in holding:
        same_days = held.first_day <= last_day and first_day <= held.last_day
        same_lines = not held.lines or not offered.wish.lines or bool({*held.lines} & {*offered.wish.lines})
        same_zones = bool({*held.zones} & {*offered.product.zones})
        if _alike(held.kind, offered.product.kind) and same_days and same_lines and same_zones:
            return held
    return None


def _alike(one: Kind, other: Kind) -> bool:
    return one == other or {one, other} <= PERIODS
