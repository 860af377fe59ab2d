"""What a stay may cost: gates without a clock."""

from dataclasses import replace

import pytest

from bench import journey, load, sweep, tables, town

pytestmark = pytest.mark.usefixtures("tables_on_an_exact_engine")


def test_a_whole_stay_costs_eight_round_trips_thirty_write_units_and_45_millionths_of_a_dollar():
    stay = journey.whole_stay()
    assert {step.name: step.costs.round_trips for step in stay.steps if step.costs.round_trips > step.most} == {}
    assert stay.costs.round_trips <= tables.MOST_ROUND_TRIPS
    assert stay.costs.write_units <= tables.MOST_WRITE_UNITS
    assert stay.usd <= tables.MOST_USD


def test_a_stay_calls_the_gateway_once_to_hold_and_once_to_capture():
    stay = journey.whole_stay()
    assert {step.name: step.gateway_calls for step in stay.steps if step.gateway_calls} == {
        "start": 1,
        "gateway call by the worker": 1,
    }


def test_the_item_of_a_stay_stays_below_a_kilobyte_so_that_no_write_of_it_counts_twice():
    assert journey.whole_stay().largest_item_bytes < tables.ITEM_BYTES


def test_no_command_costs_more_round_trips_than_it_may():
    steps = list(journey.single_commands())
    assert {step.name: step.costs.round_trips for step in steps if step.costs.round_trips > step.most} == {}


def test_nothing_scans():
    counted = sum((step.costs for step in journey.single_commands()), journey.whole_stay().costs)
    assert counted.calls["Scan"] == 0


def test_a_tick_costs_the_same_however_many_stays_are_open():
    few, many = sweep.measured((100, 1_000))
    assert few.taken == many.taken == sweep.DUE
    assert few.costs == many.costs
    assert few.costs.calls["Query"] == 1


def test_a_copied_stay_lies_in_the_tables_as_a_real_one():
    city = town.city()
    pattern = load.pattern_of(town.running(city, 0))
    load.write(pattern.copies([7]))
    copied = city.stay(load.stay_id_of(7))
    [hold] = pattern.stay.holds
    payment = replace(hold.payment, order_id=f"{copied.stay_id}_1", remote_id=load.remote_id_of(7))
    assert copied == replace(
        pattern.stay,
        stay_id=copied.stay_id,
        device_id=town.device_of(7),
        plate=town.plate_of(7),
        holds=(replace(hold, payment=payment),),
    )
