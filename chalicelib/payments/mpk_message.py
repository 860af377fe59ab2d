"""What the transport operator's gateway says, field by field, and as our reports.

A notification is a transaction and whom it is for; its `date` is when its status was reached, and `amount` is what was
asked and, of a paid one, taken: what went back does not change it.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.money import grosze_of
from chalicelib.payments.port import Outcome, RefundState, Report

_OUTCOMES: dict[str, Outcome] = {
    "pending": "pending",
    "paid": "paid",
    "refunded_partly": "paid",
    "refunded": "paid",
    "failed": "failed",
}
_REASON = re.compile(r"[a-z0-9_]{1,64}")

RemoteId = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9]{1,20}\Z")]
OrderId = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,32}\Z")]


class Started(msgspec.Struct, frozen=True, rename="camel"):
    """The answer to a start, the same for every repeat of it."""

    transaction_id: RemoteId
    order_id: OrderId
    transaction_payment_url: Annotated[
        str, Meta(pattern=r"""\A(?:https://|http://127\.0\.0\.1[:/])[^\s"<>\\]{1,1000}\Z""")
    ]


class Transaction(msgspec.Struct, frozen=True, rename="camel"):
    """One transaction of an order, as it is now."""

    transaction_id: RemoteId
    order_id: OrderId
    status: Literal["pending", "paid", "refunded_partly", "refunded", "failed"]
    amount: Annotated[str, Meta(pattern=r"\A[0-9]{1,9}\.[0-9]{2}\Z")]
    currency: Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]
    date: Annotated[datetime, Meta(tz=True)]
    reason: str | None = None


class Notification(Transaction, frozen=True, kw_only=True, rename="camel"):
    """`client_id` says whose order it is: the gateway signs for all its merchants with one key."""

    client_id: str


class Transactions(msgspec.Struct, frozen=True):
    items: list[Transaction]


class Attempted(msgspec.Struct, frozen=True, rename="camel"):
    """The answer to one more charge of an order."""

    transaction_id: RemoteId
    order_id: OrderId


class MandateTold(msgspec.Struct, frozen=True):
    """The answer to the end of a mandate."""

    alias: OrderId
    status: Literal["withdrawn"]


class RefundTold(msgspec.Struct, frozen=True):
    """The answer to a refund, or to a question about it."""

    reference: str
    status: RefundState


def report_of(told: Transaction) -> Report:
    """Return a transaction as a report; raises ValueError or OverflowError for a moment outside the calendar."""
    reason = told.reason or ""
    return Report(
        order_id=told.order_id,
        remote_id=told.transaction_id,
        outcome=_OUTCOMES[told.status],
        amount_grosze=grosze_of(told.amount),
        currency=told.currency,
        happened_at=told.date.astimezone(UTC),
        details=reason if _REASON.fullmatch(reason) else "",
    )
