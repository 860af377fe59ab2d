"""Use case: find an order under a contract by its number."""

from chalicelib.orders import kept_orders
from chalicelib.orders.bulk_order import BulkOrder
from chalicelib.orders.errors import BulkOrderUnknown


def find_order(order_id: str) -> BulkOrder:
    """Return the order as it is now; raises BulkOrderUnknown."""
    order = kept_orders.get(order_id)
    if order is None:
        raise BulkOrderUnknown()
    return order
