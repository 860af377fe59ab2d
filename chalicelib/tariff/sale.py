"""What may be paid for in the app. Everything else on the list can be quoted and is sold elsewhere. Rules only.

From the city's answers about mKraków: named period tickets alone, the metropolitan one and the resident's among them.
Tickets by time, minutes to a week, are ready for the day on which a stage sells them.
"""

from chalicelib.tariff.product import PERIODS, Kind, Product, Rate

BY_TIME: frozenset[Kind] = frozenset({"time", "week"})
"""Their payment is their stamp."""
_RATES: frozenset[Rate] = frozenset({"normal", "council", "statute", "reduced", "resident", "resident_reduced"})


def is_sold(product: Product, rate: Rate, *, time_tickets: bool) -> bool:
    """Tell whether a ticket at a rate can be paid for in the app; `time_tickets`: whether this stage sells those."""
    if rate not in _RATES:
        return False
    if product.kind in BY_TIME:
        return time_tickets
    return product.named and product.kind in PERIODS
