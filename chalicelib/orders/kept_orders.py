"""Orders in DynamoDB: one item each, its history inside; their people beside them, a hundred to an item.

A step is written under the version that was read. The people are written with the draft, in its transaction, and never
changed; those of an order that is cancelled before its payment go with that step.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.invoices.invoice import Buyer
from chalicelib.orders.bulk_order import (
    OVER,
    BulkOrder,
    Contract,
    Draft,
    Kind,
    Price,
    Step,
    Transfer,
    Waiting,
    Wanted,
)
from chalicelib.orders.person import Person
from chalicelib.retention import FIVE_YEARS
from chalicelib.storage import Delete, MomentAttribute, Put, Stale, Table, epoch_seconds
from chalicelib.tariff.product import Rate
from chalicelib.warsaw import warsaw_moment

KEPT = FIVE_YEARS
"""An order after its last step, its people after the last day to pay: what the books rest on (accounting act)."""
_PEOPLE_IN_AN_ITEM = 100

Position = dict[str, Any]


class KeptContract(MapAttribute[str, Any]):
    number = UnicodeAttribute()
    signed_on = UnicodeAttribute()


class KeptCustomer(MapAttribute[str, Any]):
    name = UnicodeAttribute()
    address = ListAttribute(of=UnicodeAttribute)
    nip = UnicodeAttribute(null=True)
    email = UnicodeAttribute()


class KeptWanted(MapAttribute[str, Any]):
    product = UnicodeAttribute()
    rate = UnicodeAttribute()
    count = NumberAttribute()
    first_day = UnicodeAttribute(null=True)
    months = NumberAttribute()
    lines = ListAttribute(of=UnicodeAttribute)
    further_days = NumberAttribute()
    agreed_grosze = NumberAttribute()


class KeptPrice(MapAttribute[str, Any]):
    unit_grosze = NumberAttribute()
    units = NumberAttribute()
    edition = UnicodeAttribute()
    last_day = UnicodeAttribute(null=True)


class KeptStep(MapAttribute[str, Any]):
    status = UnicodeAttribute()
    by = UnicodeAttribute()
    at = MomentAttribute()


class KeptTransfer(MapAttribute[str, Any]):
    bank_reference = UnicodeAttribute()
    received_on = UnicodeAttribute()


class ByStatus(GlobalSecondaryIndex["KeptOrder"]):
    class Meta:
        index_name = "by-status"
        projection = KeysOnlyProjection()

    waiting = UnicodeAttribute(hash_key=True)
    drafted_at = MomentAttribute(range_key=True)


class KeptOrder(Table):
    """`waiting` is the status while somebody has something to do, and then gone: its index holds nothing else."""

    class Meta:
        table_name = config.table_name("orders")
        region = config.REGION

    by_status = ByStatus()

    order_id = UnicodeAttribute(hash_key=True)
    reference = UnicodeAttribute()
    fingerprint = UnicodeAttribute()
    kind = UnicodeAttribute()
    contract = KeptContract()
    customer = KeptCustomer()
    wanted = KeptWanted()
    pay_by = UnicodeAttribute()
    price = KeptPrice()
    transfer = KeptTransfer(null=True)
    history = ListAttribute(of=KeptStep)
    waiting = UnicodeAttribute(null=True)
    drafted_at = MomentAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()


class ListedPerson(MapAttribute[str, Any]):
    given_name = UnicodeAttribute()
    surname = UnicodeAttribute()
    born_in = NumberAttribute()


class ListedPeople(Table):
    """Up to a hundred people of one order, in the order of its list; `chunk` counts from 0."""

    class Meta:
        table_name = config.table_name("order-people")
        region = config.REGION

    order_id = UnicodeAttribute(hash_key=True)
    chunk = NumberAttribute(range_key=True)
    people = ListAttribute(of=ListedPerson)
    expires_at = NumberAttribute()


def keep_new(order: BulkOrder, people: Sequence[Person]) -> list[Put]:
    """Return the writes of a new order with its people, refused as Stale when its id is taken."""
    last_day = warsaw_moment(order.draft.pay_by)
    chunks = [
        ListedPeople(
            order_id=order.order_id,
            chunk=chunk,
            people=[ListedPerson(**vars(person)) for person in people[start : start + _PEOPLE_IN_AN_ITEM]],
            expires_at=epoch_seconds(KEPT.after(last_day)),
        )
        for chunk, start in enumerate(range(0, len(people), _PEOPLE_IN_AN_ITEM))
    ]
    return [
        Put(_item(order), KeptOrder.order_id.does_not_exist(), Stale),
        *(Put(chunk, ListedPeople.order_id.does_not_exist(), Stale) for chunk in chunks),
    ]


def replacing(before: BulkOrder, after: BulkOrder) -> Put:
    """Return the write of a changed order; refused as Stale when it changed since `before` was read."""
    return Put(_item(replace(after, version=before.version + 1)), KeptOrder.version == before.version, Stale)


def forgetting_people(order: BulkOrder) -> list[Delete]:
    """Return the writes that take an order's people away."""
    items = range(-(-order.draft.wanted.count // _PEOPLE_IN_AN_ITEM)) if order.kind == "bulk_named" else ()
    return [Delete(ListedPeople(order.order_id, chunk)) for chunk in items]


def get(order_id: str) -> BulkOrder | None:
    """Return the order as it is now (strong read)."""
    try:
        return _order(KeptOrder.get(order_id, consistent_read=True))
    except KeptOrder.DoesNotExist:
        return None


def people_of_order(order_id: str) -> Iterator[Person]:
    """Yield an order's people in the order of its list (strong read)."""
    for item in ListedPeople.query(order_id, consistent_read=True):
        for person in item.people:
            yield Person(person.given_name, person.surname, int(person.born_in))


def waiting(status: Waiting, limit: int, after: Position | None) -> tuple[list[BulkOrder], Position | None]:
    """Return the orders that wait with that status, oldest first, and the position to go on from."""
    page = KeptOrder.by_status.query(status, limit=limit, page_size=limit, last_evaluated_key=after)
    order_ids = [item.order_id for item in page]
    found = {order.order_id: order for order in _read(order_ids)}
    return [found[order_id] for order_id in order_ids if order_id in found], page.last_evaluated_key


def _read(order_ids: list[str]) -> Iterator[BulkOrder]:
    """Yield the orders as they are now; the index that named them may have been a moment behind."""
    for item in KeptOrder.batch_get(order_ids, consistent_read=True) if order_ids else ():
        yield _order(item)


def _item(order: BulkOrder) -> KeptOrder:
    draft, customer, wanted, price = order.draft, order.draft.customer, order.draft.wanted, order.price
    return KeptOrder(
        order_id=order.order_id,
        reference=draft.reference,
        fingerprint=order.fingerprint,
        kind=order.kind,
        contract=KeptContract(number=draft.contract.number, signed_on=draft.contract.signed_on.isoformat()),
        customer=KeptCustomer(**vars(customer) | {"address": list(customer.address), "nip": customer.nip or None}),
        wanted=KeptWanted(**vars(wanted) | {"first_day": _text(wanted.first_day), "lines": list(wanted.lines)}),
        pay_by=draft.pay_by.isoformat(),
        price=KeptPrice(**vars(price) | {"last_day": _text(price.last_day)}),
        transfer=_kept_transfer(order.transfer),
        history=[KeptStep(**vars(step)) for step in order.history],
        waiting=None if order.status in OVER else order.status,
        drafted_at=order.drafted_at,
        version=order.version,
        expires_at=epoch_seconds(KEPT.after(order.history[-1].at)),
    )


def _kept_transfer(transfer: Transfer | None) -> KeptTransfer | None:
    if transfer is None:
        return None
    return KeptTransfer(bank_reference=transfer.bank_reference, received_on=transfer.received_on.isoformat())


def _order(item: KeptOrder) -> BulkOrder:
    customer, price, transfer = item.customer, item.price, item.transfer
    return BulkOrder(
        order_id=item.order_id,
        draft=Draft(
            reference=item.reference,
            contract=Contract(item.contract.number, date.fromisoformat(item.contract.signed_on)),
            customer=Buyer(customer.name, tuple(map(str, customer.address)), customer.nip or "", customer.email),
            wanted=_wanted(item.wanted),
            pay_by=date.fromisoformat(item.pay_by),
        ),
        kind=cast(Kind, item.kind),
        fingerprint=item.fingerprint,
        price=Price(int(price.unit_grosze), int(price.units), price.edition, _day(price.last_day)),
        history=tuple(Step(**step.attribute_values) for step in item.history),
        transfer=Transfer(transfer.bank_reference, date.fromisoformat(transfer.received_on)) if transfer else None,
        version=int(item.version),
    )


def _wanted(kept: KeptWanted) -> Wanted:
    return Wanted(
        product=kept.product,
        rate=cast(Rate, kept.rate),
        count=int(kept.count),
        first_day=_day(kept.first_day),
        months=int(kept.months),
        lines=tuple(map(str, kept.lines)),
        further_days=int(kept.further_days),
        agreed_grosze=int(kept.agreed_grosze),
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
