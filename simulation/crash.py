"""Kill the product at every single call it makes, before and after the call's effect, and see it end the same.

Exhaustive, not sampled: a scenario is run once undisturbed to count its calls to DynamoDB and to the gateway, then
once for each call and each side of it. Whoever was killed asks again as in real life (the phone repeats, the queue
redelivers, the gateway notifies again, the minute ticks), and the state in the end must be the undisturbed one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

from chalicelib.caller import Caller
from chalicelib.clock import WARSAW
from chalicelib.parking.decide_payment import refund_payment
from chalicelib.parking.extend import extend
from chalicelib.parking.list_payments import find_payment
from chalicelib.parking.order import StayOrder
from chalicelib.parking.start import start
from chalicelib.parking.stay import Stay
from chalicelib.parking.stop import stop
from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.payment import Payment
from simulation.desk import Bank
from simulation.faults import CALM
from simulation.invariants import Invariants, Violated
from simulation.people import terms_on
from simulation.scheduler import Killed
from simulation.world import REFUSALS, World

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=WARSAW)
_LIMIT = MORNING + timedelta(hours=1)
_DEVICE = "dev_a"
Line = Literal["aws", "gateway"]
Side = Literal["kill_before", "kill_after"]


@dataclass(frozen=True)
class Scenario:
    """A short life of one stay until eleven, perhaps longer; stopped after so many minutes, or by its limit."""

    name: str
    extended: bool = False
    declined: bool = False
    stopped_after: float | None = 19.5
    paid_again: bool = False
    refunded_grosze: int = 0


SCENARIOS = (
    Scenario("a driver stops"),
    Scenario("the limit stops", stopped_after=None),
    Scenario("an extension", extended=True, stopped_after=79.5),
    Scenario("a declined card", declined=True),
    Scenario("an order paid twice", paid_again=True),
    Scenario("an operator sends money back", refunded_grosze=100),
)


def crashes(scenario: Scenario) -> Iterator[tuple[Line, Side, int]]:
    """Yield every call of the undisturbed scenario, with both of its sides."""
    counts, _ = _lived(scenario, lambda _: None)
    for line, calls in counts.items():
        for call in range(1, calls + 1):
            yield line, "kill_before", call
            yield line, "kill_after", call


def end_after(scenario: Scenario, crash: tuple[Line, Side, int] | None) -> Any:
    """Return how the scenario ends when its process is killed there; raises Violated for a broken promise."""

    def plan(world: World) -> None:
        if crash is not None:
            line, side, call = crash
            setattr(world.aws if line == "aws" else world.gateway, side, call)

    return _lived(scenario, plan)[1]


def _lived(scenario: Scenario, plan: Callable[[World], None]) -> tuple[dict[Line, int], Any]:
    world = World(0, MORNING, CALM)
    watch = Invariants(world)
    plan(world)

    def after_step() -> None:
        world.follow_stream()
        watch.check()

    world.scheduler.after_step = after_step
    with world.installed():
        world.scheduler.spawn(_Driver(world, scenario).park)
        world.scheduler.spawn(partial(Bank(world).work, MORNING + timedelta(hours=18)))
        world.tick(timedelta(minutes=10), until=MORNING + timedelta(hours=3))
        world.scheduler.run(until=MORNING + timedelta(hours=3))
        world.settle(within=timedelta(hours=15))
        world.undisturbed()
        counts: dict[Line, int] = {"aws": world.aws.calls, "gateway": world.gateway.calls}
        watch.check_settled()
        return counts, _end(watch)


class _Driver:
    """Asks again with the same key after a time-out, and with another one when that is refused."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self.world = world
        self.scenario = scenario

    def park(self) -> None:
        decide = self.world.gateway.books.decline if self.scenario.declined else self.world.gateway.books.approve
        stay = self._insist(self._start)
        self._at(10)
        self.world.gateway.customer(decide, stay.order_ids[0])
        if self.scenario.extended:
            self._at(20)
            longer = self._insist(lambda caller: self._extend(stay.stay_id, caller))
            self._at(50)
            self.world.gateway.customer(decide, longer.holds[-1].payment.order_id)
        if self.scenario.stopped_after is not None and not self.scenario.declined:
            self._at(10 + self.scenario.stopped_after)
            stopped_at = self.world.now
            self._insist(lambda _: stop(stay.stay_id, _DEVICE, stopped_at, self.world.editions))
        if self.scenario.paid_again:
            self._at(120)
            again = partial(self.world.gateway.books.approve_again, paid=True)
            self.world.gateway.customer(again, stay.order_ids[0])
        if self.scenario.refunded_grosze:
            self._at(120)
            self._refund(stay.order_ids[0])

    def _refund(self, order_id: str) -> None:
        """An operator who got no answer looks at the payment before asking again."""
        for _ in range(2):
            try:
                refund_payment(order_id, self.scenario.refunded_grosze, "operator", "simulated", self.world.now)
            except (Killed, *REFUSALS):
                self.world.scheduler.sleep(timedelta(seconds=31))
            _, payment, _ = find_payment(order_id)
            if payment.reopened:
                return
        raise Violated("no refund after two tries")

    def _start(self, caller: Caller) -> Stay:
        order = StayOrder(
            subzone="B",
            kind="limited",
            until=_LIMIT,
            plate="KR1AB23",
            email="driver@example.com",
            terms_version=terms_on(MORNING),
            method="card",
        )
        return start(order, caller, self.world.now, self.world.editions, self.world.gateway)

    def _extend(self, stay_id: str, caller: Caller) -> Stay:
        until = _LIMIT + timedelta(minutes=45)
        return extend(stay_id, until, caller, self.world.now, self.world.editions, self.world.gateway)

    def _insist(self, ask: Callable[[Caller], Stay]) -> Stay:
        for number in range(3):
            caller = Caller(_DEVICE, "pl", f"key-{self.world.scheduler.steps}-{number}", "body")
            for _ in range(2):
                try:
                    return ask(caller)
                except Killed:
                    self.world.scheduler.sleep(timedelta(seconds=31))
                except REFUSALS:
                    self.world.scheduler.sleep(timedelta(minutes=8))
        raise Violated("no answer to three keys")

    def _at(self, minutes: float) -> None:
        self.world.scheduler.sleep(MORNING + timedelta(minutes=minutes) - self.world.now)


def _end(watch: Invariants) -> Any:
    """What matters in the end: the stays that ran, their money and their books.

    A start that came to nothing is nothing, and a later start is held for less.
    """
    return [
        (
            stay.state,
            stay.started_at,
            stay.stopped_at,
            stay.fee_grosze,
            sum(hold.payment.captured_grosze for hold in stay.holds),
            [_booked(hold.payment) for hold in stay.holds if hold.payment.held_at],
        )
        for stay in watch.stays.values()
        if any(hold.payment.held_at for hold in stay.holds)
    ]


def _booked(payment: Payment) -> Any:
    return payment.state, sorted(entry.kind for entry in of_order(payment.order_id))
