"""Who buys tickets in a simulated city, and what they do with them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import msgspec

from chalicelib.activation import linked_cards
from chalicelib.activation.card import Consent, Link, Standing, linked
from chalicelib.activation.linked_cards import AlreadyLinkedByIt
from chalicelib.caller import Caller
from chalicelib.errors import CityError, Unavailable
from chalicelib.money import Money
from chalicelib.payments.port import Report
from chalicelib.storage import commit
from chalicelib.tickets.buy import TIME_TO_PAY, buy
from chalicelib.tickets.change_lines import change_lines
from chalicelib.tickets.month import subscription_id_of
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.order import TicketOrder
from chalicelib.tickets.renew import renewal
from chalicelib.tickets.return_ticket import quote_return, return_ticket
from chalicelib.tickets.stop_subscription import stop_subscription
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import warsaw_day
from simulation.people import terms_on
from simulation.scheduler import Killed
from simulation.ticket_invariants import PRICES, SUBSCRIPTION
from simulation.world import REFUSALS, World

T = TypeVar("T")

TRIES = 3
_CARDS_END = date(2030, 12, 31)
_RESIDENTS = ("named-network-z1", "named-network-z1", "named-1-line-z1", SUBSCRIPTION)
_OTHERS = ("metropolitan-z1", "60min-z123", "60min-z123")


@dataclass(frozen=True)
class Wish:
    """What a traveller wants; each has an address of its own, by which its tickets can be counted."""

    product: str
    number: str
    card_id: str | None = None
    first_day: date | None = None
    months: int = 1
    lines: tuple[str, ...] = ()

    def order(self, now: datetime) -> TicketOrder:
        body: dict[str, Any] = {
            "product": self.product,
            "rate": "resident" if self.card_id else "normal",
            "first_day": self.first_day,
            "months": self.months,
            "lines": list(self.lines),
            "resident_card": self.card_id,
            "holder": {"given_name": "Jan", "surname": "Przykładowy", "born_in": 1990},
            "total": {"amount": PRICES[self.product] * self.months},
            "method": "card" if self.product == SUBSCRIPTION else "blik",
            "email": f"passenger-{self.number}@example.com",
            "terms_version": terms_on(now),
        }
        return msgspec.convert(body, TicketOrder)


def activate_card(world: World, phone: str) -> str:
    """Put a Kraków Card on a phone as an activation does, once; return its id."""
    link = Link(phone, world.now, Consent("2026-11-21", "2026-11-21", world.now))
    card = linked("kk", f"kk_{phone}", "", f"act_{phone}", Standing("active", _CARDS_END, 1), link)
    with suppress(AlreadyLinkedByIt):
        commit(linked_cards.linking(card))
    return card.card_id


class Traveller:
    """One traveller's tickets, as a process: buy, pay or not, and later return, change, move or renew."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.random = world.random
        self.number = number
        self.phone = f"dev_traveller_{number}"

    def travel(self) -> None:
        ticket = self._buy(self._wish(), "first")
        if ticket is None:
            return
        self._decide(ticket.payment.order_id)
        self.world.scheduler.sleep(timedelta(minutes=self.random.uniform(1, 240)))
        for act in self._plans():
            self.world.scheduler.spawn(partial(act, ticket.ticket_id))
            if self.random.random() < 0.5:
                self.world.scheduler.sleep(timedelta(minutes=self.random.uniform(0, 60)))

    def _wish(self) -> Wish:
        card_id = self._insist(lambda: activate_card(self.world, self.phone)) if self.random.random() < 0.7 else None
        product = self.random.choice(_RESIDENTS if card_id else _OTHERS)
        by_the_month = product != "60min-z123"
        ahead = self.random.choice((0, 0, 1, 7, 30)) if by_the_month else 0
        return Wish(
            product=product,
            number=f"{self.number}-1",
            card_id=card_id,
            first_day=warsaw_day(self.world.now) + timedelta(days=ahead) if by_the_month else None,
            months=self.random.choice((1, 1, 3)) if by_the_month and product != SUBSCRIPTION else 1,
            lines=("52",) if product == "named-1-line-z1" else (),
        )

    def _plans(self) -> list[Callable[[str], None]]:
        plans: list[Callable[[str], None]] = []
        for chance, plan in (
            (0.4, self._return),
            (0.3, self._change_lines),
            (0.25, self._move),
            (0.2, self._renew),
            (0.5, self._stop),
        ):
            if self.random.random() < chance:
                plans.append(plan)
        if self._return in plans and self.random.random() < 0.3:
            plans.append(self._return)
        self.random.shuffle(plans)
        return plans

    def _buy(self, wish: Wish, key: str) -> Ticket | None:
        caller = Caller(self.phone, "pl", f"{key}-{self.number:08d}", "fingerprint")
        ticket = self._insist(lambda: buy(wish.order(self.world.now), caller, self.world.now, self._gateway))
        if ticket is not None:
            self.world.sales.phones.setdefault(ticket.ticket_id, {caller.device_id})
        return ticket

    @property
    def _gateway(self) -> Any:
        return self.world.sales.gateway

    def _decide(self, order_id: str) -> None:
        """What the customer does on the gateway's page, in their own time; some do not, some do too much."""
        books, draw = self._gateway.books, self.random.random()
        soon, late = timedelta(seconds=self.random.choice((5, 20, 60, 300, 800, 1200))), timedelta(0)
        if draw < 0.70:
            self._at(soon, books.approve, order_id)
        elif draw < 0.76:  # a transfer
            late = timedelta(hours=self.random.choice((1, 3, 6, 20, 30)))
            self._at(late, books.approve, order_id)
        elif draw < 0.84:
            self._at(soon, books.decline, order_id)
        elif draw < 0.86:
            self._at(soon, books.approve_less, order_id)
        elif draw < 0.997:  # of whom nobody says anything, the gateway says so in the end
            self._at(TIME_TO_PAY + timedelta(minutes=self.random.uniform(0, 60)), books.expire, order_id)
        if 0.62 < draw < 0.70 or 0.74 < draw < 0.80 or 0.85 < draw < 0.88:
            again = timedelta(seconds=self.random.choice((1, 5, 60, 600, 7200, 80_000)))
            self._at(again, books.approve_again, order_id)

    def _at(self, later: timedelta, decision: Callable[[str], Report], order_id: str) -> None:
        decide = partial(self._gateway.customer, decision, order_id)
        self.world.scheduler.spawn(decide, self.world.now + later)

    def _return(self, ticket_id: str) -> None:
        quoted = self._insist(lambda: quote_return(ticket_id, self.phone, self.world.now))
        if quoted is None:
            return
        back = Money(quoted.grosze)
        if self._insist(lambda: return_ticket(ticket_id, self.phone, back, self.world.now)):
            self.world.sales.promised_back[ticket_id] = quoted.grosze

    def _change_lines(self, ticket_id: str) -> None:
        lines = [self.random.choice(("4", "50", "52"))]
        self._insist(lambda: change_lines(ticket_id, self.phone, lines, self.world.now))

    def _move(self, ticket_id: str) -> None:
        other = f"{self.phone}_new"
        offered = self._insist(lambda: offer_transfer(ticket_id, self.phone, self.world.now))
        if offered is None:
            return
        self.world.sales.phones[ticket_id].add(other)
        if self._insist(lambda: move_ticket(ticket_id, other, "pl", offered[0], self.world.now)):
            self.world.sales.phones[ticket_id].discard(self.phone)
            self.phone = other

    def _stop(self, ticket_id: str) -> None:
        """Stop a subscription; refused of any other ticket."""
        subscription_id = subscription_id_of(ticket_id)
        if self._insist(lambda: stop_subscription(subscription_id, self.phone, self.world.now)):
            self.world.sales.stopped[subscription_id] = self.world.now

    def _renew(self, ticket_id: str) -> None:
        next_one = self._insist(lambda: renewal(ticket_id, self.phone, self.world.now))
        if next_one is None:
            return
        ticket = self._buy(
            Wish(
                product=next_one.product,
                number=f"{self.number}-2",
                card_id=next_one.resident_card,
                first_day=next_one.first_day,
                months=next_one.months,
                lines=tuple(next_one.lines),
            ),
            "renewed",
        )
        if ticket is not None:
            self._decide(ticket.payment.order_id)

    def _insist(self, ask: Callable[[], T]) -> T | None:
        """Ask again after a time-out, a dead Lambda or a conflict; None for a refusal, or for no answer at all."""
        for _ in range(TRIES):
            try:
                return ask()
            except CityError as refusal:
                if not isinstance(refusal, Unavailable):
                    return None
            except (*REFUSALS, Killed):
                pass
            self.world.scheduler.sleep(timedelta(seconds=self.random.choice((1, 40))))
        return None


def travel(world: World, travellers: int, evening: datetime) -> None:
    """Let so many people buy tickets somewhere between now and the evening."""
    day = (evening - world.now).total_seconds()
    for number in range(travellers):
        at = world.now + timedelta(seconds=world.random.uniform(0, day))
        world.scheduler.spawn(Traveller(world, number).travel, at)
