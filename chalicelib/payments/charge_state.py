"""The state of a charge as phones are told it. Rules only."""

from typing import Literal

from chalicelib.payments.payment import Payment

ChargeState = Literal[
    "created",
    "awaiting_customer",
    "paid",
    "refund_requested",
    "refunded",
    "failed",
    "expired",
    "needs_review",
]


def charge_state(payment: Payment) -> ChargeState:
    """Return the state of a charge as phones are told it."""
    match payment.state:
        case "captured":
            return "paid"
        case "held" | "capture_requested" | "release_requested" | "released":
            raise ValueError(f"a charge is never {payment.state}")
        case state:
            return state
