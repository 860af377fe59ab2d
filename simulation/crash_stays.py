"""Short lives of a stay, to be killed at any call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from chalicelib.caller import Caller
from chalicelib.parking.decide_payment import DESK
from chalicelib.parking.extend import extend
from chalicelib.parking.list_payments import find_payment
from chalicelib.parking.order import StayOrder
from chalicelib.parking.start import start
from chalicelib.parking.stay import Stay
from chalicelib.parking.stop import stop
from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.payment import Payment
from simulation.invariants import Invariants
from simulation.people import terms_on
from simulation.promise import Violated
from simulation.residents import claim_at_meter, register
from simulation.scheduler import Killed
from simulation.world import REFUSALS, World

_DEVICE = "dev_a"
_PLATE, _OTHER_PLATE = "KR1AB23", "KR7CD45"


@dataclass(frozen=True)
class StayLife:
    """A short life of one stay until eleven, perhaps longer; stopped after so many minutes, or by its limit.

    Of a resident, the card's other car is at a meter later, and asks for the price.
    """

    name: str
    extended: bool = False
    declined: bool = False
    decided_after: float = 10
    resident: bool = False
    stopped_after: float | None = 19.5
    paid_again: bool = False
    refunded_grosze: int = 0
    lasts: timedelta = timedelta(hours=3)
    ticks: timedelta = timedelta(minutes=10)

    def prepare(self, world: World) -> None:
        world.minutely = [world.take_due_stays]

    def live(self, world: World) -> None:
        _Driver(world, self).park()

    def end(self, watch: Invariants) -> Any:
        """The stays that ran, their money and their books, and the vehicles with a resident's price.

        A start that came to nothing is nothing, and a later start is held for less.
        """
        with_price = [taken.plate for taken in watch.prices.taken.values() if taken.holders]
        return with_price, [
            (
                stay.state,
                stay.resident,
                stay.started_at,
                stay.stopped_at,
                stay.fee_grosze,
                sum(hold.payment.captured_grosze for hold in stay.holds),
                [_booked(hold.payment) for hold in stay.holds if hold.payment.held_at],
            )
            for stay in watch.stays.stays.values()
            if any(hold.payment.held_at for hold in stay.holds)
        ]


STAYS = (
    StayLife("a driver stops"),
    StayLife("the limit stops", stopped_after=None),
    StayLife("an extension", extended=True, stopped_after=79.5),
    StayLife("a declined card", declined=True),
    StayLife("an order paid twice", paid_again=True),
    StayLife("an operator sends money back", refunded_grosze=100),
    StayLife("a resident", resident=True),
    StayLife("a resident whose card is declined", resident=True, declined=True),
    StayLife("a resident's hold comes too late", resident=True, decided_after=90, stopped_after=None),
)


class _Driver:
    """Asks again with the same key after a time-out, and with another one when that is refused."""

    def __init__(self, world: World, life: StayLife) -> None:
        self.world = world
        self.life = life
        self.morning = world.now
        self.limit = world.now + timedelta(hours=1)
        self.card_id: str | None = None

    def park(self) -> None:
        decide = self.world.gateway.books.decline if self.life.declined else self.world.gateway.books.approve
        if self.life.resident:
            self.card_id = register(self.world, _DEVICE, (_PLATE, _OTHER_PLATE))
            self.world.scheduler.spawn(self._use_meter, self.morning + timedelta(minutes=60))
        stay = self._insist(self._start)
        self._at(self.life.decided_after)
        self.world.gateway.customer(decide, stay.order_ids[0])
        if self.life.extended:
            self._at(20)
            longer = self._insist(lambda caller: self._extend(stay.stay_id, caller))
            self._at(50)
            self.world.gateway.customer(decide, longer.holds[-1].payment.order_id)
        if self.life.stopped_after is not None and not self.life.declined:
            self._at(10 + self.life.stopped_after)
            stopped_at = self.world.now
            self._insist(lambda _: stop(stay.stay_id, _DEVICE, stopped_at, self.world.editions))
        if self.life.paid_again:
            self._at(120)
            again = partial(self.world.gateway.books.approve_again, paid=True)
            self.world.gateway.customer(again, stay.order_ids[0])
        if self.life.refunded_grosze:
            self._at(120)
            self._refund(stay.order_ids[0])

    def _use_meter(self) -> None:
        claim_at_meter(self.world, "meter-00000001", _OTHER_PLATE)

    def _refund(self, order_id: str) -> None:
        """An operator who got no answer looks at the payment before asking again."""
        for _ in range(2):
            try:
                DESK.refund_payment(order_id, self.life.refunded_grosze, "operator", "simulated", self.world.now)
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
            until=self.limit,
            plate=_PLATE,
            email="driver@example.com",
            terms_version=terms_on(self.morning),
            method="card",
            resident_card=self.card_id,
        )
        return start(order, caller, self.world.now, self.world.editions, self.world.gateway)

    def _extend(self, stay_id: str, caller: Caller) -> Stay:
        until = self.limit + timedelta(minutes=45)
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
        self.world.scheduler.sleep(self.morning + timedelta(minutes=minutes) - self.world.now)


def _booked(payment: Payment) -> Any:
    return payment.state, sorted(entry.kind for entry in of_order(payment.order_id))
