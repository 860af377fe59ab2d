"""One refund of a transaction: accepted at once, carried out a moment later."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sandbox.clock import stamp
from sandbox.order import Order

Status = Literal["NEW", "DONE", "FAILED_ATTEMPT_OF_BALANCE_CHANGE", "CANCELED_NO_FUNDS_ON_BALANCE"]

_LATEST = timedelta(days=365)
"""The document's twelve months after the start; BLIK's six are not played, no hold is placed with BLIK."""


@dataclass(frozen=True)
class Refund:
    """Amount in grosze; moments as `clock.stamp` writes them, `settled_at` empty until it is done or cancelled."""

    message_id: str
    remote_id: str
    amount: int
    status: Status
    asked_at: str
    due_at: str
    settled_at: str = ""
    remote_out_id: str = ""

    @property
    def is_alive(self) -> bool:
        """It was or will be paid out."""
        return self.status != "CANCELED_NO_FUNDS_ON_BALANCE"

    def settled(self, now: datetime) -> "Refund":
        if self.status == "FAILED_ATTEMPT_OF_BALANCE_CHANGE":
            return replace(self, status="CANCELED_NO_FUNDS_ON_BALANCE", settled_at=stamp(now))
        return replace(
            self, status="DONE", settled_at=stamp(now), remote_out_id=f"ZWTR_{secrets.randbelow(10**10):010}"
        )


def accepted(
    message_id: str, order: Order, amount: int, now: datetime, due: datetime, *, no_funds: bool = False
) -> Refund:
    """Return a refund that is carried out when it is due; without funds on the balance it is cancelled then."""
    status: Status = "FAILED_ATTEMPT_OF_BALANCE_CHANGE" if no_funds else "NEW"
    return Refund(message_id, order.remote_id, amount, status, stamp(now), stamp(due))


def why_not(order: Order, earlier: Iterable[Refund], amount: int, now: datetime) -> str:
    """Return the document's name for what forbids a refund, empty when nothing does."""
    left = order.captured - sum(refund.amount for refund in earlier if refund.is_alive)
    if order.status != "SUCCESS" or not left:
        return "TRANSACTION_NOT_IN_REFUNDABLE_STATUS"
    if now > datetime.fromisoformat(order.started_at) + _LATEST:
        return "TRANSACTION_TOO_OLD_TO_REFUND"
    return "" if 0 < amount <= left else "VALIDATION_FAILED"
