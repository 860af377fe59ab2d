"""Simulated days: many phones, every Lambda, every fault, and the right end each time: of stays, tickets,
months and demands.
"""

import os
from contextlib import closing
from itertools import count

import pytest

from simulation.broken import VARIANTS, caught
from simulation.crash import SCENARIOS, Scenario, crashes, end_after
from simulation.crash_months import SIX_MONTHS
from simulation.day import run_day
from simulation.outcome import Figures
from simulation.seeds import Recipe, outcomes

SEEDS = range(12)
STAYS = 20_000
"""In `make soak` it is a million."""
DRIVERS = 600
"""So many that the minutes of a day, which pass for few drivers as for many, cost little of each stay."""


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_day_of_faults_every_grosz_is_where_it_belongs(seed: int) -> None:
    outcome = run_day(seed, drivers=25)
    assert outcome.ran
    assert outcome.tickets
    assert outcome.demands


def test_of_twenty_thousand_stays_and_their_tickets_no_grosz_is_lost() -> None:
    done = Figures()
    with closing(outcomes(count(1000), Recipe(DRIVERS), os.cpu_count() or 1)) as days:
        while done.stays < STAYS:
            done.add(next(days))
    assert done.ran > done.stays / 2
    assert done.at_residents_price
    assert done.issued > done.tickets / 2
    assert done.returned
    assert done.paid_twice
    assert done.fares_paid
    assert done.fares_cancelled


def test_the_same_seed_is_the_same_day() -> None:
    assert run_day(3, drivers=40) == run_day(3, drivers=40)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_killed_at_any_call_every_life_ends_as_if_nothing_had_happened(scenario: Scenario) -> None:
    undisturbed = end_after(scenario, None)
    for crash in crashes(scenario):
        assert end_after(scenario, crash) == undisturbed, crash


def test_six_months_cost_the_printed_price() -> None:
    state, months, left_grosze, mandates = end_after(SIX_MONTHS, None)
    assert (state, len(months), left_grosze, mandates) == ("completed", 6, 51_500, [""])


@pytest.mark.parametrize("name", VARIANTS)
def test_a_broken_product_is_caught(name: str) -> None:
    _, why = caught(VARIANTS[name], range(1, 30), drivers=25)
    assert why
