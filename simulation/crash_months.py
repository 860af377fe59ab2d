"""Lives of a subscription, month after month, to be killed at any call."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from chalicelib.caller import Caller
from chalicelib.tickets.buy import buy
from chalicelib.tickets.month import subscription_id_of, ticket_id_of_month
from chalicelib.tickets.stop_subscription import stop_subscription
from chalicelib.tickets.subscription import state_of
from chalicelib.tickets.ticket import order_id_of
from simulation.crash_tickets import booked, insist
from simulation.invariants import Invariants
from simulation.ticket_invariants import SUBSCRIPTION
from simulation.travellers import Wish, activate_card
from simulation.world import World

_PHONE = "dev_a"
_CHARGED = timedelta(days=27)
"""From the purchase of 23 November until the second month, which begins on 23 December, is charged."""
_PAID_BY_HAND = _CHARGED + timedelta(days=1, hours=12)


@dataclass(frozen=True)
class MonthsLife:
    """A subscription from its purchase on; `declined`: the bank will not pay the second month."""

    name: str
    lasts: timedelta = timedelta(days=32)
    ticks: timedelta = timedelta(hours=2)
    declined: bool = False
    by_hand: bool = False
    stopped_after: timedelta | None = None
    bank_takes: timedelta = timedelta(0)

    def prepare(self, world: World) -> None:
        world.minutely = [world.sales.take_due]
        world.sales.gateway.bank_takes = self.bank_takes

    def live(self, world: World) -> None:
        began, gateway = world.now, world.sales.gateway
        card_id = insist(world, lambda: activate_card(world, _PHONE))
        order = Wish(SUBSCRIPTION, "1", card_id, first_day=began.date()).order(began)
        caller = Caller(_PHONE, "pl", "key-00000001", "body")
        first = insist(world, lambda: buy(order, caller, world.now, gateway))
        world.sales.phones[first.ticket_id] = {_PHONE}
        gateway.customer(gateway.books.approve, first.payment.order_id)
        alias = subscription_id_of(first.ticket_id)
        if self.declined:
            world.scheduler.sleep(_CHARGED - timedelta(days=1))
            gateway.books.mandates[alias] = "insufficient_funds"
        if self.by_hand:
            world.scheduler.sleep(began + _PAID_BY_HAND - world.now)
            gateway.customer(gateway.books.approve, order_id_of(ticket_id_of_month(alias, 2)))
        if self.stopped_after:
            world.scheduler.sleep(began + self.stopped_after - world.now)
            insist(world, partial(stop_subscription, alias, _PHONE, world.now))
            world.sales.stopped[alias] = world.now

    def end(self, watch: Invariants) -> Any:
        """How it ended, its paid months and their books, what is left of the money, and the card at the gateway.

        A month that was ordered and never paid is none.
        """
        books = watch.world.sales.gateway.books
        (chain,) = watch.months.chains.values()
        months = [chain[number] for number in sorted(chain)]
        paid = [month for month in months if month.issued_at]
        taken = sum(sum(books.paid(month.payment.order_id).values()) for month in months)
        back = sum(refund.amount_grosze for refund in books.refunds.values() if refund.state == "done")
        return (
            state_of(months),
            [(month.month and month.month.number, month.device_id, booked(month.payment)) for month in paid],
            taken - back,
            list(books.mandates.values()),
        )


SIX_MONTHS = MonthsLife("six months", lasts=timedelta(days=160))
MONTHS = (
    SIX_MONTHS,
    MonthsLife("a month is declined and paid by hand", declined=True, by_hand=True),
    MonthsLife("a month is declined and never paid", declined=True),
    MonthsLife("a subscription is stopped", stopped_after=_CHARGED + timedelta(days=1)),
    MonthsLife(
        "a subscription is stopped while a charge is out",
        stopped_after=_CHARGED + timedelta(minutes=10),
        bank_takes=timedelta(hours=1),
    ),
)
