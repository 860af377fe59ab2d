"""A plate's claim: whose it is, and for how long it is paid. Rules only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Claim:
    """The last stay of a plate: it is or was paid for from `started_at` until `paid_until`."""

    plate: str
    stay_id: str
    subzone: str
    started_at: datetime
    paid_until: datetime
