"""The same days of the same city end the same in memory and on moto, table by table."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import CityError
from chalicelib.parking.claimed_plates import ClaimedPlate
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.recorded_inspections import RecordedInspection
from chalicelib.payments.booked_entries import BookedEntry
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.parking.city import MONDAY_9, City

TABLES = (KeptStay, ClaimedPlate, BookedEntry, RecordedInspection)


def test_the_same_journey_has_the_same_end(tables, aws):
    tables(*TABLES)
    on_moto = journey()
    there = {model.__name__: aws("dynamodb").scan(TableName=model.Meta.table_name)["Items"] for model in TABLES}
    memory = MemoryDynamoDB.for_models(*TABLES)
    with installed(memory):
        assert journey() == on_moto
    here = {model.__name__: memory.table(model).items.values() for model in TABLES}
    assert {name: in_one_order(items) for name, items in here.items()} == {
        name: in_one_order(items) for name, items in there.items()
    }
    assert len(there["KeptStay"]) == 5


def test_the_stream_tells_the_journey_from_the_first_write_to_the_last():
    memory = MemoryDynamoDB.for_models(*TABLES, streamed=[KeptStay])
    with installed(memory):
        journey()
    seen: dict[str, Any] = {}
    for record in memory.table(KeptStay).records:
        change = record["dynamodb"]
        name = change["Keys"]["stay_id"]["S"]
        assert change.get("OldImage") == seen.get(name)
        assert change["NewImage"] != seen.get(name)
        assert record["eventName"] == ("MODIFY" if name in seen else "INSERT")
        seen[name] = change["NewImage"]
    assert in_one_order(seen.values()) == in_one_order(memory.table(KeptStay).items.values())


def journey() -> list[Any]:
    """Two days of five stays, with a race for a plate, lost answers, an extension and a car left over night."""
    city = City()
    quick, slow = city.start(), city.start(city.caller("key-00000002", "dev_b"))
    city.report(city.gateway.approve(slow.order_ids[0]))
    city.report(city.gateway.approve(quick.order_ids[0]))
    limited = city.running(
        city.caller("key-00000003", "dev_c"), plate="KR 2CD34", kind="limited", until=MONDAY_9 + timedelta(hours=2)
    )
    city.later(minutes=30)
    longer = city.extend(limited.stay_id, MONDAY_9 + timedelta(hours=3), city.caller("key-extend-1", "dev_c"))
    city.report(city.gateway.approve(longer.order_ids[-1]))
    forgotten = city.running(city.caller("key-00000004", "dev_d"), plate="KR 3EF45", subzone="A")
    declined = city.start(city.caller("key-00000005", "dev_d"), plate="KR 4GH56")
    city.report(city.gateway.decline(declined.order_ids[0]))
    with pytest.raises(CityError):
        city.start(city.caller("key-00000006", "dev_e"), plate="KR 3EF45")
    city.gateway.lose_next_answer("capture", applied=True)
    city.stop(slow.stay_id, "dev_b")
    for _ in range(48):
        city.later(minutes=30)
        city.tick()
        for stay_id in dict.fromkeys(city.handed_out):
            city.call_gateway(stay_id)
        for order_id in city.gateway.transactions:
            city.report(city.report_of(order_id))
    return [city.handed_out, city.gateway.calls, *(city.stay(one.stay_id) for one in (quick, slow, limited, forgotten))]


def in_one_order(items: Any) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True) for item in items)
