"""Which vehicle has the resident's price of a card. Rules only.

The city gives it to "the first vehicle for which a parking ticket is bought". Both readings are within a day, because
no stay is longer: `per_day`, the day's first vehicle, until midnight; `per_stay`, one vehicle at a time, so that the
next may have it when the first has left. A day is Kraków's.
"""

from dataclasses import dataclass
from datetime import date

from chalicelib.config import ResidentPricePolicy


@dataclass(frozen=True)
class Discount:
    """The resident's price of one card on one day; `holder` is the stay or the claim that has it."""

    card_id: str
    day: date
    plate: str
    holder: str


def free_at_the_end(policy: ResidentPricePolicy) -> bool:
    """Tell whether another vehicle may have the price once the stay has ended."""
    return policy == "per_stay"
