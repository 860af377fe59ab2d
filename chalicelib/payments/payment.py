"""A payment: money asked of a gateway under one order id, by a hold or a charge, and what became of it. Rules only.

This is the way of a hold; that of a charge, which is a payment without one, is in `charge.py`.

    created ─► awaiting_customer ─► held ─┬─► capture_requested ─► captured ─► refund_requested ─► refunded
       │              │                   └─► release_requested ─► released         ▲                 │
       └──────────────┴─► failed, expired         (any) ─► expired, needs_review    └─────────────────┘

*Requested* and *done* are two states: the gateway's "accepted" is not yet money. Reports come twice, late and
out of order, so a state only moves forward, and what does not fit is left to a person (`needs_review`).
"""

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
    "refund_requested",
    "refunded",
    "failed",
    "expired",
    "needs_review",
]

REQUESTED: frozenset[State] = frozenset({"capture_requested", "release_requested", "refund_requested"})
"""A call to the gateway is ordered and not yet known to be done."""
TAKEN: frozenset[State] = frozenset({"captured", "refund_requested", "refunded"})
"""The gateway took `due_grosze`."""

SMALLEST_CAPTURE_GROSZE = 10
"""The gateway's card minimum: 0.10 PLN. Less than that is not taken at all."""

SURPLUS = "+"
"""Between an order and the remote id of a transaction that should not be there."""

NEVER_CONFIRMED = "gateway_never_confirmed"
PAID_NOTHING = "paid_nothing"
"""The gateway calls it paid and names no money: a record of theirs that nobody can book."""
REFUND_FAILED = "refund_failed"
HOLD_LAPSED = "hold_lapsed"
WRITTEN_OFF = "written_off"
PAID_WHILE = "paid_while_"
"""Begins the reason of a payment that the gateway took of without our asking."""

HOLD_LIFE = timedelta(days=4)
"""The shortest hold a card scheme promises through the gateway is 5 days; the brand is often unknown."""


@dataclass(frozen=True)
class Payment:
    """One order at the gateway. `valid_until`: the customer may approve until then.

    `due_grosze` is what was asked to be taken, and once it is taken, what was taken. `refund_grosze` is asked to be
    sent back, `refunded_grosze` was, by the gateway; `written_off_grosze` was sent in another way, by a person's word.
    `unasked_grosze` was taken by the gateway without our asking, until a person decides. `reopened` counts the refunds
    and decisions that opened a payment again after its first end: it tells their ledger entries apart. `refund_number`
    names the refund's call at the gateway.
    """

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
    refund_grosze: int = 0
    refunded_grosze: int = 0
    written_off_grosze: int = 0
    refunded_at: datetime | None = None
    refund_number: int = 0
    unasked_grosze: int = 0
    reopened: int = 0

    @property
    def awaiting(self) -> bool:
        """The customer may still approve it."""
        return self.state in ("created", "awaiting_customer")

    @property
    def unclear(self) -> bool:
        """A hold may still come of it: a declined card may be followed by another one on the gateway's page."""
        return self.awaiting or (self.state == "failed" and self.settled_at is None)

    @property
    def unmet(self) -> bool:
        """No transaction of the gateway held or took anything for it yet: the first that does is its own."""
        return not (self.held_at or self.taken or self.reason.startswith(PAID_WHILE))

    @property
    def asked_order_id(self) -> str:
        """The order as the gateway knows it; a second transaction of it is `order+remote` in our books."""
        return self.order_id.partition(SURPLUS)[0]

    @property
    def moved_at(self) -> datetime:
        """When its money was last asked for, held, taken, let go or sent back."""
        return max(filter(None, (self.created_at, self.held_at, self.settled_at, self.refunded_at)))

    @property
    def capture_before(self) -> datetime | None:
        return self.held_at + HOLD_LIFE if self.held_at else None

    @property
    def lapsed(self) -> bool:
        """The hold ended before anything was taken, and nobody has looked at it yet."""
        return self.state == "expired" and self.reason == HOLD_LAPSED

    @property
    def taken(self) -> bool:
        """The gateway took `due_grosze`; some of it may have gone back since."""
        return self.state in TAKEN or (self.state == "needs_review" and self.refund_grosze > 0)

    @property
    def captured_grosze(self) -> int:
        return self.due_grosze if self.taken else 0

    @property
    def released_grosze(self) -> int:
        """What the customer's bank was told to let go of a hold."""
        if not self.held_at:
            return 0
        if self.taken:
            return max(0, self.amount_grosze - self.due_grosze)  # what it took unasked may be more than it held
        return self.amount_grosze if self.state in ("released", "expired") else 0

    @property
    def sent_back_grosze(self) -> int:
        """What went back, whichever way."""
        return self.refunded_grosze + self.written_off_grosze

    @property
    def going_back_grosze(self) -> int:
        """What went back or is on its way."""
        return self.refund_grosze + self.sent_back_grosze

    @property
    def refundable_grosze(self) -> int:
        """What was taken and did not go back; nothing while a refund is on its way, for one waits for the other."""
        return self.due_grosze - self.sent_back_grosze if self.state in ("captured", "refunded") else 0


def started(payment: Payment, hold: HoldStarted) -> Payment:
    """The gateway waits for the customer."""
    return replace(payment, state="awaiting_customer", remote_id=hold.remote_id, redirect_url=hold.redirect_url)


def refused(payment: Payment, reason: str, now: datetime) -> Payment:
    """The gateway refused the order: nothing is held and nothing will be."""
    return replace(payment, state="failed", reason=reason, settled_at=now)


def given_up(payment: Payment, now: datetime) -> Payment:
    """The time to approve is over and the gateway knows of no hold; one that comes after all is still seen."""
    if payment.state == "failed":
        return replace(payment, settled_at=now)
    return replace(payment, state="expired", reason="walked_away", settled_at=now)


def surplus(payment: Payment, report: Report, now: datetime) -> Payment:
    """Return the payment of a second transaction that a customer made for one order: it has to go back at once."""
    second = Payment(
        order_id=f"{payment.order_id}{SURPLUS}{report.remote_id}",
        amount_grosze=report.amount_grosze,
        state="awaiting_customer",
        created_at=now,
        valid_until=now,
        remote_id=report.remote_id,
    )
    seen = reported(second, report, now)
    return settling(seen, 0) if seen.state == "held" else seen


def refunding(payment: Payment, grosze: int) -> Payment:
    """Ask the gateway to send money back. Raises ValueError unless so much was taken and none is on its way."""
    if not 0 < grosze <= payment.refundable_grosze:
        raise ValueError(f"of a {payment.state} payment {grosze} cannot go back")
    number = payment.reopened + 1
    return replace(payment, state="refund_requested", refund_grosze=grosze, refund_number=number, reopened=number)


def refunded(payment: Payment, now: datetime) -> Payment:
    """The gateway sent the money back; itself when that is known or nothing was to be sent."""
    if payment.state != "refund_requested":
        return payment
    total = payment.refunded_grosze + payment.refund_grosze
    return replace(payment, state="refunded", refund_grosze=0, refunded_grosze=total, refunded_at=now)


def refund_failed(payment: Payment, now: datetime) -> Payment:
    """The gateway gave the refund up for good: a person decides about another try."""
    return in_review(payment, REFUND_FAILED, now) if payment.state == "refund_requested" else payment


def settling(payment: Payment, fee_grosze: int) -> Payment:
    """Ask for the fee, or for nothing when it is below what the gateway can take. Only a held payment can."""
    if payment.state != "held" or fee_grosze > payment.amount_grosze:
        raise ValueError(f"a {payment.state} payment of {payment.amount_grosze} cannot pay {fee_grosze}")
    if fee_grosze < SMALLEST_CAPTURE_GROSZE:
        return replace(payment, state="release_requested", due_grosze=0)
    return replace(payment, state="capture_requested", due_grosze=fee_grosze)


def in_review(payment: Payment, reason: str, now: datetime) -> Payment:
    """Leave the payment to a person."""
    settled_at = payment.settled_at if payment.taken else now
    return replace(payment, state="needs_review", reason=reason, settled_at=settled_at)


def reported(payment: Payment, report: Report, now: datetime) -> Payment:
    """Return the payment after a report of the gateway about it; itself when the report says nothing new."""
    asked = _before_review(payment)
    if asked.state in TAKEN or asked.state == "needs_review" or report.outcome == "pending":
        return payment
    match report.outcome:
        case "held":
            after = _after_hold(asked, report, now)
        case "paid":
            after = _after_capture(asked, report, now)
        case _:
            after = _after_failure(asked, report, now)
    return payment if after == asked else after


def _before_review(payment: Payment) -> Payment:
    """A payment that waits for a person only because the gateway kept silent still listens to the gateway."""
    if payment.state != "needs_review" or payment.reason != NEVER_CONFIRMED:
        return payment
    if payment.refund_grosze:
        return replace(payment, state="refund_requested")
    if not payment.held_at:
        return replace(payment, state="expired")
    return replace(payment, state="capture_requested" if payment.due_grosze else "release_requested")


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
    expected = (payment.due_grosze, payment.amount_grosze)
    if payment.state == "capture_requested" and report.amount_grosze in expected and report.currency == CURRENCY:
        return replace(payment, state="captured", reason="", settled_at=now)
    if SURPLUS in payment.order_id and report.currency == CURRENCY and report.amount_grosze:
        took = replace(payment, state="captured", due_grosze=report.amount_grosze, reason="", settled_at=now)
        return refunding(took, report.amount_grosze)
    unasked = report.amount_grosze if report.currency == CURRENCY else 0
    if not unasked and payment.reason == WRITTEN_OFF and payment.remote_id == report.remote_id:
        return payment
    taken = replace(payment, remote_id=report.remote_id, unasked_grosze=unasked)
    return in_review(taken, f"{PAID_WHILE}{payment.state}", now)


def _after_failure(payment: Payment, report: Report, now: datetime) -> Payment:
    match payment.state:
        case "created" | "awaiting_customer":
            return replace(payment, state="failed", reason=report.details.lower())
        case "release_requested":
            return replace(payment, state="released", reason="", settled_at=now)
        case "held" | "capture_requested":
            return replace(payment, state="expired", reason=HOLD_LAPSED, settled_at=now)
        case _:
            return payment
