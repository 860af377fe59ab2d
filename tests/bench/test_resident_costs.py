"""What the resident's price may cost: gates without a clock."""

import pytest

from bench import journey, tables, town
from bench.costs import counted
from chalicelib import aws
from chalicelib.parking.kept_stays import KeptStay
from tests.vehicles.cases import CARD, KK, Street

pytestmark = pytest.mark.usefixtures("tables_on_an_exact_engine")

QUOTE_READS = 4
"""The phone's cards by index, those cards, the vehicle on them, their price today."""


@pytest.fixture
def street():
    street = Street(city=town.city())
    street.resident(town.device_of(1), KK, town.plate_of(1))
    return street


def costs_of(command):
    with counted(aws.client("dynamodb")) as costs:
        command()
    return costs


def played(street, number, **wishes):
    """Count each command of a stay of one hour."""
    city, orders = street.city, set(street.city.gateway.transactions)
    yield costs_of(lambda: town.started(city, number, **wishes))
    [order_id] = set(city.gateway.transactions) - orders
    stay_id = order_id.rpartition("_")[0]
    held = city.gateway.approve(order_id)
    yield costs_of(lambda: city.report(held))
    city.later(hours=1)
    yield costs_of(lambda: city.stop(stay_id, town.device_of(number)))
    yield costs_of(lambda: city.call_gateway(stay_id))
    yield costs_of(lambda: city.report(city.report_of(order_id)))


def test_a_stay_at_the_residents_price_has_no_more_round_trips_than_any_other(street):
    full = [costs.round_trips for costs in played(street, 2)]
    resident = [costs.round_trips for costs in played(street, 1, resident_card=CARD)]
    assert resident == full
    assert sum(resident) <= tables.MOST_ROUND_TRIPS


def test_the_item_of_a_resident_stay_stays_below_a_kilobyte(street):
    list(played(street, 1, resident_card=CARD))
    [item] = aws.client("dynamodb").scan(TableName=KeptStay.Meta.table_name)["Items"]
    assert journey._item_bytes(item) < tables.ITEM_BYTES


def test_a_quote_for_a_vehicle_reads_four_times_at_most_and_writes_nothing(street):
    costs = costs_of(lambda: street.quote(town.plate_of(1), town.device_of(1)))
    assert costs.round_trips == QUOTE_READS
    assert (costs.write_units, costs.calls["Scan"]) == (0, 0)
