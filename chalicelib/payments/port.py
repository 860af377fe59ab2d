"""What we ask of a payment gateway, in our words. Every adapter keeps the same promises (tests/contracts)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Method = Literal["card", "google_pay", "apple_pay"]
Outcome = Literal["pending", "held", "paid", "failed"]
"""What a report says: the customer is choosing; money is held; money is taken; nothing is or will be held."""
RefundState = Literal["pending", "done", "failed"]
"""A refund on its way; money sent back; given up by the gateway, so that nothing was and will be sent."""


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

    def refund(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        """Ask to send back at least a grosz of what was captured; no report follows, `refund_state` is to be asked.

        Refunds of parts may add up to what was captured. The same call again is accepted again and executed once.
        Raises GatewayRefused, e.g. when it is too much, too late (a year after the start) or not captured at all.
        """

    def refund_state(self, reference: str) -> RefundState:
        """Return what became of an accepted refund. `failed` is final: another try needs another reference.

        Raises GatewayRefused when the gateway knows no refund by that reference.
        """

    def reports(self, order_id: str) -> list[Report]:
        """Return what the gateway knows of an order, one report a transaction; empty for an unknown order.

        A customer who pays twice makes two transactions of one order, each with a remote id of its own.
        """

    def read_notification(self, body: bytes) -> Report:
        """Return what a notification says. Raises NotAuthentic when it is not the gateway's or cannot be read."""

    def acknowledgement(self, report: Report, *, confirmed: bool) -> bytes:
        """Return the answer that the gateway wants to this notification."""
