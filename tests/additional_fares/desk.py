"""Inspectors, passengers and the operator's gateway: real use cases on the in-memory DynamoDB."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.answer import DemandAnswer, demand_answer
from chalicelib.additional_fares.cancel_demand import cancel_with_ticket
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.find_demand import find_demand
from chalicelib.additional_fares.order import DemandOrder, FareCancellation, FarePaymentOrder, Slip
from chalicelib.additional_fares.pay_demand import pay_demand
from chalicelib.additional_fares.raise_demand import raise_demand
from chalicelib.additional_fares.raised_demands import RaisedDemand
from chalicelib.additional_fares.take_due import take_due
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.caller import Caller
from chalicelib.gateway_reports.hand_on import tell_of_charge
from chalicelib.ids import fingerprint
from chalicelib.keyed_hash import KeyRing, key_ring
from chalicelib.payments.booked_entries import BookedEntry, of_order
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Report
from chalicelib.storage import commit
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.ticket import Ticket, order_id_of
from chalicelib.warsaw import WARSAW
from simulation.memory_dynamodb import MemoryDynamoDB
from tests.activation.code_cases import ring as written_ring
from tests.fakes_charge import FakeChargeGateway

INSPECTOR, PHONE, OTHER_PHONE = "dev_inspector", "dev_a", "dev_b"
IN_2019 = datetime(2019, 6, 3, 10, 30, tzinfo=WARSAW)
"""240 zł, 120 zł within seven days, handling fee 12 zł: the latest list of which all that is known."""
IN_2024 = datetime(2024, 6, 3, 10, 30, tzinfo=WARSAW)
"""300 zł, 225 zł within seven days, 150 zł at the inspector's, each with a ride of 6 zł; no handling fee was found."""
IN_2026 = datetime(2026, 11, 23, 10, 30, tzinfo=WARSAW)
"""400 zł, and nothing else was found."""
PASSENGER = {"given_name": "Jan", "surname": "Przykładowy", "born_in": 1990}
MODELS = (RaisedDemand, BookedEntry, KeptTicket, RecordedEntry)


def memory() -> MemoryDynamoDB:
    return MemoryDynamoDB.for_models(*MODELS)


@dataclass
class Desk:
    """A tram, a phone and a gateway. `now` moves on by `later`; `tick` is the minute."""

    tables: MemoryDynamoDB
    now: datetime = IN_2019
    ring: KeyRing = field(default_factory=lambda: key_ring(written_ring()))
    gateway: FakeChargeGateway = field(init=False)
    secrets: dict[str, str] = field(default_factory=dict)
    """By number: what was handed over."""

    def __post_init__(self) -> None:
        self.gateway = FakeChargeGateway(lambda: self.now)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def inspect(self, key: str = "key-00000001", **order: Any) -> Demand:
        body = {"offence": "no_ticket", "line": "50", "zone": "I", "passenger": PASSENGER} | order
        caller = Caller(INSPECTOR, "pl", key, fingerprint(msgspec.json.encode(body)))
        demand, secret = raise_demand(msgspec.convert(body, DemandOrder), caller, self.now, self.ring)
        self.secrets[demand.number] = secret
        return demand

    def slip(self, demand: Demand) -> dict[str, str]:
        return {"number": demand.number, "secret": self.secrets[demand.number]}

    def look(self, demand: Demand) -> DemandAnswer:
        found = find_demand(Slip(**self.slip(demand)), self.ring)
        return demand_answer(found, self.now, "en")

    def due(self, demand: Demand) -> int | None:
        due = self.look(demand).due
        return due.amount if due else None

    def begin(
        self,
        demand: Demand,
        grosze: int,
        key: str = "key-0000000p",
        phone: str = PHONE,
        method: str = "blik",
        email: str = "passenger@example.com",
        language: str = "en",
    ) -> Payment:
        body: dict[str, Any] = self.slip(demand) | {"total": {"amount": grosze}, "method": method, "email": email}
        caller = Caller(phone, language, key, fingerprint(msgspec.json.encode(body)))
        order = msgspec.convert(body, FarePaymentOrder)
        return pay_demand(order, caller, self.now, self.gateway, self.ring)

    def pay(self, payment: Payment) -> Demand:
        """The customer pays, and the gateway says so at once."""
        return self.tell(self.gateway.approve(payment.order_id))

    def tell(self, report: Report) -> Demand:
        tell_of_charge(self.gateway.read_notification(*self.gateway.notification(report)), self.now)
        return self.demand(report.order_id.split("_")[1])

    def paid(self, grosze: int = 12000, **order: Any) -> Demand:
        return self.pay(self.begin(self.inspect(**order), grosze))

    def cancel(self, demand: Demand, ticket: Ticket, phone: str = PHONE) -> Demand:
        order = msgspec.convert(self.slip(demand) | {"ticket_id": ticket.ticket_id}, FareCancellation)
        return cancel_with_ticket(order, phone, self.now, self.ring)

    def has_ticket(self, phone: str = PHONE, **facts: Any) -> Ticket:
        """A named network ticket for a month, bought on this phone a day ago."""
        bought = self.now - timedelta(days=1)
        ticket_id = f"tkt_{len(self.tables.table(KeptTicket).items):0>24}".replace("0", "a").replace("1", "b")
        payment = Payment(order_id_of(ticket_id), 9900, "captured", bought, bought, due_grosze=9900, settled_at=bought)
        given: dict[str, Any] = {
            "ticket_id": ticket_id,
            "device_id": phone,
            "language": "pl",
            "email": "passenger@example.com",
            "method": "blik",
            "terms_version": "2019-05-01",
            "fingerprint": "",
            "holder": "J.P. 1990",
            "product": "named-network-z1",
            "rate": "normal",
            "months": 1,
            "lines": (),
            "concession": "",
            "card_id": "",
            "minutes": 0,
            "ordered_at": bought,
            "issued_at": bought,
            "valid_from": bought,
            "valid_until": bought + timedelta(days=30),
            "payments": (payment,),
        }
        ticket = Ticket(**given | facts)
        commit(kept_tickets.keep_new(ticket))
        return ticket

    def demand(self, number: str) -> Demand:
        found = raised_demands.get(number)
        assert found is not None
        return found

    def again(self, demand: Demand) -> Demand:
        return self.demand(demand.number)

    def tick(self) -> int:
        return take_due(self.now, self.gateway)

    def pay_out(self) -> None:
        """The gateway is asked for every refund that is due, sends it, and we hear of it."""
        self.later(minutes=5)
        self.tick()
        for reference in [one for one, refund in self.gateway.refunds.items() if refund.state == "pending"]:
            self.gateway.pay_out(reference)
        self.later(minutes=5)
        self.tick()

    def refunds(self) -> dict[str, int]:
        """What was asked back, by remote id."""
        return {refund.remote_id: refund.amount_grosze for refund in self.gateway.refunds.values()}

    def balance(self, demand: Demand) -> dict[str, int]:
        """The books of all orders of a demand; accounts at zero are left out."""
        totals: dict[str, int] = {}
        for payment in self.again(demand).payments:
            for entry in of_order(payment.order_id):
                assert sum(grosze for _, grosze in entry.lines) == 0
                for account, grosze in entry.lines:
                    totals[account] = totals.get(account, 0) + grosze
        return {account: grosze for account, grosze in totals.items() if grosze}
