"""Who lives in a simulated city: drivers with their phones, and what they do at the gateway's page."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from chalicelib.caller import Caller
from chalicelib.errors import CityError
from chalicelib.legal.document import in_force
from chalicelib.legal.published_documents import published_documents
from chalicelib.parking.extend import extend
from chalicelib.parking.order import StayOrder
from chalicelib.parking.start import start
from chalicelib.parking.stay import Stay
from chalicelib.parking.stop import stop
from chalicelib.payments.errors import GatewayRefused
from chalicelib.payments.port import Report
from chalicelib.warsaw import warsaw_day
from simulation.scheduler import Killed
from simulation.world import REFUSALS, World

TRIES = 3
QUARRELLED_PLATES = 6


def terms_on(moment: datetime) -> str:
    """Return the version of the terms that a start accepts then."""
    terms = in_force(published_documents(), "terms", warsaw_day(moment))
    return terms.version if terms else ""


class Driver:
    """One driver's one stay, as a process: start, approve or not, perhaps extend, stop or forget."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.random = world.random
        self.device_id = f"dev_{number}"
        self.number = number

    def park(self) -> None:
        order = self._wish()
        stay = self._start(order)
        if stay is None:
            return
        self.world.acknowledged[stay.stay_id] = self.device_id
        self._decide(stay.order_ids[0])
        self.world.scheduler.sleep(timedelta(minutes=self.random.uniform(1, 150)))
        if order.kind == "limited" and self.random.random() < 0.4:
            self._extend(stay, order.until or self.world.now)
        for _ in range(self.random.choice((0, 1, 1, 1, 2))):
            self.world.scheduler.spawn(lambda: self._stop(stay))

    def _start(self, order: StayOrder, what: str = "start") -> Stay | None:
        world = self.world
        return self._insist(lambda caller: start(order, caller, world.now, world.editions, world.gateway), what)

    def _wish(self) -> StayOrder:
        limited = self.random.random() < 0.6
        return StayOrder(
            subzone=self.random.choice("ABC"),
            kind="limited" if limited else "open",
            until=self._soon(5, 240) if limited else None,
            plate=self._plate(),
            email="driver@example.com",
            terms_version=terms_on(self.world.now),
            method="card",
        )

    def _plate(self) -> str:
        number = self.random.randrange(QUARRELLED_PLATES) if self.random.random() < 0.4 else 100 + self.number
        return f"KR {number:05d}"

    def _soon(self, at_least: int, at_most: int) -> datetime:
        return self.world.now.replace(microsecond=0) + timedelta(minutes=self.random.randint(at_least, at_most))

    def _decide(self, order_id: str) -> None:
        """What the customer does with an order, and what the bank does with the hold, in their own time."""
        books, draw = self.world.gateway.books, self.random.random()
        decisions: list[Callable[[str], Report]] = []
        if draw < 0.82:
            decisions.append(books.approve)
        elif draw < 0.90:
            decisions.append(books.decline)
        if 0.75 < draw < 0.82:
            decisions.append(books.approve_again)
        if draw < 0.02:
            decisions.append(books.expire)
        if 0.02 < draw < 0.04:
            decisions.append(books.take_unasked)
        if 0.70 < draw < 0.73:
            later = self.world.now + timedelta(hours=self.random.uniform(1, 6))
            self.world.scheduler.spawn(partial(self.world.gateway.customer, self._pay_again, order_id), later)
        at = self.world.now
        for decision in decisions:
            at += timedelta(seconds=self.random.choice((5, 20, 60, 300, 1200)))
            self.world.scheduler.spawn(partial(self.world.gateway.customer, decision, order_id), at)

    def _pay_again(self, order_id: str) -> Report:
        """The same order, paid once more: taken at once, as the first one was by then."""
        books = self.world.gateway.books
        assert books.reports(order_id)[0].outcome == "paid", "there is nothing to pay again"
        return books.approve_again(order_id, paid=True)

    def _extend(self, stay: Stay, until: datetime) -> None:
        later = until + timedelta(minutes=self.random.randint(10, 90))
        longer = self._insist(
            lambda caller: extend(stay.stay_id, later, caller, self.world.now, self.world.editions, self.world.gateway),
            "extend",
        )
        if longer is not None:
            self._decide(longer.holds[-1].payment.order_id)

    def _stop(self, stay: Stay) -> None:
        for _ in range(TRIES):
            try:
                stop(stay.stay_id, self.device_id, self.world.now, self.world.editions)
                return
            except CityError:
                return
            except (*REFUSALS, Killed):
                self.world.scheduler.sleep(timedelta(seconds=5))

    def _insist(self, ask: Callable[[Caller], Stay], what: str = "start") -> Stay | None:
        """Ask with the same key until there is an answer; None for a refusal. A dead Lambda is a time-out."""
        caller = Caller(self.device_id, "pl", f"{what}-{self.number:08d}", "fingerprint")
        for _ in range(TRIES):
            try:
                return ask(caller)
            except GatewayRefused:
                return None
            except (*REFUSALS, Killed):
                self.world.scheduler.sleep(timedelta(seconds=self.random.choice((1, 40))))
        return None


def live(world: World, drivers: Iterable[int], evening: datetime) -> None:
    """Let these drivers park somewhere between now and the evening."""
    day = (evening - world.now).total_seconds()
    for number in drivers:
        at = world.now + timedelta(seconds=world.random.uniform(0, day))
        world.scheduler.spawn(Driver(world, number).park, at)
