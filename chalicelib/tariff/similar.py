"""Warning of a ticket much like one that the passenger already holds."""

from collections.abc import Sequence

from chalicelib.tariff.offer import Offer
from chalicelib.tariff.order import HeldTicket
from chalicelib.tariff.product import STAMPED


def similar_to(offered: Offer, holding: Sequence[HeldTicket]) -> HeldTicket | None:
    """Return a held ticket of the same kind that shares a day, a zone and a line with the offer; None if none does.

    A ticket without lines is good on all of them. Stamped tickets are never similar: one may carry several.
    """
    if offered.validity is None or offered.product.kind in STAMPED:
        return None
    first_day, last_day = offered.validity.first_day, offered.validity.last_day
    for held in holding:
        same_days = held.first_day <= last_day and first_day <= held.last_day
        same_lines = not held.lines or not offered.wish.lines or bool({*held.lines} & {*offered.wish.lines})
        if held.kind == offered.product.kind and same_days and same_lines and {*held.zones} & {*offered.product.zones}:
            return held
    return None
