"""Use case of an operator: the orders that wait in one state, oldest first, a page at a time."""

from chalicelib.cursor import seal, unseal
from chalicelib.orders import kept_orders
from chalicelib.orders.bulk_order import BulkOrder, Waiting
from chalicelib.secret_values import secret


def list_orders(status: Waiting, limit: int, cursor: str | None) -> tuple[list[BulkOrder], str | None]:
    """Return one page and the cursor of the next; raises InvalidCursor. What is over stands in the audit."""
    list_name = f"operator:orders:{status}"
    after = unseal(cursor, list_name, secret("cursors/key")) if cursor else None
    orders, position = kept_orders.waiting(status, limit, after)
    return orders, seal(position, list_name, secret("cursors/key")) if position else None
