"""What a person's decision about a payment makes of the thing that is paid by charges. Rules only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from chalicelib.payments.charged_item import Item, with_calls_due, with_new_calls, with_payment
from chalicelib.payments.payment import Payment
from chalicelib.payments.ruling import refund_of


def decided(item: Item, order_id: str, decision: Callable[[Payment], Payment], now: datetime) -> Item:
    """Return the thing after a decision; what is to be called is due at once, and asked about first."""
    after = replace(with_calls_due(with_payment(item, order_id, decision), now), attempts=1)
    return replace(after, calls_due_at=now) if after.calls_due_at else after


def refund_ordered(item: Item, order_id: str, grosze: int, now: datetime) -> Item:
    """Send back so much of what one order took; raises NotRefundable. The thing itself stays what it is."""
    return with_new_calls(item, with_payment(item, order_id, partial(refund_of, grosze=grosze)), now)
