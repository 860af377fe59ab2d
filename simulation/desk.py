"""The desk of a simulated city: operators who decide what waits for a person, and the bank that sends refunds back."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.errors import CityError
from chalicelib.parking import kept_stays
from chalicelib.parking.decide_payment import (
    decide_review,
    money_back,
    refund_payment,
    release_payment,
    settle_payment,
)
from chalicelib.parking.list_payments import list_in_review
from chalicelib.parking.stay import Stay
from chalicelib.payments.payment import Payment
from chalicelib.payments.ruling import possible_rulings
from chalicelib.storage import commit
from simulation.scheduler import Killed
from simulation.world import REFUSALS, World

ROUND = timedelta(minutes=40)
QUIET_ROUND = timedelta(hours=6)
_WHY = ("operator", "simulated")


class Desk:
    """One operator, who looks at what waits every forty minutes, and now and then helps a driver who calls."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.random = world.random

    def work(self, until: datetime) -> None:
        while self.world.now < until:
            self.world.scheduler.sleep(QUIET_ROUND if self.world.quiet else ROUND)
            self._attempt(self._clear_the_reviews)
            if not self.world.quiet:
                self._attempt(self._answer_a_call)

    def _attempt(self, work: Callable[[], None]) -> None:
        with suppress(Killed, *REFUSALS):
            work()

    def _clear_the_reviews(self) -> None:
        for stay in list_in_review(20):
            for payment in (hold.payment for hold in stay.holds):
                rulings = possible_rulings(payment)
                if rulings:
                    ruling = self.random.choice(rulings)
                    with suppress(CityError):
                        decide_review(payment.order_id, ruling, *_WHY, self.world.now)

    def _answer_a_call(self) -> None:
        stay = self._some_stay()
        if stay is None:
            return
        payment = self.random.choice(stay.holds).payment
        grosze = self.random.randint(1, max(1, payment.captured_grosze))
        match self.random.randrange(4):
            case 0:
                refund_payment(payment.order_id, grosze, *_WHY, self.world.now)
            case 1:
                release_payment(payment.order_id, *_WHY, self.world.now)
            case 2:
                settle_payment(payment.order_id, *_WHY, self.world.now)
            case _:
                commit(*money_back(stay.stay_id, grosze, self.world.now))

    def _some_stay(self) -> Stay | None:
        known = sorted(self.world.acknowledged)
        return kept_stays.get(self.random.choice(known)) if known else None


class Bank:
    """Sends back what the gateway was asked to refund, in its own time; while there are faults, sometimes not."""

    def __init__(self, world: World) -> None:
        self.world = world

    def work(self, until: datetime) -> None:
        books = self.world.gateway.books
        while self.world.now < until:
            self.world.scheduler.sleep(QUIET_ROUND if self.world.quiet else ROUND)
            for reference, refund in sorted(books.refunds.items()):
                if refund.state == "pending" and (self.world.quiet or self.world.random.random() < 0.5):
                    end = books.cancel_refund if self.world.faults.happens("refund_given_up") else books.pay_out
                    end(reference)


def sent_back(world: World, payment: Payment) -> int:
    """Return what the gateway's books say was sent back of one transaction."""
    refunds = world.gateway.books.refunds.values()
    return sum(one.amount_grosze for one in refunds if one.remote_id == payment.remote_id and one.state == "done")
