"""Run one seed: a day with faults, then the quiet fortnight in which everything has to settle."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from functools import partial

from chalicelib.warsaw import WARSAW
from simulation.accounts import Accounts
from simulation.desk import Bank, Desk
from simulation.faults import CALM, Rates
from simulation.invariants import Invariants
from simulation.outcome import Outcome
from simulation.passengers import ride
from simulation.people import live
from simulation.promise import Violated
from simulation.residents import live_as_residents
from simulation.tables import Tables
from simulation.travellers import travel
from simulation.world import SETTLES_WITHIN, World

DRIVERS = 40
STEPS_FOR_EACH = 2000
"""Far more than a day needs: some 40 for a driver, and 8 600 of the minute schedules."""
_DRIVERS_FOR_A_RESIDENT = 5
_DRIVERS_FOR_A_TRAVELLER = 5
_MOST_TRAVELLERS = 20
"""A traveller takes as long as five drivers, and a long run is for stays."""
_DRIVERS_FOR_A_PASSENGER = 10
_MOST_PASSENGERS = 5
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
        if world.has_acted():
            world.follow_streams()
            watch.check()
        if world.scheduler.steps > STEPS_FOR_EACH * drivers:
            raise Violated("the city does not come to rest")

    world.scheduler.after_step = after_step
    with world.installed(), broken(world):
        evening = world.now + timedelta(hours=13)
        live(world, [number for number in range(drivers) if number % _DRIVERS_FOR_A_RESIDENT], evening)
        live_as_residents(world, range(0, drivers, _DRIVERS_FOR_A_RESIDENT), evening)
        travel(world, min(drivers // _DRIVERS_FOR_A_TRAVELLER, _MOST_TRAVELLERS), evening)
        ride(world, min(drivers // _DRIVERS_FOR_A_PASSENGER, _MOST_PASSENGERS), evening)
        night = evening + timedelta(hours=2) + SETTLES_WITHIN
        banks = (Bank(world, world.gateway.books), Bank(world, world.sales.gateway.books, when_quiet=0.5))
        for office in (Desk(world), *banks):
            world.scheduler.spawn(partial(office.work, night))
        accounts = Accounts(world)
        for work in (accounts.by_day, accounts.by_night):
            world.scheduler.spawn(work)
        world.tick(until=evening + timedelta(hours=2))
        world.scheduler.run(until=evening + timedelta(hours=2))
        world.settle()
        watch.check_settled()
    return _outcome(seed, world, watch)


def _outcome(seed: int, world: World, watch: Invariants) -> Outcome:
    stays, tickets = watch.stays.stays.values(), watch.tickets.tickets.values()
    demands = watch.demands.demands.values()
    ran = [stay for stay in stays if stay.state == "stopped"]
    charges = [payment for ticket in tickets for payment in ticket.payments]
    told = repr(
        (
            [after for _, after in world.stays.changes()],
            world.gateway.books.calls,
            [after for _, after in world.sales.feed.changes()],
            [after for _, after in world.fares.feed.changes()],
            world.sales.gateway.books.calls,
            world.scheduler.steps,
        )
    )
    return Outcome(
        seed=seed,
        stays=len(stays),
        ran=len(ran),
        at_residents_price=sum(stay.resident for stay in ran),
        captured_grosze=sum(hold.payment.captured_grosze for stay in ran for hold in stay.holds),
        tickets=len(tickets),
        issued=sum(ticket.issued_at is not None for ticket in tickets),
        returned=sum(ticket.returned_at is not None for ticket in tickets),
        paid_twice=len(charges) - len(tickets),
        charged_grosze=sum(charge.captured_grosze for charge in charges),
        sent_back_grosze=sum(charge.refunded_grosze for charge in charges),
        demands=len(demands),
        fares_paid=sum(bool(demand.paid_with) for demand in demands),
        fares_cancelled=sum(demand.cancelled_at is not None for demand in demands),
        faults=world.faults.drawn,
        steps=world.scheduler.steps,
        trace=hashlib.sha256(told.encode()).hexdigest()[:16],
    )


def _morning(seed: int) -> datetime:
    days = _STRANGE if seed % 10 == 0 else _ORDINARY
    return days[seed // 10 % len(days)].replace(hour=8, minute=30, tzinfo=WARSAW)


def _rates(seed: int) -> Rates:
    return CALM if seed % 20 == 19 else Rates()
