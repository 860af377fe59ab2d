"""Use case of an operator: the orders that wait in one state, oldest first, a page at a time."""

from chalicelib.cursor import paged
from chalicelib.orders import kept_orders
from chalicelib.orders.bulk_order import BulkOrder, Waiting


def list_orders(status: Waiting, limit: int, cursor: str | None) -> tuple[list[BulkOrder], str | None]:
    """Return one page and the cursor of the next; raises InvalidCursor. What is over stands in the audit."""
    return paged(f"operator:orders:{status}", cursor, lambda after: kept_orders.waiting(status, limit, after))
