"""The minute tick with ever more open stays and the same number due: what it costs must not grow."""

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bench import load, town
from bench.costs import Costs, counted
from chalicelib import aws, config
from chalicelib.parking.complain import complain
from chalicelib.parking.published_editions import editions
from chalicelib.parking.take_due import take_due

DUE = 50


@dataclass(frozen=True)
class Tick:
    """One tick over `open_stays`, besides which DUE are over their end."""

    open_stays: int
    taken: int
    costs: Costs
    seconds: float


def measured(sizes: tuple[int, ...]) -> list[Tick]:
    """Let the number of open stays grow through `sizes`, and tick once at each."""
    city = town.city()
    ending = load.pattern_of(town.running(city, 0, kind="limited", until=city.now + timedelta(minutes=30)))
    whole = load.pattern_of(town.running(city, 1))
    parked = replace(whole, items=whole.items[:1])  # nobody asks for the plate of a stay that is not due
    city.later(minutes=30)
    _tick(0, city.now)  # the pattern itself, and the first call's connections
    ticks: list[Tick] = []
    open_before = 0
    for size in sizes:
        load.write(parked.copies(range(size + open_before, 2 * size)))
        load.write(ending.copies(range(10_000_000 + size, 10_000_000 + size + DUE)))
        ticks.append(_tick(size, city.now))
        open_before = size
    return ticks


def _tick(open_stays: int, now: datetime) -> Tick:
    with counted(aws.client("dynamodb")) as costs:
        begun = time.perf_counter()
        taken = take_due(now, config.DUE_SHARDS, editions(), _handed_out, complain)
        seconds = time.perf_counter() - begun
    return Tick(open_stays, taken, costs, seconds)


def _handed_out(_: list[str]) -> None:
    """A stay that has just ended has no overdue call."""
