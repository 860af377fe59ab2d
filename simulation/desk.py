"""The desk of a simulated city: operators who decide what waits for a person, and the bank that sends refunds back."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from chalicelib.additional_fares import decide_payment as fares
from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.list_payments import list_in_review as list_demands_in_review
from chalicelib.additional_fares.write_off_demand import write_off_demand
from chalicelib.errors import CityError
from chalicelib.parking import decide_payment as parking
from chalicelib.parking import kept_stays
from chalicelib.parking.list_payments import list_in_review
from chalicelib.payments.decide_payment import PaymentDesk
from chalicelib.payments.payment import Payment
from chalicelib.payments.ruling import possible_rulings
from chalicelib.storage import commit
from chalicelib.tickets import decide_payment as tickets
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.list_payments import list_in_review as list_tickets_in_review
from simulation.scheduler import Killed
from simulation.world import REFUSALS, World
from tests.fakes import FakeGateway, FakeRefund
from tests.fakes_charge import FakeChargeGateway

T = TypeVar("T")
Books = FakeGateway | FakeChargeGateway

ROUND = timedelta(minutes=40)
QUIET_ROUND = timedelta(hours=6)
_WHY = ("operator", "simulated")


class Desk:
    """One operator, who looks at what waits every forty minutes, and now and then helps somebody who calls."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.random = world.random

    def work(self, until: datetime) -> None:
        while self.world.now < until:
            self.world.scheduler.sleep(QUIET_ROUND if self.world.quiet else ROUND)
            self._attempt(lambda: self._clear_the_reviews(parking.DESK, list_in_review(20)))
            self._attempt(lambda: self._clear_the_reviews(tickets.DESK, list_tickets_in_review(20)))
            self._attempt(lambda: self._clear_the_reviews(fares.DESK, list_demands_in_review(20)))
            if not self.world.quiet:
                self._attempt(self._answer_a_driver)
                self._attempt(self._answer_a_traveller)
                self._attempt(self._answer_a_passenger)

    def _attempt(self, work: Callable[[], None]) -> None:
        with suppress(Killed, *REFUSALS):
            work()

    def _clear_the_reviews(self, desk: PaymentDesk[Any], waiting: Iterable[Any]) -> None:
        for thing in waiting:
            for payment in desk.payments(thing):
                rulings = possible_rulings(payment)
                if rulings:
                    ruling = self.random.choice(rulings)
                    with suppress(CityError):
                        desk.decide_review(payment.order_id, ruling, *_WHY, self.world.now)

    def _answer_a_driver(self) -> None:
        stay = self._some(self.world.acknowledged, kept_stays.get)
        if stay is None:
            return
        payment = self.random.choice(stay.holds).payment
        grosze = self.random.randint(1, max(1, payment.captured_grosze))
        match self.random.randrange(4):
            case 0:
                parking.DESK.refund_payment(payment.order_id, grosze, *_WHY, self.world.now)
            case 1:
                parking.DESK.release_payment(payment.order_id, *_WHY, self.world.now)
            case 2:
                parking.DESK.settle_payment(payment.order_id, *_WHY, self.world.now)
            case _:
                commit(*parking.money_back(stay.stay_id, grosze, self.world.now))

    def _answer_a_traveller(self) -> None:
        ticket = self._some(self.world.sales.phones, kept_tickets.get)
        if ticket is not None:
            self._look_into(tickets.DESK, self.random.choice(ticket.payments), self.world.sales.given)

    def _answer_a_passenger(self) -> None:
        demand = self._some(self.world.fares.secrets, raised_demands.get)
        if demand is None:
            return
        if self.random.random() < 0.1:
            write_off_demand(demand.number, *_WHY, self.world.now)
        elif demand.payments:
            self._look_into(fares.DESK, self.random.choice(demand.payments), self.world.fares.given)

    def _look_into(self, desk: PaymentDesk[Any], payment: Payment, given: dict[str, list[int]]) -> None:
        if self.random.random() < 0.5:
            desk.settle_payment(payment.order_id, *_WHY, self.world.now)
            return
        grosze = self.random.randint(1, max(1, payment.captured_grosze))
        given.setdefault(payment.order_id, []).append(grosze)
        desk.refund_payment(payment.order_id, grosze, *_WHY, self.world.now)

    def _some(self, known: Collection[str], get: Callable[[str], T | None]) -> T | None:
        return get(self.random.choice(sorted(known))) if known else None


class Bank:
    """Sends back what a gateway was asked to refund, in its own time; while there are faults, sometimes not.

    `when_quiet`: the chance of a refund at each of its rounds when nothing goes wrong any more. `every`: how long it
    is from round to round until then.
    """

    def __init__(self, world: World, books: Books, when_quiet: float = 1.0, every: timedelta = ROUND) -> None:
        self.world = world
        self.books = books
        self.when_quiet = when_quiet
        self.every = every

    def work(self, until: datetime) -> None:
        while self.world.now < until:
            self.world.scheduler.sleep(QUIET_ROUND if self.world.quiet else self.every)
            for reference, refund in sorted(self.books.refunds.items()):
                if refund.state == "pending" and self._is_its_turn():
                    given_up = self.world.faults.happens("refund_given_up")
                    (self.books.cancel_refund if given_up else self.books.pay_out)(reference)

    def _is_its_turn(self) -> bool:
        chance = self.when_quiet if self.world.quiet else 0.5
        return chance == 1 or self.world.random.random() < chance


def sent_back(refunds: Mapping[str, FakeRefund], payment: Payment) -> int:
    """Return what a gateway's books say was sent back of one transaction."""
    return sum(
        one.amount_grosze for one in refunds.values() if one.remote_id == payment.remote_id and one.state == "done"
    )
