"""Use cases of an operator: each step of an order after its draft. Each is one transaction with its audit entry."""

from datetime import datetime

from chalicelib.orders import bulk_order
from chalicelib.orders.bulk_order import BulkOrder, Transfer
from chalicelib.orders.price_order import price_order
from chalicelib.orders.record import take_step


def confirm_order(order_id: str, total_grosze: int, why: str, operator: str, now: datetime) -> BulkOrder:
    """Confirm at today's price, if it is the total that the customer agreed to; it stands from then on.

    Raises BulkOrderUnknown, OrderPriceChanged, PaymentDayInvalid, OrderStepImpossible, or what the price refuses.
    """

    def step(order: BulkOrder) -> BulkOrder:
        price = price_order(order.draft, now) if order.status == "drafted" else order.price
        return bulk_order.confirmed(order, price, total_grosze, operator, now)

    return take_step(order_id, "confirm", why, operator, now, step)


def pay_order(order_id: str, transfer: Transfer, grosze: int, why: str, operator: str, now: datetime) -> BulkOrder:
    """Note the transfer that pays an order, and book it.

    Raises BulkOrderUnknown, TransferDiffers, TransferTooLate, TransferTaken, OrderDetailInvalid or OrderStepImpossible.
    """
    return take_step(
        order_id, "pay", why, operator, now, lambda order: bulk_order.paid(order, transfer, grosze, operator, now)
    )


def hand_over_order(order_id: str, why: str, operator: str, now: datetime) -> BulkOrder:
    """Note that the customer has what was paid for. Raises BulkOrderUnknown or OrderStepImpossible."""
    return take_step(
        order_id, "hand_over", why, operator, now, lambda order: bulk_order.handed_over(order, operator, now)
    )


def cancel_order(order_id: str, why: str, operator: str, now: datetime) -> BulkOrder:
    """Cancel an order. Its people are forgotten with it, or what was paid is owed back and waits for a person.

    Raises BulkOrderUnknown or OrderStepImpossible.
    """
    return take_step(order_id, "cancel", why, operator, now, lambda order: bulk_order.cancelled(order, operator, now))


def refund_order(order_id: str, why: str, operator: str, now: datetime) -> BulkOrder:
    """Note that the bank has sent back what was owed, and book it. Raises BulkOrderUnknown or OrderStepImpossible."""
    return take_step(order_id, "refund", why, operator, now, lambda order: bulk_order.refunded(order, operator, now))
