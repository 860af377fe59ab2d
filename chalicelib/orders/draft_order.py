"""Use case of an operator: write an order down from the customer's form and list of people."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from chalicelib import ids
from chalicelib.audit.audited import audited
from chalicelib.orders import kept_orders
from chalicelib.orders.bulk_order import BulkOrder, Draft, drafted
from chalicelib.orders.bulk_price import kind_of
from chalicelib.orders.errors import OrderDetailInvalid, OrderReferenceTaken
from chalicelib.orders.person import Person
from chalicelib.orders.price_order import ordered_product, price_order
from chalicelib.orders.record import audit_entry
from chalicelib.storage import commit, decide
from chalicelib.warsaw import warsaw_day


def draft_order(draft: Draft, people: Sequence[Person], why: str, operator: str, now: datetime) -> BulkOrder:
    """Return the order of this reference, drafted now or by an earlier attempt with the same contents.

    Named tickets need the list of people, as many as are ordered, and nothing else has one. All is kept or nothing.
    Raises OrderReferenceTaken, OrderDetailInvalid, NipInvalid, PaymentDayInvalid, and what the price refuses.
    """
    order_id = ids.derived_id("ord", draft.reference)
    fingerprint = ids.fingerprint(msgspec.json.encode((draft, people)))

    def attempt() -> BulkOrder:
        if known := kept_orders.get(order_id):
            if known.fingerprint != fingerprint:
                raise OrderReferenceTaken(reference=draft.reference)
            return known
        kind = kind_of(ordered_product(draft, warsaw_day(now)))
        if len(people) != (draft.wanted.count if kind == "bulk_named" else 0):
            raise OrderDetailInvalid(detail="people")
        order = drafted(order_id, draft, kind, fingerprint, price_order(draft, now), operator, now)
        commit(*kept_orders.keep_new(order, people), audited(audit_entry("draft", why, operator, now, order)))
        return order

    return decide(attempt)
