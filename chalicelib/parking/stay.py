"""A stay: one parking of one plate, from the start to the last grosz. Rules only.

    awaiting_payment ─► running ─► stopped
            └──────────────┴─► unpaid

A stay is paid by one hold, and by one more for each extension; together they are never less than the fee.
All moments are UTC. Money is grosze. How a stay moves on is in `course.py`, how its money is settled in
`settlement.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.payments.payment import SMALLEST_CAPTURE_GROSZE, SURPLUS, Payment
from chalicelib.payments.port import Method

Kind = Literal["open", "limited"]
State = Literal["awaiting_payment", "running", "stopped", "unpaid"]
StoppedBy = Literal["driver", "limit", "end_of_paid_hours"]
FeeUntil = Callable[[datetime], int]
"""What the stay costs from its start until a moment."""

SMALLEST_HOLD_GROSZE = 2 * SMALLEST_CAPTURE_GROSZE
"""So that a fee can always be split over two holds without a part that the gateway cannot take."""


@dataclass(frozen=True)
class Hold:
    """One payment of a stay, and the end that it pays for. `key_hash`, `fingerprint`: whose request, and which."""

    payment: Payment
    pays_until: datetime
    key_hash: str
    fingerprint: str

    @property
    def surplus(self) -> bool:
        """Nobody asked for it: the customer paid one order twice."""
        return SURPLUS in self.payment.order_id


@dataclass(frozen=True)
class Stay:
    """`ends_at` is the planned end: the asked one, and a later one once an extension is confirmed in time.

    `resident_card` is the card whose price it has; that price stands whatever becomes of the card.
    """

    stay_id: str
    device_id: str
    plate: str
    subzone: str
    kind: Kind
    resident: bool
    email: str
    language: str
    method: Method
    terms_version: str
    requested_at: datetime
    paid_hours_end: datetime
    ends_at: datetime
    holds: tuple[Hold, ...]
    state: State = "awaiting_payment"
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    stopped_by: StoppedBy | None = None
    fee_grosze: int = 0
    unpaid_because: str = ""
    remind_at: datetime | None = None
    reminders: int = 0
    calls_due_at: datetime | None = None
    attempts: int = 0
    leased_until: datetime | None = None
    version: int = 0
    resident_card: str = ""

    @property
    def held_grosze(self) -> int:
        return sum(hold.payment.amount_grosze for hold in self.holds if hold.payment.state == "held")

    @property
    def asked_holds(self) -> tuple[Hold, ...]:
        """The holds that the driver asked for, oldest first."""
        return tuple(hold for hold in self.holds if not hold.surplus)

    @property
    def order_ids(self) -> tuple[str, ...]:
        return tuple(hold.payment.order_id for hold in self.holds)

    @property
    def ended_at(self) -> datetime:
        """When it was over for its driver; of a stay that never ran, when it was asked for."""
        return self.stopped_at or self.requested_at

    @property
    def settled_at(self) -> datetime:
        """When money last moved for it: the books keep it for the years after that one."""
        return max([self.requested_at, *(hold.payment.moved_at for hold in self.holds)])

    @property
    def next_order_id(self) -> str:
        return f"{self.stay_id}_{len(self.holds) + 1}"

    @property
    def reviewed(self) -> bool:
        """A person has to decide something about its money."""
        return any(hold.payment.state == "needs_review" or hold.payment.lapsed for hold in self.holds)

    @property
    def due_at(self) -> datetime | None:
        """The nearest moment at which something has to be done; None when all is done."""
        moments = [hold.payment.valid_until for hold in self.holds if hold.payment.unclear and not self.calls_due_at]
        if self.calls_due_at:
            moments.append(self.calls_due_at)
        if self.state == "running":
            moments += [self.ends_at, *([self.remind_at] if self.remind_at else [])]
        return min(moments, default=None)


def stay_id_of(order_id: str) -> str:
    """Return the stay that an order pays for, empty when it is no stay's: an order id is a stay's id and a number."""
    return order_id.rpartition("_")[0]


def released_share(stay: Stay) -> int:
    """Return what drivers get back in all once the gateway has confirmed everything."""
    return sum(hold.payment.amount_grosze for hold in stay.holds if hold.payment.held_at) - stay.fee_grosze
