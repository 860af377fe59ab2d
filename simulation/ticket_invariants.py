"""What must be true of tickets after every step, and when a world has settled: none without money, and none the other
way round.

What a ticket costs and what goes back of it is worked out here anew, from the printed prices and the printed rule.
"""

from collections import defaultdict

from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.payment import Payment
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.find_ticket import find_ticket
from chalicelib.tickets.ticket import Ticket, is_good_for_something, ticket_id_of
from chalicelib.warsaw import warsaw_day
from simulation.desk import sent_back
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
_DONE = {"captured", "refunded", "failed", "expired"}


class TicketInvariants:
    """Watches the tickets of a world: `check` after each step, `check_settled` in the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tickets: dict[str, Ticket] = {}
        self.taken_grosze = 0
        """What the gateway owes the operator when all is settled."""
        self._books = world.sales.gateway.books
        self._used: dict[str, int] = {}
        """Grosze that stay of each returned ticket, before favours."""
        self._favours: dict[str, int] = defaultdict(int)
        """Grosze that a person let go back, by order."""
        self._by_wish: dict[str, str] = {}
        self._seen = 0
        self._calls = 0

    def check(self) -> None:
        """Look at what changed in this step."""
        changes = self.world.sales.feed.changes()
        if len(changes) > self._seen:
            for before, after in changes[self._seen :]:
                self._check_change(before, after)
            self._seen = len(changes)
        if len(self._books.calls) > self._calls:
            self._check_calls()

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
        cared_for = all(payment.state in _DONE or payment.state == "needs_review" for payment in after.payments)
        require(bool(after.due_at) or cared_for, "money that nobody will look at again", after)

    def _note_favour(self, ticket: Ticket, before: Payment, after: Payment) -> None:
        """Only a person sends back more than the rules say, and then what was meant."""
        more = _back(after) - _back(before)
        if more > 0 and before.taken:
            require(more in self.world.sales.given.get(after.order_id, ()), "sent back and nobody asked", ticket)
        require(more >= 0, "a refund is forgotten", ticket)
        if before.taken:
            self._favours[after.order_id] += more

    def _check_payment(self, ticket: Ticket, payment: Payment) -> None:
        """Exactly the price is the operator's while there is a ticket for it, and not a grosz while there is none."""
        paid = self._books.paid(payment.asked_order_id).get(payment.remote_id, 0)
        require(payment.captured_grosze in (0, paid), "booked and never paid", ticket)
        kept = payment.captured_grosze - _back(payment)
        owed = self._owed(ticket, payment) - self._favours[payment.order_id]
        require(kept == owed, f"{kept} grosze are kept", ticket)

    def _owed(self, ticket: Ticket, payment: Payment) -> int:
        if ticket.issued_at is None or payment is not ticket.payment:
            return 0
        if ticket.returned_at:
            return self._used[ticket.ticket_id]
        require(is_good_for_something(ticket), "issued and good for nothing", ticket)
        return payment.amount_grosze

    def _check_calls(self) -> None:
        """Nothing is charged that nobody ordered, and no more asked back of it than was decided to go back."""
        calls = self._books.calls
        for call in calls[self._calls :]:
            if call[0] == "start_charge":
                known = self.tickets.get(ticket_id_of(str(call[1])))
                require(known is not None, f"{call[1]} is charged and nobody ordered it")
            elif call[0] == "refund":
                asked = self._books.asked_back(str(call[1]))
                require(asked <= self._decided_back(str(call[1])), f"{call[1]}: {asked} grosze were asked back")
        self._calls = len(calls)

    def _decided_back(self, remote_id: str) -> int:
        payments = (payment for ticket in self.tickets.values() for payment in ticket.payments)
        return sum(_back(one) for one in payments if one.remote_id == remote_id)

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
            back = _back(ticket.payment) - self._favours[ticket.payment.order_id]
            require(bool(ticket.returned_at) and back == grosze, f"a return of {grosze} that was promised", ticket)
        for ticket in self.tickets.values():
            require(ticket.calls_due_at is None, "still due after two weeks", ticket)
            for payment in ticket.payments:
                require(payment.state in _DONE and not payment.unclear, "money without an end", ticket)
        self._check_books()

    def _check_books(self) -> None:
        ours = {
            (payment.asked_order_id, payment.remote_id): payment
            for ticket in self.tickets.values()
            for payment in ticket.payments
        }
        paid = {
            (order_id, remote_id): grosze
            for order_id in self._books.charges
            for remote_id, grosze in self._books.paid(order_id).items()
        }
        booked = {key: payment.captured_grosze for key, payment in ours.items() if payment.captured_grosze}
        require(booked == paid, f"booked and paid differ: {set(booked.items()) ^ set(paid.items())}")
        for payment in ours.values():
            back = sent_back(self._books.refunds, payment)
            require(payment.refunded_grosze == back, f"{payment.order_id}: {back} grosze went back", payment)
            self._check_ledger(payment)
            self.taken_grosze += payment.captured_grosze - back

    def _check_ledger(self, payment: Payment) -> None:
        """An order's entries sum to zero, and together they are what was taken, kept and promised back."""
        balance: dict[str, int] = defaultdict(int)
        for entry in of_order(payment.order_id):
            require(not sum(grosze for _, grosze in entry.lines), "an entry does not sum", entry)
            for account, grosze in entry.lines:
                balance[account] += grosze
        right = {
            "gateway": payment.captured_grosze - payment.refunded_grosze,
            "tickets": _back(payment) - payment.captured_grosze,
            "refunds": -payment.refund_grosze,
            "bank": -payment.written_off_grosze,
        }
        expected = {f"mpk:{account}": grosze for account, grosze in right.items() if grosze}
        booked = {account: grosze for account, grosze in balance.items() if grosze}
        require(booked == expected, f"{payment.order_id} is booked as {booked}", payment)


def _back(payment: Payment) -> int:
    """Return what of a payment went back, through the gateway or in another way, or is on its way."""
    return payment.refund_grosze + payment.refunded_grosze + payment.written_off_grosze


def _used_grosze(before: Ticket, after: Ticket) -> int:
    """Return what of a returned ticket's payment was used, by the day; what goes back is rounded half up."""
    first_day, returned_on = before.validity.first_day, warsaw_day(after.returned_at or after.ordered_at)
    days = (before.validity.last_day - first_day).days + 1
    unused = days - max((returned_on - first_day).days + 1, 0)
    paid = before.payment.captured_grosze - _back(before.payment)
    return paid - (2 * paid * unused + days) // (2 * days)
