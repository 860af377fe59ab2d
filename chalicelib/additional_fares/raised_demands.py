"""Demands in DynamoDB: one item each, its money inside. Every change is made under the version it was read at."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.additional_fares.demand import Demand, Waited, number_of
from chalicelib.payments.kept_payment import KeptPayment, keeping, payment_of
from chalicelib.retention import FIVE_YEARS
from chalicelib.storage import MomentAttribute, Put, RawItem, Stale, Table, epoch_seconds

KEPT = FIVE_YEARS
"""After its settlement, for accounting. Then DynamoDB deletes it by `expires_at`."""
_JOB = "DEMAND"
_PAGE = 100

Position = dict[str, Any]


class ByInspector(GlobalSecondaryIndex["RaisedDemand"]):
    class Meta:
        index_name = "by-inspector"
        projection = KeysOnlyProjection()

    inspector_id = UnicodeAttribute(hash_key=True)
    inspected_at = MomentAttribute(range_key=True)


class Open(GlobalSecondaryIndex["RaisedDemand"]):
    """Only demands that wait are in it, under whom they wait for."""

    class Meta:
        index_name = "open"
        projection = KeysOnlyProjection()

    open = UnicodeAttribute(hash_key=True)
    inspected_at = MomentAttribute(range_key=True)


class Due(GlobalSecondaryIndex["RaisedDemand"]):
    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    job = UnicodeAttribute(hash_key=True)
    due_at = MomentAttribute(range_key=True)


class RaisedDemand(Table):
    class Meta:
        table_name = config.table_name("demands")
        region = config.REGION

    by_inspector = ByInspector()
    open_ones = Open()
    due = Due()

    number = UnicodeAttribute(hash_key=True)
    key_id = UnicodeAttribute()
    asked_by = UnicodeAttribute()
    inspector_id = UnicodeAttribute()
    inspected_at = MomentAttribute()
    offence = UnicodeAttribute()
    line = UnicodeAttribute(null=True)
    zone = UnicodeAttribute(null=True)
    vehicle = UnicodeAttribute(null=True)
    ticket_id = UnicodeAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    to_inspector_grosze = NumberAttribute(null=True)
    paid_at = MomentAttribute(null=True)
    paid_with = UnicodeAttribute(null=True)
    cancelled_at = MomentAttribute(null=True)
    shown = UnicodeAttribute(null=True)
    handling_grosze = NumberAttribute(null=True)
    handling_paid_at = MomentAttribute(null=True)
    written_off_at = MomentAttribute(null=True)
    payments = ListAttribute(of=KeptPayment)
    calls_due_at = MomentAttribute(null=True)
    attempts = NumberAttribute()
    version = NumberAttribute()
    open = UnicodeAttribute(null=True)
    job = UnicodeAttribute(null=True)
    due_at = MomentAttribute(null=True)
    expires_at = NumberAttribute()


class NumberTaken(Exception):
    """Some demand has this number already; `demand` is that one."""

    def __init__(self, image: RawItem | None) -> None:
        super().__init__()
        if image is None:
            raise RuntimeError("a refused write did not bring the item in its way")
        self.demand = from_image(image)


def keep_new(demand: Demand) -> Put:
    """Return the write of a new demand; refused as NumberTaken."""
    return Put(_item(demand), RaisedDemand.number.does_not_exist(), NumberTaken)


def replacing(before: Demand, after: Demand) -> Put:
    """Return the write of a changed demand; refused as Stale when it changed since `before` was read."""
    return Put(_item(replace(after, version=before.version + 1)), RaisedDemand.version == before.version, Stale)


def get(number: str) -> Demand | None:
    """Return the demand as it is now (strong read)."""
    try:
        return _demand(RaisedDemand.get(number, consistent_read=True))
    except RaisedDemand.DoesNotExist:
        return None


def of_order(order_id: str) -> Demand | None:
    """Return the demand that an order pays, if the order is its own (strong read)."""
    demand = get(number_of(order_id)) if number_of(order_id) else None
    return demand if demand is not None and demand.payment_of(order_id) else None


def due_before(now: datetime) -> Iterator[str]:
    """Yield the demands with something to do, oldest first; the index may be a moment behind."""
    for item in RaisedDemand.due.query(_JOB, Due.due_at <= now, page_size=_PAGE):
        yield item.number


def waiting_for(whom: Waited, limit: int, after: Position | None) -> tuple[list[Demand], Position | None]:
    """Return a page of what waits for a payer or an operator, oldest first, and the position to go on from."""
    page = RaisedDemand.open_ones.query(whom, limit=limit, page_size=limit, last_evaluated_key=after)
    return _in_order([item.number for item in page]), page.last_evaluated_key


def of_inspector(inspector_id: str, limit: int, after: Position | None) -> tuple[list[Demand], Position | None]:
    """Return a page of what an inspector raised, oldest first, and the position to go on from."""
    page = RaisedDemand.by_inspector.query(inspector_id, limit=limit, page_size=limit, last_evaluated_key=after)
    return _in_order([item.number for item in page]), page.last_evaluated_key


def from_image(image: RawItem) -> Demand:
    """Return the demand in a refused write's item."""
    item = RaisedDemand()
    item.deserialize(image)
    return _demand(item)


def _in_order(numbers: list[str]) -> list[Demand]:
    """Return the demands as they are now; the index that named them may have been a moment behind."""
    items: Iterable[RaisedDemand] = RaisedDemand.batch_get(numbers, consistent_read=True) if numbers else ()
    demands = {item.number: _demand(item) for item in items}
    return [demands[number] for number in numbers if number in demands]


def _item(demand: Demand) -> RaisedDemand:
    always = {"attempts", "version"}
    facts = {name: value for name, value in vars(demand).items() if value or name in always}
    return RaisedDemand(
        **facts | {"payments": [keeping(payment) for payment in demand.payments]},
        open=demand.waits_for,
        job=_JOB if demand.due_at else None,
        due_at=demand.due_at,
        expires_at=epoch_seconds(KEPT.after(demand.settled_at)),
    )


def _demand(item: RaisedDemand) -> Demand:
    facts = {name: value for name, value in item.attribute_values.items() if name in Demand.__dataclass_fields__}
    facts |= {name: int(facts[name]) for name in facts.keys() & _COUNTS}
    return Demand(**facts | {"payments": tuple(map(payment_of, item.payments))})


_COUNTS = {"to_inspector_grosze", "handling_grosze", "attempts", "version"}
