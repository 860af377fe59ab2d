"""Customers with contracts, and an operator who writes their orders down on the in-memory DynamoDB."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.invoices.counted_numbers import CountedNumber
from chalicelib.invoices.invoice import Buyer
from chalicelib.invoices.kept_invoices import KeptInvoice
from chalicelib.orders import move_order
from chalicelib.orders.bulk_order import BulkOrder, Contract, Draft, Price, Transfer, Wanted
from chalicelib.orders.draft_order import draft_order
from chalicelib.orders.kept_orders import KeptOrder, ListedPeople
from chalicelib.orders.person import Person
from chalicelib.payments.booked_entries import BookedEntry
from chalicelib.warsaw import WARSAW

MODELS = (KeptOrder, ListedPeople, BookedEntry, RecordedEntry, KeptInvoice, CountedNumber)
LISTED = datetime(2018, 10, 1, 10, 30, tzinfo=WARSAW)
"""When the list had special prices, events and its own numbers for orders in bulk."""
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=WARSAW)
"""When no list is known that has any of them."""
NIP = "5260250274"
OPERATOR = "desk"
TRANSFER = Transfer("BANK/1", date(2018, 10, 4))


def people(count: int) -> tuple[Person, ...]:
    return tuple(Person("Jan", f"Przykładowy{number}", 1990) for number in range(count))


def wanted(**changes: Any) -> Wanted:
    """50 named special tickets in zone I, 80 zł each in 2018."""
    facts: dict[str, Any] = {
        "product": "named-network-z1",
        "rate": "special",
        "count": 50,
        "first_day": date(2018, 10, 15),
    }
    return Wanted(**facts | changes)


def draft(pay_by: date = date(2018, 10, 10), reference: str = "form-1", nip: str = NIP, **changes: Any) -> Draft:
    customer = Buyer("Przykładowa sp. z o.o.", ("ul. Przykładowa 1", "30-001 Kraków"), nip, "office@example.com")
    return Draft(reference, Contract("ZTP/1/2018", date(2018, 9, 1)), customer, wanted(**changes), pay_by)


def in_2026(**changes: Any) -> Draft:
    """The same by a contract of 2026 that names 105 zł for a ticket."""
    facts: dict[str, Any] = {"agreed_grosze": 10500, "first_day": date(2026, 12, 1)}
    return draft(pay_by=date(2026, 11, 30), **facts | changes)


@dataclass
class Office:
    """The operator's desk on one day."""

    now: datetime = LISTED

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def drafted(self, given: Draft | None = None) -> BulkOrder:
        given = given or draft()
        listed = people(given.wanted.count) if given.wanted.product.startswith("named") else ()
        return draft_order(given, listed, "as ordered", OPERATOR, self.now)

    def confirmed(self, given: Draft | None = None) -> BulkOrder:
        order = self.drafted(given)
        self.later(minutes=1)
        return self.confirm(order.order_id, order.price.total_grosze)

    def paid(self, given: Draft | None = None) -> BulkOrder:
        order = self.confirmed(given)
        self.later(days=3)
        return self.pay(order.order_id, order.price.total_grosze)

    def confirm(self, order_id: str, grosze: int) -> BulkOrder:
        return move_order.confirm_order(order_id, grosze, "agreed", OPERATOR, self.now)

    def pay(self, order_id: str, grosze: int, transfer: Transfer = TRANSFER) -> BulkOrder:
        return move_order.pay_order(order_id, transfer, grosze, "on the account", OPERATOR, self.now)

    def hand_over(self, order_id: str) -> BulkOrder:
        return move_order.hand_over_order(order_id, "signed for", OPERATOR, self.now)

    def cancel(self, order_id: str) -> BulkOrder:
        return move_order.cancel_order(order_id, "the customer wrote", OPERATOR, self.now)

    def refund(self, order_id: str) -> BulkOrder:
        return move_order.refund_order(order_id, "sent", OPERATOR, self.now)


def price(unit_grosze: int = 8000, units: int = 50) -> Price:
    return Price(unit_grosze, units, "kmk-2018-08-01", date(2018, 11, 14))
