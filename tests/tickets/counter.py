"""Passengers, their phones and the operator's gateway: real use cases on the in-memory DynamoDB."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from chalicelib.activation import linked_cards
from chalicelib.activation.card import Link, Standing, card_id_of, linked
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.caller import Caller
from chalicelib.ids import fingerprint
from chalicelib.invoices.counted_numbers import CountedNumber
from chalicelib.invoices.kept_invoices import KeptInvoice
from chalicelib.money import Money
from chalicelib.notifications.message import Message
from chalicelib.payments.booked_entries import BookedEntry, of_order
from chalicelib.payments.ordered_calls import reference
from chalicelib.payments.port import Report
from chalicelib.storage import commit
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.buy import buy
from chalicelib.tickets.call_charge_gateway import call_charge_gateway
from chalicelib.tickets.confirm import confirm
from chalicelib.tickets.follow import follow
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.order import TicketOrder
from chalicelib.tickets.return_ticket import return_ticket
from chalicelib.tickets.take_due import take_due
from chalicelib.tickets.ticket import State, Ticket, state_at
from chalicelib.warsaw import WARSAW
from simulation.memory_dynamodb import MemoryDynamoDB
from tests.activation.code_cases import CONSENT
from tests.fakes_charge import FakeChargeGateway

MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=WARSAW)
PHONE, OTHER_PHONE = "dev_a", "dev_b"
CARD = card_id_of("kk", "kk_1", "")
MODELS = (KeptTicket, BookedEntry, LinkedCard, KeptInvoice, CountedNumber)

METROPOLITAN: dict[str, Any] = {"product": "metropolitan-z1", "total": {"amount": 19300}}
DECEMBER: dict[str, Any] = METROPOLITAN | {"first_day": "2026-12-01"}
NETWORK: dict[str, Any] = {
    "product": "named-network-z1",
    "rate": "resident",
    "resident_card": CARD,
    "total": {"amount": 9900},
}
ONE_LINE: dict[str, Any] = NETWORK | {"product": "named-1-line-z1", "lines": ["52"], "total": {"amount": 7200}}
COMMON: dict[str, Any] = {
    "holder": {"given_name": "Jan", "surname": "Przykładowy", "born_in": 1990},
    "method": "blik",
    "email": "passenger@example.com",
    "terms_version": "2026-11-21",
}


def memory() -> MemoryDynamoDB:
    return MemoryDynamoDB.for_models(*MODELS, RecordedEntry, streamed=(KeptTicket,))


def wanted(**order: Any) -> TicketOrder:
    return msgspec.convert(COMMON | order, TicketOrder)


@dataclass
class Counter:
    """Where tickets are sold. `now` moves on by `later`; the stream and the queue are worked off by `work`."""

    tables: MemoryDynamoDB
    now: datetime = MONDAY
    sent: dict[str, Message] = field(default_factory=dict)
    """By identifier, as a phone has them."""
    queue: list[str] = field(default_factory=list)
    gateway: FakeChargeGateway = field(init=False)
    _followed: int = 0

    def __post_init__(self) -> None:
        self.gateway = FakeChargeGateway(lambda: self.now)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def resident(self, phone: str = PHONE, entitlement: str = "kk_1", last_day: date = date(2027, 3, 31)) -> None:
        """Activate a Kraków Card on a phone; no other has it then."""
        link = Link(phone, self.now, CONSENT)
        activation = f"act_{phone}_{self.now:%d%H%M%S}"
        card = linked("kk", entitlement, "", activation, Standing("active", last_day, 1), link)
        commit(linked_cards.linking(card))

    def buy(self, phone: str = PHONE, key: str = "key-00000001", **order: Any) -> Ticket:
        body = wanted(**order)
        caller = Caller(phone, "en", key, fingerprint(msgspec.json.encode(body)))
        return buy(body, caller, self.now, self.gateway)

    def pay(self, ticket: Ticket) -> Ticket:
        """The customer pays, and the gateway says so at once."""
        return self.tell(self.gateway.approve(ticket.payment.order_id))

    def pay_again(self, ticket: Ticket) -> Ticket:
        return self.tell(self.gateway.approve_again(ticket.payment.order_id))

    def tell(self, report: Report) -> Ticket:
        """The gateway's notification arrives."""
        confirm(self.gateway.read_notification(*self.gateway.notification(report)), self.now)
        return self.ticket(report.order_id.rpartition("_")[0])

    def bought(self, phone: str = PHONE, key: str = "key-00000001", **order: Any) -> Ticket:
        return self.pay(self.buy(phone, key, **order))

    def give_back(self, ticket: Ticket, grosze: int, phone: str = PHONE) -> Ticket:
        return return_ticket(ticket.ticket_id, phone, Money(grosze), self.now)

    def ticket(self, ticket_id: str) -> Ticket:
        found = kept_tickets.get(ticket_id)
        assert found is not None
        return found

    def tickets(self) -> list[Ticket]:
        return [kept_tickets.from_image(dict(item)) for item in self.tables.table(KeptTicket).items.values()]

    def state(self, ticket: Ticket) -> State:
        return state_at(self.ticket(ticket.ticket_id), self.now)

    def tick(self) -> None:
        take_due(self.now, self.queue.extend)

    def work(self) -> None:
        """Follow the stream and make the calls that are handed out, until nothing is left to do."""
        records = self.tables.table(KeptTicket).records or []
        while self.queue or self._followed < len(records):
            for record in records[self._followed :]:
                images = record["dynamodb"]
                before = kept_tickets.from_image(images["OldImage"]) if "OldImage" in images else None
                follow(before, kept_tickets.from_image(images["NewImage"]), self.queue.extend, self._send)
                self._followed += 1
            if self.queue:
                call_charge_gateway(self.queue[0], self.now, self.gateway)
                self.queue.pop(0)

    def pay_out(self) -> None:
        """The gateway sends every refund that it was asked for, and we hear of it."""
        self.work()
        for reference_ in [one for one, refund in self.gateway.refunds.items() if refund.state == "pending"]:
            self.gateway.pay_out(reference_)
        self.later(minutes=10)
        self.tick()
        self.work()

    def told(self) -> list[str]:
        """The names of the messages, in their order."""
        return [message.template.removeprefix("messages.") + ":" + message.channel for message in self.sent.values()]

    def refunds(self) -> dict[str, int]:
        """What was asked back, by remote id."""
        return {refund.remote_id: refund.amount_grosze for refund in self.gateway.refunds.values()}

    def balance(self, ticket: Ticket) -> dict[str, int]:
        """The books of an order and what was paid for it a second time; accounts at zero are left out."""
        totals: dict[str, int] = {}
        for payment in self.ticket(ticket.ticket_id).payments:
            for entry in of_order(payment.order_id):
                assert sum(grosze for _, grosze in entry.lines) == 0
                for account, grosze in entry.lines:
                    totals[account] = totals.get(account, 0) + grosze
        return {account: grosze for account, grosze in totals.items() if grosze}

    def calls(self, act: Callable[[], object]) -> list[str]:
        """What DynamoDB was asked while something was done."""
        asked: list[str] = []
        self.tables.before = lambda operation, _: asked.append(operation)
        try:
            act()
        finally:
            self.tables.before = lambda *_: None
        return asked

    def _send(self, messages: Any) -> None:
        self.sent |= {message.identifier: message for message in messages}


def refund_reference(ticket: Ticket) -> str:
    return reference(ticket.payment, "refund")
