"""What a complaint is about: a stay as plain facts, so that this slice knows nothing of how parking keeps one."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.payments.port import Method


@dataclass(frozen=True)
class Subject:
    """What the city asks for in a complaint: plate, day and hour, method, and the money as it stood.

    All moments are UTC; `started_at` is when it was asked for where it never ran, `stopped_at` None while it has
    not ended. Held is what was ever held. `language` is what its driver is written to in.
    """

    stay_id: str
    device_id: str
    plate: str
    subzone: str
    started_at: datetime
    stopped_at: datetime | None
    method: Method
    order_ids: tuple[str, ...]
    held_grosze: int
    captured_grosze: int
    released_grosze: int
    email: str = field(repr=False)
    language: str
