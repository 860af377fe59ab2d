"""What must be true of the operator's gateway and books, whatever was sold: after every step, and in the end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol

from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.payment import Payment
from simulation.charge_gateway import ChargeBooks
from simulation.desk import sent_back
from simulation.promise import require
from simulation.world import World

DONE = {"captured", "refunded", "failed", "expired"}


class Sold(Protocol):
    """What is paid by charges, as its own invariants know it."""

    def payments(self) -> Iterable[Payment]:
        """Return all of its payments."""

    def has_ordered(self, order_id: str) -> bool:
        """Tell whether somebody ordered that."""


class ChargeInvariants:
    """Watches the operator's gateway: `check` after each step, `check_settled` in the end.

    `sold`: what is paid there, by the account that its money is earned on.
    """

    def __init__(self, world: World, sold: Mapping[str, Sold]) -> None:
        self.taken_grosze = 0
        """What the gateway owes the operator when all is settled."""
        self._books = world.sales.gateway.books
        self._sold = sold
        self._calls = 0

    def check(self) -> None:
        """Nothing is charged that nobody ordered, and no more asked back of it than was decided to go back."""
        calls = self._books.calls
        if len(calls) == self._calls:
            return
        for call in calls[self._calls :]:
            if call[0] == "start_charge":
                known = any(one.has_ordered(str(call[1])) for one in self._sold.values())
                require(known, f"{call[1]} is charged and nobody ordered it")
            elif call[0] == "refund":
                asked = self._books.asked_back(str(call[1]))
                require(asked <= self._decided_back(str(call[1])), f"{call[1]}: {asked} grosze were asked back")
        self._calls = len(calls)

    def _decided_back(self, remote_id: str) -> int:
        payments = (payment for one in self._sold.values() for payment in one.payments())
        return sum(went_back(one) for one in payments if one.remote_id == remote_id)

    def check_settled(self) -> None:
        """Ours and theirs are the same to the grosz."""
        ours = {
            (payment.asked_order_id, payment.remote_id): (payment, revenue)
            for revenue, one in self._sold.items()
            for payment in one.payments()
        }
        paid = {
            (order_id, remote_id): grosze
            for order_id in self._books.charges
            for remote_id, grosze in self._books.paid(order_id).items()
        }
        booked = {key: payment.captured_grosze for key, (payment, _) in ours.items() if payment.captured_grosze}
        require(booked == paid, f"booked and paid differ: {set(booked.items()) ^ set(paid.items())}")
        for payment, revenue in ours.values():
            back = sent_back(self._books.refunds, payment)
            require(payment.refunded_grosze == back, f"{payment.order_id}: {back} grosze went back", payment)
            _check_ledger(payment, revenue)
            self.taken_grosze += payment.captured_grosze - back


def went_back(payment: Payment) -> int:
    """Return what of a payment went back, through the gateway or in another way, or is on its way."""
    return payment.refund_grosze + payment.refunded_grosze + payment.written_off_grosze


def require_paid(books: ChargeBooks, payment: Payment) -> None:
    """Nothing is booked that the customer did not pay."""
    paid = books.paid(payment.asked_order_id).get(payment.remote_id, 0)
    require(payment.captured_grosze in (0, paid), "booked and never paid", payment)


def require_ended(payments: Iterable[Payment]) -> None:
    """All money has come to its end, and nobody waits for any."""
    for payment in payments:
        require(payment.state in DONE and not payment.unclear, "money without an end", payment)


def is_cared_for(payments: Iterable[Payment]) -> bool:
    """Tell whether each payment is done or waits for a person."""
    return all(payment.state in DONE or payment.state == "needs_review" for payment in payments)


def _check_ledger(payment: Payment, revenue: str) -> None:
    """An order's entries sum to zero, and together they are what was taken, kept and promised back."""
    balance: dict[str, int] = defaultdict(int)
    for entry in of_order(payment.order_id):
        require(not sum(grosze for _, grosze in entry.lines), "an entry does not sum", entry)
        for account, grosze in entry.lines:
            balance[account] += grosze
    right = {
        "gateway": payment.captured_grosze - payment.refunded_grosze,
        revenue: went_back(payment) - payment.captured_grosze,
        "refunds": -payment.refund_grosze,
        "bank": -payment.written_off_grosze,
    }
    expected = {f"mpk:{account}": grosze for account, grosze in right.items() if grosze}
    booked = {account: grosze for account, grosze in balance.items() if grosze}
    require(booked == expected, f"{payment.order_id} is booked as {booked}", payment)
