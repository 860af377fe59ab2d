"""A partner's claim: the resident's price that a partner took for a ticket. Rules only."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.vehicles.discount import Discount


@dataclass(frozen=True)
class Claim:
    """`discount.holder` is the claim's id. `released_at`: when the partner gave the price back."""

    partner: str
    discount: Discount
    released_at: datetime | None = None
