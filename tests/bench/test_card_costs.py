"""What a card on a phone may cost, and what nobody may learn from it: gates without a clock, but for one."""

import pytest

from bench import alike, cards
from chalicelib import secret_values


@pytest.fixture
def keys_of_its_own(monkeypatch):
    monkeypatch.setattr(secret_values, "_kept", {})


@pytest.fixture
def steps(tables_on_an_exact_engine, keys_of_its_own):
    return {step.name: step for step in [*cards.whole_activation(), *cards.single_commands()]}


def test_no_step_costs_more_round_trips_than_its_budget_and_none_has_a_budget_above_two(steps):
    dearer = {name: step.costs.round_trips for name, step in steps.items() if step.costs.round_trips > step.most}
    assert dearer == {}
    assert max(step.most for step in steps.values()) == 2


def test_a_code_is_tried_and_asked_for_again_in_one_round_trip(steps):
    assert {steps[name].costs.round_trips for name in ("a wrong code", "another code asked for")} == {1}
    assert steps["activation: code typed, card linked"].costs.round_trips == 2


def test_a_whole_activation_writes_30_units_at_most_and_scans_nothing(steps):
    whole = [step.costs for name, step in steps.items() if name.startswith("activation")]
    assert sum(costs.write_units for costs in whole) <= 30
    assert sum(step.costs.calls["Scan"] for step in steps.values()) == 0


def test_a_step_asks_its_register_once(steps):
    asked = [steps[f"activation: {name}"].gateway_calls for name in ("sign-in", "contact", "identity")]
    assert asked == [1, 1, 1]
    assert steps["a wrong code"].gateway_calls == 0


def test_the_residents_price_adds_no_round_trip_and_six_write_units_to_a_start(tables_on_an_exact_engine):
    full, resident = (step.costs for step in cards.starts())
    assert resident.round_trips == full.round_trips == 2
    assert (resident.write_units - full.write_units, resident.read_units) == (6, 0)


def test_whoever_is_asked_about_gets_the_same_answers_by_the_same_calls():
    """How long they take is measured by `make bench`: a clock under load is no gate."""
    known, *others = alike.measured(50)
    assert len(known.answers) == len(known.calls) == 3
    for seen in others:
        assert (seen.answers, seen.calls) == (known.answers, known.calls), seen.case.name


@pytest.mark.parametrize(
    ("other", "p"),
    [([1, 2, 3, 4], 1.0), ([11, 12, 13, 14], 0.0209), ([2.5, 3.5, 4.5, 5.5], 0.1489), ([1, 1, 1, 1], 0.0833)],
)
def test_p_is_mann_and_whitneys(other, p):
    assert alike.differ([1, 2, 3, 4], other) == pytest.approx(p, abs=2e-4)
