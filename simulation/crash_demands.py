"""Short lives of a demand, to be killed at any call."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Literal

from chalicelib.additional_fares.errors import NotCancelled, NothingToPay
from chalicelib.additional_fares.write_off_demand import write_off_demand
from chalicelib.caller import Caller
from chalicelib.payments.kept_reconciliations import get
from chalicelib.tickets.buy import buy
from simulation.accounts import Accounts
from simulation.crash_tickets import Act, booked, insist
from simulation.invariants import Invariants
from simulation.passengers import FareCalls, inspection
from simulation.travellers import Wish
from simulation.world import World

_PHONE = "dev_a"
_WHY = ("operator", "simulated")
Plan = Literal["pay", "pay with another phone", "show the ticket", "show a document", "write off"]


@dataclass(frozen=True)
class FareLife:
    """A demand that is raised at half past ten, or so many days before; from `first_plan` on comes a plan every ten
    minutes.

    `at_gateway` is what becomes of each attempt to pay, by the minutes since; of the act `untold` we never hear. At
    night the day is reconciled.
    """

    name: str
    plans: tuple[Plan, ...]
    at_gateway: tuple[dict[float, Act], ...] = ({5: "approve"},)
    days_ago: int = 0
    paid_to_inspector: bool = False
    untold: Act | None = None
    first_plan: timedelta = timedelta(hours=1)
    lasts: timedelta = timedelta(hours=5)
    ticks: timedelta = timedelta(minutes=10)

    def prepare(self, world: World) -> None:
        world.minutely = [world.sales.take_due, world.fares.take_due]

    def live(self, world: World) -> None:
        world.scheduler.spawn(Accounts(world).by_night)
        _Passenger(world, self).ride()

    def end(self, watch: Invariants) -> Any:
        """The demand without its moments, its money and its books, and what the night found.

        An attempt that was never paid is none.
        """
        night = get(watch.world.morning.date(), "mpk")
        return [
            (
                demand.state,
                demand.shown,
                demand.to_inspector_grosze,
                demand.handling_grosze,
                [booked(payment) for payment in demand.payments if payment.captured_grosze],
            )
            for demand in watch.demands.demands.values()
        ], night and (night.complete, night.orders, night.equal, night.only_ours + night.only_theirs + night.different)


DEMANDS = (
    FareLife("an additional fare is paid within the week", ("pay",)),
    FareLife("an additional fare is paid after the week", ("pay",), days_ago=8),
    FareLife("nobody pays an additional fare", ("pay",), ({20: "expire"},)),
    FareLife("an additional fare is paid with another card", ("pay",), ({5: "decline", 7: "approve_again"},)),
    FareLife("an additional fare is paid twice", ("pay",), ({5: "approve", 7: "approve_again"},)),
    FareLife(
        "an additional fare is paid twice, and we are not told",
        ("pay",),
        ({5: "approve", 7: "approve_again"},),
        untold="approve_again",
        lasts=timedelta(hours=20),
    ),
    FareLife("two phones pay", ("pay", "pay with another phone"), ({25: "approve"}, {5: "approve"})),
    FareLife(
        "the reduced amount comes too late",
        ("pay",),
        ({75: "approve"},),
        days_ago=7,
        first_plan=timedelta(hours=13),
        lasts=timedelta(hours=16),
    ),
    FareLife("a ticket is shown and the handling fee paid", ("show the ticket", "pay")),
    FareLife("a document is shown when all is paid", ("pay", "show a document")),
    FareLife("a document is shown when the inspector has the money", ("show a document",), paid_to_inspector=True),
    FareLife("money comes for what is written off", ("pay", "write off"), ({40: "approve"},)),
    FareLife(
        "two phones pay, one twice, and a ticket is shown",
        ("pay", "pay with another phone", "show the ticket"),
        ({25: "approve", 90: "approve_again"}, {5: "approve"}),
    ),
)


class _Passenger:
    """Asks again for the same after a time-out; so do the inspector and the operator."""

    def __init__(self, world: World, life: FareLife) -> None:
        self.world = world
        self.life = life
        self.calls = FareCalls(world)
        self.ticket_id = ""
        self.at_gateway = iter(life.at_gateway)

    def ride(self) -> None:
        world, life, began = self.world, self.life, self.world.now
        if "show the ticket" in life.plans:
            self._buy()
        world.scheduler.sleep(began + timedelta(minutes=30) - world.now)
        order = inspection("RY001", paid_to_inspector=life.paid_to_inspector)
        inspected_at = world.now - timedelta(days=life.days_ago)
        number = insist(world, lambda: self.calls.raise_demand(order, "key-00000001", inspected_at))
        acts: dict[Plan, Callable[[str], None]] = {
            "pay": partial(self._pay, _PHONE),
            "pay with another phone": partial(self._pay, "dev_b"),
            "show the ticket": lambda number: self.calls.cancel(number, self.ticket_id, _PHONE),
            "show a document": lambda number: self.calls.cancel_at_desk(number, "document"),
            "write off": self._write_off,
        }
        for place, plan in enumerate(life.plans):
            world.scheduler.sleep(began + life.first_plan + timedelta(minutes=10 * place) - world.now)
            insist(world, partial(_done, acts[plan], number))

    def _buy(self) -> None:
        world, began = self.world, self.world.now
        order = Wish("metropolitan-z1", "1", first_day=began.date()).order(began)
        caller, gateway = Caller(_PHONE, "pl", "key-00000001", "body"), world.sales.gateway
        ticket = insist(world, lambda: buy(order, caller, world.now, gateway))
        world.sales.phones[ticket.ticket_id] = {_PHONE}
        gateway.customer(gateway.books.approve, ticket.payment.order_id)
        self.ticket_id = ticket.ticket_id

    def _pay(self, phone: str, number: str) -> None:
        world = self.world
        due = self.calls.due_grosze(number)
        payment = self.calls.pay(number, due, phone, "key-0000000p")
        for minutes, act in next(self.at_gateway).items():
            decide = partial(self._decide, act, payment.order_id)
            world.scheduler.spawn(decide, world.now + timedelta(minutes=minutes))

    def _decide(self, act: Act, order_id: str) -> None:
        gateway = self.world.sales.gateway
        decision = getattr(gateway.books, act)
        if act == self.life.untold:
            decision(order_id)
        else:
            gateway.customer(decision, order_id)

    def _write_off(self, number: str) -> None:
        write_off_demand(number, *_WHY, self.world.now)


def _done(act: Callable[[str], None], number: str) -> None:
    """Whoever asks an operator again is told that it is done."""
    with suppress(NotCancelled, NothingToPay):
        act(number)
