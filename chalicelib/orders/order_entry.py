"""The books of orders under contracts: what a state means in money, and the entry that a step makes. Rules only.

As everywhere, an entry is the difference of two positions, so it sums to zero. The money is the transport operator's:
`mpk:bank` is what came to its account by transfer, `mpk:tickets` the revenue, `mpk:refunds` what is owed back to a
customer and has not been sent yet. No gateway is concerned, so no reconciliation asks one about these, and there is no
report of one: the order itself names the transfer. A transfer pays one order: an entry under the bank's name for it,
which moves nothing, refuses it to any other.
"""

from collections import Counter
from datetime import datetime
from typing import Literal, get_args

from chalicelib import ids
from chalicelib.orders.bulk_order import BulkOrder, Status
from chalicelib.payments.entry import Entry
from chalicelib.payments.owner import account

EntryKind = Literal["transferred", "refund_owed", "transferred_back"]
ENTRY_KINDS: tuple[EntryKind, ...] = get_args(EntryKind)

_BANK, _REVENUE, _OWED = (account("mpk", name) for name in ("bank", "tickets", "refunds"))
_KINDS: dict[Status, EntryKind] = {
    "paid": "transferred",
    "refund_owed": "refund_owed",
    "refunded": "transferred_back",
}


def claim_of(before: BulkOrder, after: BulkOrder, now: datetime) -> Entry | None:
    """Return the entry that keeps a transfer to the order that it paid in this step; None when it paid none.

    Blanks and small letters do not make another name of it.
    """
    if after.transfer is None or before.transfer:
        return None
    name = "".join(after.transfer.bank_reference.split()).upper()
    return Entry(ids.derived_id("transfer", name), "transferred", now, ())


def position(order: BulkOrder) -> dict[str, int]:
    """Return what the order in its present state means in money, by account; empty when it means none."""
    total = order.price.total_grosze
    match order.status:
        case "paid" | "handed_over":
            return {_BANK: total, _REVENUE: -total}
        case "refund_owed":
            return {_BANK: total, _OWED: -total}
        case _:
            return {}


def entries_for(before: BulkOrder, after: BulkOrder, now: datetime) -> tuple[Entry, ...]:
    """Return the entry that a step makes; none when no money is concerned."""
    lines = Counter(position(after))
    lines.subtract(position(before))
    moved = tuple(sorted((name, grosze) for name, grosze in lines.items() if grosze))
    if not moved:
        return ()
    return (Entry(after.order_id, _KINDS[after.status], now, moved),)
