"""Use case: write one step of an order, with its ledger entry and its line in the audit, all of it or nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry, State
from chalicelib.orders import kept_orders
from chalicelib.orders.bulk_order import BulkOrder
from chalicelib.orders.errors import TransferTaken
from chalicelib.orders.find_order import find_order
from chalicelib.orders.order_entry import claim_of, entries_for
from chalicelib.payments.booked_entries import book
from chalicelib.storage import commit, decide

AREA = "orders"


def take_step(
    order_id: str, what: str, why: str, operator: str, now: datetime, step: Callable[[BulkOrder], BulkOrder]
) -> BulkOrder:
    """Return the order after a step; a step that was taken before is not written again.

    Raises BulkOrderUnknown, TransferTaken, or what `step` refuses.
    """

    def attempt() -> BulkOrder:
        before = find_order(order_id)
        after = step(before)
        if after == before:
            return before
        claim = claim_of(before, after, now)
        claimed = [replace(book(claim), refused=lambda _: TransferTaken())] if claim else []
        gone = kept_orders.forgetting_people(before) if not after.has_people else []
        entry = audit_entry(what, why, operator, now, after, before)
        booked = map(book, entries_for(before, after, now))
        commit(kept_orders.replacing(before, after), audited(entry), *booked, *claimed, *gone)
        return replace(after, version=before.version + 1)

    return decide(attempt)


def audit_entry(
    what: str, why: str, operator: str, now: datetime, after: BulkOrder, before: BulkOrder | None = None
) -> AuditEntry:
    """Return the line of the audit for a step; a draft has nothing before it."""
    return AuditEntry(AREA, now, operator, what, after.order_id, why, _state(before) if before else {}, _state(after))


def _state(order: BulkOrder) -> State:
    paid_by: State = {"bank_reference": order.transfer.bank_reference} if order.transfer else {}
    return {"status": order.status, "total_grosze": order.price.total_grosze, **paid_by}
