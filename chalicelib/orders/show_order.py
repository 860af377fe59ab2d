"""Use case of an operator: read an order, with the names of its list if they are needed."""

from chalicelib.orders import kept_orders
from chalicelib.orders.bulk_order import BulkOrder
from chalicelib.orders.find_order import find_order
from chalicelib.orders.person import Person


def show_order(order_id: str, *, with_people: bool) -> tuple[BulkOrder, list[Person]]:
    """Return the order and, only when they are asked for, its people; raises BulkOrderUnknown."""
    order = find_order(order_id)
    return order, list(kept_orders.people_of_order(order_id)) if with_people else []
