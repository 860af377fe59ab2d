"""Run one seed: a day with faults, then the quiet fortnight in which everything has to settle."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from functools import partial

from chalicelib.clock import WARSAW
from simulation.desk import Bank, Desk
from simulation.faults import CALM, Rates
from simulation.invariants import Invariants, Violated
from simulation.outcome import Outcome
from simulation.people import live
from simulation.tables import Tables
from simulation.world import SETTLES_WITHIN, World

DRIVERS = 40
STEPS_FOR_EACH = 1000
"""Six times what a driver needs on the worst day seen."""
_ORDINARY = (datetime(2026, 11, 23), datetime(2026, 11, 27), datetime(2026, 12, 31))  # noqa: DTZ001 - WARSAW below
_STRANGE = (datetime(2026, 10, 25), datetime(2028, 3, 26))  # noqa: DTZ001 - Sundays of 25 and 23 hours, paid in A


def run_day(
    seed: int,
    drivers: int = DRIVERS,
    broken: Callable[[World], AbstractContextManager[None]] = lambda _: nullcontext(),
    tables: Tables | None = None,
) -> Outcome:
    """Run one seed to its end; raises Violated at the first broken promise.

    `broken` puts a mistake in the product's place, to prove that it is caught. `tables` are empty ones; in memory
    unless others are given.
    """
    world = World(seed, _morning(seed), _rates(seed), tables)
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
        night = evening + timedelta(hours=2) + SETTLES_WITHIN
        for work in (Desk(world).work, Bank(world).work):
            world.scheduler.spawn(partial(work, night))
        world.tick(until=evening + timedelta(hours=2))
        world.scheduler.run(until=evening + timedelta(hours=2))
        world.settle()
        watch.check_settled()
    ran = [stay for stay in watch.stays.values() if stay.state == "stopped"]
    told = repr(([after for _, after in world.changes()], world.gateway.books.calls, world.scheduler.steps))
    return Outcome(
        seed=seed,
        stays=len(watch.stays),
        ran=len(ran),
        captured_grosze=sum(hold.payment.captured_grosze for stay in ran for hold in stay.holds),
        faults=world.faults.drawn,
        steps=world.scheduler.steps,
        trace=hashlib.sha256(told.encode()).hexdigest()[:16],
    )


def _morning(seed: int) -> datetime:
    days = _STRANGE if seed % 10 == 0 else _ORDINARY
    return days[seed // 10 % len(days)].replace(hour=8, minute=30, tzinfo=WARSAW)


def _rates(seed: int) -> Rates:
    return CALM if seed % 20 == 19 else Rates()
