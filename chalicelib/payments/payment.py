"""A payment: one hold asked of the gateway, and what became of it. Rules only.

    created ─► awaiting_customer ─► held ─┬─► capture_requested ─► captured
       │              │                   └─► release_requested ─► released
       └──────────────┴─► failed, expired         (both) ─► expired, needs_review

*Requested* and *done* are two states: the gateway's "accepted" is not yet money. Reports come twice, late and
out of order, so a state only moves forward, and what does not fit is left to a person (`needs_review`).
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.money import CURRENCY
from chalicelib.payments.port import HoldStarted, Report

State = Literal[
    "created",
    "awaiting_customer",
    "held",
    "capture_requested",
    "captured",
    "release_requested",
    "released",
    "failed",
    "expired",
    "needs_review",
]
Verb = Literal["capture", "release", "ask"]

SMALLEST_CAPTURE_GROSZE = 10
"""The gateway's card minimum: 0.10 PLN. Less than that is not taken at all."""

HOLD_LIFE = timedelta(days=4)
"""The shortest hold a card scheme promises through the gateway is 5 days; the brand is often unknown."""


@dataclass(frozen=True)
class Payment:
    """One order at the gateway. `valid_until`: the customer may approve until then."""

    order_id: str
    amount_grosze: int
    state: State
    created_at: datetime
    valid_until: datetime
    remote_id: str = ""
    redirect_url: str = ""
    due_grosze: int = 0
    held_at: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""

    @property
    def awaiting(self) -> bool:
        """The customer may still approve it."""
        return self.state in ("created", "awaiting_customer")

    @property
    def capture_before(self) -> datetime | None:
        return self.held_at + HOLD_LIFE if self.held_at else None

    @property
    def captured_grosze(self) -> int:
        return self.due_grosze if self.state == "captured" else 0

    @property
    def released_grosze(self) -> int:
        """What the customer's bank was told to let go."""
        if self.state == "captured":
            return self.amount_grosze - self.due_grosze
        return self.amount_grosze if self.state == "released" or (self.state == "expired" and self.held_at) else 0


def started(payment: Payment, hold: HoldStarted) -> Payment:
    """The gateway waits for the customer."""
    return replace(payment, state="awaiting_customer", remote_id=hold.remote_id, redirect_url=hold.redirect_url)


def given_up(payment: Payment, state: Literal["failed", "expired"], reason: str, now: datetime) -> Payment:
    """No hold came of it, as far as anybody knows; a hold that comes after all is still seen by `reported`."""
    return replace(payment, state=state, reason=reason, settled_at=now)


def settling(payment: Payment, fee_grosze: int) -> Payment:
    """Ask for the fee, or for nothing when it is below what the gateway can take. Only a held payment can."""
    if payment.state != "held" or fee_grosze > payment.amount_grosze:
        raise ValueError(f"a {payment.state} payment of {payment.amount_grosze} cannot pay {fee_grosze}")
    if fee_grosze < SMALLEST_CAPTURE_GROSZE:
        return replace(payment, state="release_requested", due_grosze=0)
    return replace(payment, state="capture_requested", due_grosze=fee_grosze)


def in_review(payment: Payment, reason: str, now: datetime) -> Payment:
    """Leave the payment to a person."""
    return replace(payment, state="needs_review", reason=reason, settled_at=now)


def reported(payment: Payment, report: Report, now: datetime) -> Payment:
    """Return the payment after a report of the gateway; itself when the report says nothing new."""
    if payment.state in ("captured", "needs_review") or report.outcome == "pending":
        return payment
    another_transaction = bool(payment.held_at) and report.remote_id != payment.remote_id
    if another_transaction and report.outcome == "failed":
        return payment
    if another_transaction:
        return in_review(payment, "two_transactions_for_one_order", now)
    match report.outcome:
        case "held":
            return _after_hold(payment, report, now)
        case "paid":
            return _after_capture(payment, report, now)
        case _:
            return _after_failure(payment, report, now)


def _after_hold(payment: Payment, report: Report, now: datetime) -> Payment:
    if payment.held_at:
        return payment
    held = replace(
        payment, state="held", remote_id=report.remote_id, held_at=report.happened_at, settled_at=None, reason=""
    )
    if (report.amount_grosze, report.currency) != (payment.amount_grosze, CURRENCY):
        return in_review(held, "amount_mismatch", now)
    return held


def _after_capture(payment: Payment, report: Report, now: datetime) -> Payment:
    # Whether a confirmed partial capture carries the captured or the held amount is not documented: both are known.
    if payment.state == "capture_requested" and report.amount_grosze in (payment.due_grosze, payment.amount_grosze):
        return replace(payment, state="captured", settled_at=now)
    return in_review(payment, f"paid_while_{payment.state}", now)


def _after_failure(payment: Payment, report: Report, now: datetime) -> Payment:
    match payment.state:
        case "created" | "awaiting_customer":
            return given_up(payment, "failed", report.details.lower(), now)
        case "release_requested":
            return replace(payment, state="released", settled_at=now)
        case "held" | "capture_requested":
            return replace(payment, state="expired", reason="hold_lapsed", settled_at=now)
        case _:
            return payment


def call_needed(payment: Payment, now: datetime) -> Verb | None:
    """Return what the gateway has to be told or asked about this payment, if anything."""
    match payment.state:
        case "capture_requested":
            return "capture"
        case "release_requested":
            return "release"
        case "created" | "awaiting_customer" if now >= payment.valid_until:
            return "ask"
        case _:
            return None


def reference(payment: Payment, verb: Verb) -> str:
    """Return the gateway's MessageID of a call: the same for every repeat (32 hexadecimal digits)."""
    return hashlib.sha256(f"{payment.order_id}|{verb}".encode()).hexdigest()[:32]
