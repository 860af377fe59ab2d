"""The same days on a real engine, where conditions, transactions, tokens and the stream are not ours."""

import os
from dataclasses import replace

from simulation.seeds import Recipe, outcomes

SEEDS = range(1, 6)
DRIVERS = 100


def test_days_on_a_real_engine_are_those_in_memory_to_the_last_change() -> None:
    on_engine, in_memory = (
        list(outcomes(SEEDS, Recipe(DRIVERS, engine), os.cpu_count() or 1)) for engine in ("dynoxide", "memory")
    )
    assert sum(day.stays for day in on_engine) >= 300
    assert all(day.faults["stale_index"] and day.faults["conflict"] and day.faults["lost_answer"] for day in on_engine)
    assert [replace(day, trace="") for day in on_engine] == [replace(day, trace="") for day in in_memory]
    assert [day.trace for day in on_engine] == [day.trace for day in in_memory]
