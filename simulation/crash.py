"""Kill the product at every single call it makes, before and after the call's effect, and see it end the same.

Exhaustive, not sampled: a scenario is run once undisturbed to count its calls to DynamoDB and to the gateways, then
once for each call and each side of it. Whoever was killed asks again as in real life (the phone repeats, the queue
redelivers, the gateway notifies again, the minute ticks), and the state in the end must be the undisturbed one.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, Protocol

from chalicelib.warsaw import WARSAW
from simulation.aws import Aws
from simulation.crash_demands import DEMANDS
from simulation.crash_months import MONTHS
from simulation.crash_stays import STAYS
from simulation.crash_tickets import TICKETS
from simulation.desk import Bank
from simulation.faults import CALM
from simulation.invariants import Invariants
from simulation.line import Line
from simulation.world import World

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=WARSAW)
_SETTLES_WITHIN = timedelta(hours=15)
Broken = Callable[[World], AbstractContextManager[None]]
Where = Literal["aws", "gateway", "charges"]
Side = Literal["kill_before", "kill_after"]
Crash = tuple[Where, Side, int]


class Scenario(Protocol):
    """A life of one stay, one ticket, one subscription or one demand."""

    @property
    def name(self) -> str:
        """What happens in it."""

    @property
    def lasts(self) -> timedelta:
        """How long it is until everything has to settle."""

    @property
    def ticks(self) -> timedelta:
        """How often the minute schedules run meanwhile."""

    def prepare(self, world: World) -> None:
        """Leave out what has nothing to do with it, so that nobody is killed there."""

    def live(self, world: World) -> None:
        """Live it, as a process of the world."""

    def end(self, watch: Invariants) -> Any:
        """Return what of the end has to be the same wherever somebody was killed."""


SCENARIOS: tuple[Scenario, ...] = (*STAYS, *TICKETS, *MONTHS, *DEMANDS)


def crashes(scenario: Scenario) -> Iterator[Crash]:
    """Yield every call of the undisturbed scenario, with both of its sides."""
    counts, _ = _lived(scenario, lambda _: None)
    for where, calls in counts.items():
        for call in range(1, calls + 1):
            yield where, "kill_before", call
            yield where, "kill_after", call


def end_after(scenario: Scenario, crash: Crash | None, broken: Broken = lambda _: nullcontext()) -> Any:
    """Return how the scenario ends when its process is killed there; raises Violated for a broken promise.

    `broken` puts a mistake in the product's place, to prove that it is caught.
    """

    def plan(world: World) -> None:
        if crash is not None:
            where, side, call = crash
            setattr(_lines(world)[where], side, call)

    return _lived(scenario, plan, broken)[1]


def _lived(
    scenario: Scenario, plan: Callable[[World], None], broken: Broken = lambda _: nullcontext()
) -> tuple[dict[Where, int], Any]:
    world = World(0, MORNING, CALM)
    watch = Invariants(world)
    evening = MORNING + scenario.lasts
    plan(world)
    scenario.prepare(world)

    def after_step() -> None:
        if world.has_acted():
            world.follow_streams()
            watch.check()

    world.scheduler.after_step = after_step
    with world.installed(), broken(world):
        world.scheduler.spawn(lambda: scenario.live(world))
        for books in (world.gateway.books, world.sales.gateway.books):
            bank = Bank(world, books, every=4 * scenario.ticks)
            world.scheduler.spawn(partial(bank.work, evening + _SETTLES_WITHIN))
        world.tick(scenario.ticks, until=evening)
        world.scheduler.run(until=evening)
        world.settle(_SETTLES_WITHIN)
        world.undisturbed()
        counts = {where: line.calls for where, line in _lines(world).items()}
        watch.check_settled()
        return counts, scenario.end(watch)


def _lines(world: World) -> dict[Where, Aws | Line]:
    return {"aws": world.aws, "gateway": world.gateway.line, "charges": world.sales.gateway.line}
