"""One transaction at the gateway, and what may become of it."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sandbox.clock import stamp
from sandbox.magic import wishes

Status = Literal["PENDING", "ON_HOLD", "SUCCESS", "FAILURE"]


@dataclass(frozen=True)
class Card:
    """A test card: how long the gateway keeps its hold, or why the bank refuses it."""

    name: str
    number: str
    hold_days: int
    refused_with: str = ""


CARDS = {
    "visa": Card("Visa", "4444 4444 4444 4000", hold_days=10),
    "mastercard": Card("Mastercard", "5555 5555 5555 4444", hold_days=30),
    "no-funds": Card("Visa bez środków", "4444 4444 4444 7714", hold_days=10, refused_with="CARD_LIMIT_EXCEEDED"),
    "blocked": Card("Visa zastrzeżona", "4000 0000 0000 0002", hold_days=10, refused_with="DO_NOT_HONOR"),
}


@dataclass(frozen=True)
class Order:
    """What the customer pays under one RemoteID; who pays twice makes two of the same OrderID.

    Amounts in grosze; moments as `clock.stamp` writes them.

    `deadline` is when the gateway gives the order up by itself: the end of its validity while PENDING, of the
    hold while ON_HOLD, empty once it is final. `still_held` is kept apart from the other three on purpose:
    held = captured + released + still_held is checked, not defined.
    """

    order_id: str
    remote_id: str
    amount: int
    is_hold: bool
    currency: str
    gateway_id: str
    email: str
    description: str
    return_url: str
    started_at: str
    deadline: str
    changed_at: str
    status: Status = "PENDING"
    details: str = ""
    held: int = 0
    captured: int = 0
    released: int = 0
    still_held: int = 0
    refunded: int = 0
    clear_attempts: int = 0

    @property
    def wishes(self) -> frozenset[str]:
        return wishes(self.email)

    def approved(self, card: Card, now: datetime) -> "Order":
        """The bank's answer to an approval: a hold, a sale when no hold was asked for, or a refusal."""
        if "declined" in self.wishes:
            return self.failed("DO_NOT_HONOR", now)
        if card.refused_with:
            return self.failed(card.refused_with, now)
        lasts = timedelta(hours=1) if "hold-expires" in self.wishes else timedelta(days=card.hold_days)
        held = replace(
            self,
            status="ON_HOLD",
            details="AUTHORIZED",
            held=self.amount,
            still_held=self.amount,
            deadline=stamp(now + lasts),
            changed_at=stamp(now),
        )
        return held if self.is_hold else held.cleared(self.amount, now)

    def cleared(self, amount: int, now: datetime) -> "Order":
        """The capture: that amount is taken, the rest goes back."""
        return replace(
            self,
            status="SUCCESS",
            details="AUTHORIZED",
            captured=amount,
            released=self.held - amount,
            still_held=0,
            deadline="",
            changed_at=stamp(now),
        )

    def paid_again(self, now: datetime) -> "Order":
        """The customer's second payment of the same order, in the same state."""
        return replace(self, remote_id=new_remote_id(), started_at=stamp(now))

    def failed(self, details: str, now: datetime) -> "Order":
        """Nothing is held any more, for the reason given."""
        return replace(
            self,
            status="FAILURE",
            details=details,
            released=self.held,
            still_held=0,
            deadline="",
            changed_at=stamp(now),
        )


def new_remote_id() -> str:
    return secrets.token_hex(5).upper()
