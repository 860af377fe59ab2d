"""What we ask of a payment gateway, in our words. Every adapter keeps the same promises (tests/contracts)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Method = Literal["card", "google_pay", "apple_pay"]
Outcome = Literal["pending", "held", "paid", "failed"]
"""What a report says: the customer is choosing; money is held; money is taken; nothing is or will be held."""


@dataclass(frozen=True)
class HoldOrder:
    """A hold to be placed; `order_id` is used once for ever (1-32 of A-Za-z0-9_-)."""

    order_id: str
    amount_grosze: int
    method: Method
    email: str
    language: str
    description: str
    return_url: str
    valid_until: datetime


@dataclass(frozen=True)
class HoldStarted:
    """The gateway knows the order; the customer approves it at `redirect_url`."""

    remote_id: str
    redirect_url: str


@dataclass(frozen=True)
class Report:
    """What the gateway says about one order, from a notification or an answer to our question."""

    order_id: str
    remote_id: str
    outcome: Outcome
    amount_grosze: int
    currency: str
    happened_at: datetime
    details: str


class PaymentGateway(Protocol):
    """Every call may raise GatewayUnknown: then nobody knows, and `reports` must be asked before the next one."""

    def start_hold(self, order: HoldOrder) -> HoldStarted:
        """Ask for a hold. Raises GatewayRefused when nothing was and will be held."""

    def capture(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        """Ask to take at most what is held and let the rest go; a later report confirms it.

        Raises GatewayRefused, e.g. when the order is no longer on hold.
        """

    def release(self, remote_id: str, reference: str) -> None:
        """Ask to let the whole hold go; a later report confirms it. Raises GatewayRefused."""

    def reports(self, order_id: str) -> list[Report]:
        """Return what the gateway knows of an order, one report a transaction; empty for an unknown order."""

    def read_notification(self, body: bytes) -> Report:
        """Return what a notification says. Raises NotAuthentic when it is not the gateway's or cannot be read."""

    def acknowledgement(self, report: Report, *, confirmed: bool) -> bytes:
        """Return the answer that the gateway wants to this notification."""
