"""One transaction at the transport operator's gateway, its refunds, and what may become of them."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from sandbox.clock import stamp
from sandbox.mpk.magic import wishes

Method = Literal["card", "transfer", "blik", "google_pay", "apple_pay"]
METHODS: tuple[Method, ...] = get_args(Method)
Status = Literal["pending", "paid", "failed"]
Use = Literal["", "register", "charge"]
"""Of a mandate: the customer gives it by paying; the merchant charges under it without the customer."""
RefundStatus = Literal["pending", "done", "failed"]

CURRENCY = "PLN"


@dataclass(frozen=True)
class Transaction:
    """What the customer pays under one id; who pays twice makes two of the same order.

    Amounts in grosze; moments as `clock.stamp` writes them. `asked` is the digest of the body that started it.
    """

    transaction_id: str
    order_id: str
    asked: str
    amount: int
    method: Method
    email: str
    lang: str
    description: str
    success_url: str
    error_url: str
    notify_url: str
    started_at: str
    expires_at: str
    changed_at: str
    status: Status = "pending"
    reason: str = ""
    refunded: int = 0
    mandate: str = ""
    use: Use = ""
    mandate_until: str = ""

    @property
    def wishes(self) -> frozenset[str]:
        return wishes(self.email)

    def paid(self, method: Method, refused_with: str, now: datetime) -> "Transaction":
        """The bank's answer to a payment."""
        reason = "declined" if "declined" in self.wishes else refused_with
        chosen = replace(self, method=method)
        return chosen.failed(reason, now) if reason else replace(chosen, status="paid", changed_at=stamp(now))

    def failed(self, reason: str, now: datetime) -> "Transaction":
        return replace(self, status="failed", reason=reason, changed_at=stamp(now))

    def paid_again(self, now: datetime) -> "Transaction":
        """The customer's second payment of the same order."""
        return replace(self, transaction_id=new_id("TR"), started_at=stamp(now), changed_at=stamp(now))

    def again(self, use: Use, now: datetime) -> "Transaction":
        """A further try of the order, by its merchant or, with no use of the mandate, by its customer."""
        begun = replace(self, transaction_id=new_id("TR"), started_at=stamp(now), changed_at=stamp(now), use=use)
        return replace(begun, status="pending", reason="")

    def item(self) -> dict[str, Any]:
        """Return it as the gateway tells it."""
        status = "refunded" if self.refunded == self.amount else "refunded_partly" if self.refunded else self.status
        return {
            "transactionId": self.transaction_id,
            "orderId": self.order_id,
            "status": status,
            "amount": amount_text(self.amount),
            "currency": CURRENCY,
            "date": self.changed_at,
            "reason": self.reason or None,
        }


@dataclass(frozen=True)
class Refund:
    """Money on its way back. `is_bound_to_fail` is known from the beginning and told at the end."""

    refund_id: str
    reference: str
    transaction_id: str
    amount: int
    asked_at: str
    due_at: str
    is_bound_to_fail: bool
    status: RefundStatus = "pending"
    settled_at: str = ""

    def settled(self, now: datetime) -> "Refund":
        return replace(self, status="failed" if self.is_bound_to_fail else "done", settled_at=stamp(now))

    def answer(self) -> dict[str, Any]:
        return {"refundId": self.refund_id, "reference": self.reference, "status": self.status}


def new_id(prefix: str) -> str:
    return prefix + secrets.token_hex(6).upper()


def amount_text(grosze: int) -> str:
    return f"{grosze // 100}.{grosze % 100:02d}"
