"""Short lives of a ticket, to be killed at any call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Literal, TypeVar

from chalicelib.caller import Caller
from chalicelib.money import Money
from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.payment import Payment
from chalicelib.tickets.buy import buy
from chalicelib.tickets.change_lines import change_lines
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.return_ticket import quote_return, return_ticket
from chalicelib.tickets.ticket import Ticket
from simulation.invariants import Invariants
from simulation.promise import Violated
from simulation.scheduler import Killed
from simulation.travellers import Wish, activate_card
from simulation.world import REFUSALS, World

T = TypeVar("T")
Act = Literal["approve", "approve_again", "decline", "expire"]

_PHONE, _OTHER_PHONE = "dev_a", "dev_b"


@dataclass(frozen=True)
class TicketLife:
    """A ticket that is bought at once; `at_gateway` is what its customer does there, by the minute."""

    name: str
    at_gateway: dict[float, Act]
    product: str = "named-1-line-z1"
    lines_changed: bool = False
    moved: bool = False
    returned: bool = False
    lasts: timedelta = timedelta(hours=3)
    ticks: timedelta = timedelta(minutes=10)

    def prepare(self, world: World) -> None:
        world.minutely = [world.sales.take_due]

    def live(self, world: World) -> None:
        _Passenger(world, self).ride()

    def end(self, watch: Invariants) -> Any:
        """The ticket without its moments, its money and its books; a ticket that was never paid is none."""
        return [
            (
                ticket.issued_at is not None,
                ticket.returned_at is not None,
                ticket.device_id,
                ticket.lines,
                ticket.unpaid_because,
                len(ticket.moves),
                len(ticket.line_changes),
                [booked(payment) for payment in ticket.payments],
            )
            for ticket in watch.tickets.tickets.values()
        ]


TICKETS = (
    TicketLife("a ticket is paid", {5: "approve"}),
    TicketLife("nobody pays for a ticket", {20: "expire"}),
    TicketLife("a ticket is paid with another card", {5: "decline", 7: "approve_again"}),
    TicketLife("a ticket is paid twice", {5: "approve", 7: "approve_again"}),
    TicketLife("a ticket is paid too late", {40: "approve"}, product="60min-z123"),
    TicketLife("a ticket's line is changed", {5: "approve"}, lines_changed=True),
    TicketLife("a ticket comes to another phone", {5: "approve"}, moved=True),
    TicketLife("a ticket is returned", {5: "approve"}, returned=True),
    TicketLife("all of that", {5: "approve", 60: "approve_again"}, lines_changed=True, moved=True, returned=True),
)


@dataclass
class _Passenger:
    """Asks again for the same after a time-out."""

    world: World
    life: TicketLife
    phone: str = field(default=_PHONE)

    def ride(self) -> None:
        world, life, began = self.world, self.life, self.world.now
        card_id = None
        if life.product == "named-1-line-z1":
            card_id = self._insist(lambda: activate_card(world, self.phone))
        wish = Wish(life.product, "1", card_id, lines=("52",) if card_id else ())
        caller = Caller(self.phone, "pl", "key-00000001", "body")
        gateway, books = world.sales.gateway, world.sales.gateway.books
        ticket = self._insist(lambda: buy(wish.order(began), caller, world.now, gateway))
        world.sales.phones[ticket.ticket_id] = {self.phone}
        for minutes, act in life.at_gateway.items():
            decide = partial(gateway.customer, getattr(books, act), ticket.payment.order_id)
            world.scheduler.spawn(decide, began + timedelta(minutes=minutes))
        world.scheduler.sleep(began + timedelta(minutes=30) - world.now)
        self._use(ticket)

    def _use(self, ticket: Ticket) -> None:
        world, ticket_id = self.world, ticket.ticket_id
        if self.life.lines_changed:
            self._insist(lambda: change_lines(ticket_id, self.phone, ["4"], world.now))
        if self.life.moved:
            code, _ = self._insist(lambda: offer_transfer(ticket_id, self.phone, world.now))
            self._insist(lambda: move_ticket(ticket_id, _OTHER_PHONE, "pl", code, world.now))
            self.phone = _OTHER_PHONE
            world.sales.phones[ticket_id] = {self.phone}
        if self.life.returned:
            back = self._insist(lambda: quote_return(ticket_id, self.phone, world.now)).grosze
            self._insist(lambda: return_ticket(ticket_id, self.phone, Money(back), world.now))
            world.sales.promised_back[ticket_id] = back

    def _insist(self, ask: Callable[[], T]) -> T:
        return insist(self.world, ask)


def insist(world: World, ask: Callable[[], T]) -> T:
    """Ask again for the same after a time-out."""
    for _ in range(4):
        try:
            return ask()
        except (Killed, *REFUSALS):
            world.scheduler.sleep(timedelta(seconds=31))
    raise Violated("no answer to four tries")


def booked(payment: Payment) -> Any:
    """Return a payment's end and its entries, without its moments."""
    return (
        payment.state,
        payment.captured_grosze,
        payment.refunded_grosze,
        sorted(entry.kind for entry in of_order(payment.order_id)),
    )
