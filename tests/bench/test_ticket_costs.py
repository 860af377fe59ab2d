"""What a ticket may cost: gates without a clock."""

import pytest

from bench import tables, tickets

pytestmark = pytest.mark.usefixtures("tables_on_an_exact_engine")


def test_a_quote_is_free_a_purchase_and_its_notification_cost_two_round_trips_and_a_credential_one():
    steps, _ = tickets.whole_ticket()
    assert [step.costs.round_trips for step in steps] == [0, 2, 2, 1]
    assert [step.costs.write_units for step in steps] == [0, 8, 7, 0]


def test_a_ticket_calls_the_gateway_once_to_be_paid():
    steps, _ = tickets.whole_ticket()
    assert {step.name: step.gateway_calls for step in steps if step.gateway_calls} == {"ticket: purchase": 1}


def test_the_item_of_a_ticket_stays_below_a_kilobyte_so_that_no_write_of_it_counts_twice():
    _, size = tickets.whole_ticket()
    assert size < tables.ITEM_BYTES


def test_no_command_costs_more_round_trips_than_it_may():
    steps = tickets.single_commands()
    assert {step.name: step.costs.round_trips for step in steps if step.costs.round_trips > step.most} == {}
    assert sum(step.costs.calls["Scan"] for step in steps) == 0
