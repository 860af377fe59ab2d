"""What must be true of tickets after every step, and when a world has settled: none without money, and none the other
way round.

What a ticket costs and what goes back of it is worked out here anew, from the printed prices and the printed rule.
"""

from collections import defaultdict
from collections.abc import Iterator

from chalicelib.payments.payment import Payment
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.find_ticket import find_ticket
from chalicelib.tickets.ticket import Ticket, is_good_for_something, ticket_id_of
from chalicelib.warsaw import warsaw_day
from simulation.charge_invariants import is_cared_for, require_ended, require_paid, went_back
from simulation.promise import require
from simulation.world import World

SUBSCRIPTION = "5plus1-z1"
PRICES = {
    "named-network-z1": 9900,
    "named-1-line-z1": 7200,
    "metropolitan-z1": 19300,
    "60min-z123": 800,
    SUBSCRIPTION: 51500,
}
"""What is bought in a simulated city: grosze for a month, or for the whole."""
INSTALMENTS = (9900, 9900, 9900, 9900, 9900, 2000)
"""What of a subscription's price each month costs."""


class TicketInvariants:
    """Watches the tickets of a world: `check` after each step, `check_settled` in the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tickets: dict[str, Ticket] = {}
        self._books = world.sales.gateway.books
        self._used: dict[str, int] = {}
        """Grosze that stay of each returned ticket, before favours."""
        self._favours: dict[str, int] = defaultdict(int)
        """Grosze that a person let go back, by order."""
        self._by_wish: dict[str, str] = {}
        self._seen = 0

    def payments(self) -> Iterator[Payment]:
        """Yield every payment of every ticket."""
        for ticket in self.tickets.values():
            yield from ticket.payments

    def has_ordered(self, order_id: str) -> bool:
        """Tell whether somebody ordered the ticket that an order pays."""
        return ticket_id_of(order_id) in self.tickets

    def check(self) -> None:
        """Look at what changed in this step."""
        changes = self.world.sales.feed.changes()
        if len(changes) > self._seen:
            for before, after in changes[self._seen :]:
                self._check_change(before, after)
            self._seen = len(changes)

    def _check_change(self, before: Ticket | None, after: Ticket) -> None:
        self.tickets[after.ticket_id] = after
        if before is None:
            wish = f"{after.email} {after.month.number}" if after.month else after.email
            first = self._by_wish.setdefault(wish, after.ticket_id)
            require(first == after.ticket_id, "one key ordered two tickets", after)
        else:
            require(after.version > before.version, "a change without a version", after)
            require(before.issued_at in (None, after.issued_at), "issued twice", after)
            require(before.returned_at in (None, after.returned_at), "returned twice", after)
            moved = len(after.moves) - len(before.moves)
            require(moved == (before.device_id != after.device_id), "on another phone without a move", after)
            if after.returned_at and not before.returned_at:
                self._used[after.ticket_id] = _used_grosze(before, after) + self._favours[after.payment.order_id]
            else:
                for earlier, payment in zip(before.payments, after.payments, strict=False):
                    self._note_favour(after, earlier, payment)
        price = INSTALMENTS[after.month.number - 1] if after.month else PRICES[after.product] * after.months
        require(after.payment.amount_grosze == price, "not the printed price", after)
        for payment in after.payments:
            self._check_payment(after, payment)
        require(bool(after.due_at) or is_cared_for(after.payments), "money that nobody will look at again", after)

    def _note_favour(self, ticket: Ticket, before: Payment, after: Payment) -> None:
        """Only a person sends back more than the rules say, and then what was meant."""
        more = went_back(after) - went_back(before)
        if more > 0 and before.taken:
            require(more in self.world.sales.given.get(after.order_id, ()), "sent back and nobody asked", ticket)
        require(more >= 0, "a refund is forgotten", ticket)
        if before.taken:
            self._favours[after.order_id] += more

    def _check_payment(self, ticket: Ticket, payment: Payment) -> None:
        """Exactly the price is the operator's while there is a ticket for it, and not a grosz while there is none."""
        require_paid(self._books, payment)
        kept = payment.captured_grosze - went_back(payment)
        owed = self._owed(ticket, payment) - self._favours[payment.order_id]
        require(kept == owed, f"{kept} grosze are kept", ticket)

    def _owed(self, ticket: Ticket, payment: Payment) -> int:
        if ticket.issued_at is None or payment is not ticket.payment:
            return 0
        if ticket.returned_at:
            return self._used[ticket.ticket_id]
        require(is_good_for_something(ticket), "issued and good for nothing", ticket)
        return payment.amount_grosze

    def check_settled(self) -> None:
        """Everything has come to its end, and ours and theirs are the same to the grosz."""
        for ticket_id, phones in self.world.sales.phones.items():
            require(ticket_id in self.tickets, f"{ticket_id} is lost")
            device_id = self.tickets[ticket_id].device_id
            require(device_id in phones, "on a phone that never asked for it", self.tickets[ticket_id])
            require(find_ticket(ticket_id, device_id) == self.tickets[ticket_id], f"{ticket_id} is not readable")
            listed = {ticket.ticket_id for ticket in kept_tickets.all_of_device(device_id)}
            require(ticket_id in listed, f"{ticket_id} is on no list of its phone")
        for ticket_id, grosze in self.world.sales.promised_back.items():
            ticket = self.tickets[ticket_id]
            back = went_back(ticket.payment) - self._favours[ticket.payment.order_id]
            require(bool(ticket.returned_at) and back == grosze, f"a return of {grosze} that was promised", ticket)
        for ticket in self.tickets.values():
            require(ticket.calls_due_at is None, "still due after two weeks", ticket)
            require_ended(ticket.payments)


def _used_grosze(before: Ticket, after: Ticket) -> int:
    """Return what of a returned ticket's payment was used, by the day; what goes back is rounded half up."""
    first_day, returned_on = before.validity.first_day, warsaw_day(after.returned_at or after.ordered_at)
    days = (before.validity.last_day - first_day).days + 1
    unused = days - max((returned_on - first_day).days + 1, 0)
    paid = before.payment.captured_grosze - went_back(before.payment)
    return paid - (2 * paid * unused + days) // (2 * days)
