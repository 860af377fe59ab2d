"""Run one seed: a day with faults, then the quiet fortnight in which everything has to settle."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.clock import WARSAW
from simulation.faults import CALM, Rates
from simulation.invariants import Invariants, Violated
from simulation.people import live
from simulation.world import World

DRIVERS = 40
STEPS_FOR_EACH = 1000
"""Six times what a driver needs on the worst day seen."""
_ORDINARY = (datetime(2026, 11, 23), datetime(2026, 11, 27), datetime(2026, 12, 31))  # noqa: DTZ001 - WARSAW below
_STRANGE = (datetime(2026, 10, 25), datetime(2028, 3, 26))  # noqa: DTZ001 - Sundays of 25 and 23 hours, paid in A


@dataclass(frozen=True)
class Outcome:
    """What came of a seed. `trace` is the same for the same seed and code."""

    seed: int
    stays: int
    ran: int
    captured_grosze: int
    faults: dict[str, int]
    steps: int
    trace: str


def run_day(
    seed: int,
    drivers: int = DRIVERS,
    broken: Callable[[World], AbstractContextManager[None]] = lambda _: nullcontext(),
) -> Outcome:
    """Run one seed to its end; raises Violated at the first broken promise.

    `broken` puts a mistake in the product's place, to prove that it is caught.
    """
    world = World(seed, _morning(seed), _rates(seed))
    watch = Invariants(world)

    def after_step() -> None:
        world.follow_stream()
        watch.check()
        if world.scheduler.steps > STEPS_FOR_EACH * drivers:
            raise Violated("the city does not come to rest")

    world.scheduler.after_step = after_step
    with world.installed(), broken(world):
        evening = world.now + timedelta(hours=13)
        live(world, drivers, evening)
        world.tick(until=evening + timedelta(hours=2))
        world.scheduler.run(until=evening + timedelta(hours=2))
        world.settle()
        watch.check_settled()
    ran = [stay for stay in watch.stays.values() if stay.state == "stopped"]
    told = repr(sorted((stay.stay_id, stay.state, stay.fee_grosze) for stay in watch.stays.values()))
    return Outcome(
        seed=seed,
        stays=len(watch.stays),
        ran=len(ran),
        captured_grosze=sum(hold.payment.captured_grosze for stay in ran for hold in stay.holds),
        faults=world.faults.drawn,
        steps=world.scheduler.steps,
        trace=hashlib.sha256(f"{told}{world.scheduler.steps}".encode()).hexdigest()[:16],
    )


def _morning(seed: int) -> datetime:
    days = _STRANGE if seed % 10 == 0 else _ORDINARY
    return days[seed // 10 % len(days)].replace(hour=8, minute=30, tzinfo=WARSAW)


def _rates(seed: int) -> Rates:
    return CALM if seed % 20 == 19 else Rates()
