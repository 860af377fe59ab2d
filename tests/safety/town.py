"""The whole product on the in-memory DynamoDB: every route and every Lambda behind a queue or a stream.

Neighbours are played: the gateway, both registers, push, mail, SMS, the bucket. What they are told is kept.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from chalice.test import Client
from pytest import MonkeyPatch

from app import app
from chalicelib import aws, clock, config, secret_values
from chalicelib.activation import live as activation_live
from chalicelib.activation import routes as activation_routes
from chalicelib.activation import schedules as activation_schedules
from chalicelib.activation.activation import Holder
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.additional_fares import routes as fares_routes
from chalicelib.additional_fares import schedules as fares_schedules
from chalicelib.complaints import live as complaints_live
from chalicelib.complaints import routes as complaints_routes
from chalicelib.complaints.filed_complaints import FiledComplaint
from chalicelib.gateway_reports import routes as charge_routes
from chalicelib.me import routes as me_routes
from chalicelib.notifications import live as notifications_live
from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.port import Alert, Letter
from chalicelib.parking import routes as parking_routes
from chalicelib.parking import schedules as parking_schedules
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.payments.live import CHARGE_NOTIFICATIONS_PATH
from chalicelib.payments.port import Report
from chalicelib.tickets import routes as tickets_routes
from chalicelib.tickets import schedules as tickets_schedules
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.vehicles import routes as vehicles_routes
from chalicelib.vehicles import schedules as vehicles_schedules
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.activation.card_cases import FakeCardSystem, FakeFamilyRegister, FakeSms, member, standing
from tests.activation.code_cases import ring
from tests.complaints.cases import FakeFiles
from tests.fakes import FakeGateway
from tests.fakes_charge import FakeChargeGateway
from tests.me.tables import loaded_tables
from tests.vehicles.cases import FakeCardSystem as FakeVehicleRegister

MONDAY_9 = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
"""In a Monday's first paid hours: 9:05 in Kraków."""
STREAMS = {
    "follow_stays": KeptStay,
    "follow_complaints": FiledComplaint,
    "follow_cards": LinkedCard,
    "follow_tickets": KeptTicket,
}
QUEUES = {
    "gateway-calls": "call_gateway",
    "ticket-calls": "call_charge_gateway",
    "messages": "deliver_messages",
    "codes": "send_codes",
}
"""The Lambda behind each queue."""
PARTNERS = {"meters": "key-of-the-meters", "stalls": "key-of-the-stalls"}
"""API keys by partner."""


@dataclass
class FakeQueues:
    """SQS as far as the product sends."""

    waiting: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in QUEUES})
    sent: list[str] = field(default_factory=list)

    def send_message(self, QueueUrl: str, MessageBody: str) -> None:
        self.waiting[QueueUrl].append(MessageBody)
        self.sent.append(MessageBody)

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:
        for entry in Entries:
            self.send_message(QueueUrl, entry["MessageBody"])
        return {}


@dataclass
class FakePush:
    """A push service that remembers whose token it has."""

    bound: dict[str, str] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)

    def register(self, device_id: str, platform: str, push_token: str, known_arn: str | None) -> str | None:
        self.bound[device_id] = push_token
        return f"arn:endpoint/{device_id}"

    def push(self, endpoint: Endpoint, alert: Alert) -> None:
        self.alerts.append(alert)

    def forget(self, endpoint: Endpoint) -> None:
        self.bound.pop(endpoint.device_id, None)


@dataclass
class FakeMail:
    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        assert letter.to, "no letter goes to nobody"
        self.letters.append(letter)


@dataclass
class Town:
    """`now` is the product's clock too."""

    client: Client
    memory: MemoryDynamoDB
    now: datetime = MONDAY_9
    gateway: FakeGateway = field(init=False)
    charges: FakeChargeGateway = field(init=False)
    cards: FakeCardSystem = field(default_factory=FakeCardSystem)
    families: FakeFamilyRegister = field(default_factory=FakeFamilyRegister)
    vehicles: FakeVehicleRegister = field(default_factory=FakeVehicleRegister)
    files: FakeFiles = field(default_factory=FakeFiles)
    queues: FakeQueues = field(default_factory=FakeQueues)
    push: FakePush = field(default_factory=FakePush)
    mail: FakeMail = field(default_factory=FakeMail)
    sms: FakeSms = field(default_factory=FakeSms)

    def __post_init__(self) -> None:
        self.gateway = FakeGateway(lambda: self.now)
        self.charges = FakeChargeGateway(lambda: self.now)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def settle(self) -> None:
        """Let the Lambdas behind the streams and the queues work until nothing is left to do."""
        while self._streams_followed() or self._queues_emptied():
            pass

    def tick(self, *jobs: str) -> None:
        """Run scheduled Lambdas once, a second later, then whatever follows from it."""
        self.later(seconds=1)
        for job in jobs:
            self.client.lambda_.invoke(job, self.client.events.generate_cw_event("aws.events", "", {}, []))
        self.settle()

    def notify(self, report: Report) -> None:
        """The gateway tells of an order."""
        answer = self.client.http.post("/payments/autopay/notifications", body=self.gateway.notification(report))
        assert answer.status_code == 200
        self.settle()

    def notify_of_charge(self, report: Report) -> None:
        """The transport operator's gateway tells of an order."""
        body, signature = self.charges.notification(report)
        answer = self.client.http.post(CHARGE_NOTIFICATIONS_PATH, headers={"X-JWS-Signature": signature}, body=body)
        assert answer.status_code == 200
        self.settle()

    def has_resident(self, pesel: str, phone: str, *plates: str, number: int = 1) -> None:
        """Both systems of cards know a person with a Kraków Card, and a family with a card of theirs."""
        kk, family = f"kk_{number}", f"rod_{number}"
        self.cards.cards[kk] = standing()
        self.cards.people[pesel, phone] = Holder(f"acc_{number}", kk)
        self.vehicles.has(kk, *plates)
        parent, child = f"mem_{number}1", f"mem_{number}2"
        members = member(parent, date(1985, 1, 1), role="parent", first_name="Rodzic"), member(child)
        self.families.cards[family] = standing(members=members)
        self.families.people[pesel, phone] = Holder(parent, family)

    def stored(self) -> dict[str, list[dict[str, Any]]]:
        """Return every item of every table, by the table's name without the stage."""
        prefix = config.table_name("")
        return {name.removeprefix(prefix): [*table.items.values()] for name, table in self.memory.tables.items()}

    def forget_what_expired(self) -> None:
        """DynamoDB's time-to-live, which the memory does not play."""
        for table in self.memory.tables.values():
            for key, item in list(table.items.items()):
                if "expires_at" in item and int(item["expires_at"]["N"]) <= self.now.timestamp():
                    table.write(key, None)

    def _streams_followed(self) -> bool:
        followed = False
        for job, model in STREAMS.items():
            records = self.memory.table(model).records or []
            if records:
                taken = list(records)
                records.clear()
                self._invoke(job, taken)
                followed = True
        return followed

    def _queues_emptied(self) -> bool:
        emptied = False
        for name, job in QUEUES.items():
            bodies, self.queues.waiting[name] = self.queues.waiting[name], []
            if bodies:
                once = {"receiptHandle": "r", "eventSource": "aws:sqs"}
                self._invoke(job, [once | {"messageId": f"{n}", "body": body} for n, body in enumerate(bodies)])
                emptied = True
        return emptied

    def _invoke(self, job: str, records: list[dict[str, Any]]) -> None:
        answer = self.client.lambda_.invoke(job, {"Records": records})
        assert answer.payload == {"batchItemFailures": []}, job


@contextmanager
def new_town(token_private_key: str) -> Iterator[Town]:
    secrets = {
        "identity/keys": ring(),
        "cursors/key": "a key",
        "tokens/private-key": token_private_key,
        "partners/keys": json.dumps({name: hashlib.sha256(key.encode()).hexdigest() for name, key in PARTNERS.items()}),
        "tickets/signing-keys": json.dumps(
            {
                "keys": [
                    {
                        "private": "A" * 43 + "=",
                        "not_before": "2026-01-01T00:00:00Z",
                        "not_after": "2036-01-01T00:00:00Z",
                    }
                ],
                "marks": "A" * 43 + "=",
            }
        ),
        "cards/notification-key": "a key",
        "families/notification-key": "a key",
    }
    memory = MemoryDynamoDB.for_models(*loaded_tables().values(), streamed=STREAMS.values())
    before = dict(secret_values._kept)
    with installed(memory), Client(app) as client, MonkeyPatch.context() as patch:
        secret_values._kept.update({name: (float("inf"), value) for name, value in secrets.items()})
        town = Town(client, memory)
        _move_in(town, patch)
        yield town
    secret_values._kept.clear()
    secret_values._kept.update(before)


def _move_in(town: Town, patch: MonkeyPatch) -> None:
    """Put the town's clock and neighbours where the product looks for the real ones."""
    patch.setattr(clock, "_sandbox_offset", lambda: town.now - datetime.now(UTC))
    patch.setattr(aws, "client", {"sqs": town.queues}.__getitem__)
    for name in QUEUES:
        patch.setattr(config, f"{name.upper().replace('-', '_')}_QUEUE_URL", name)
    registers = {"kk": town.cards, "kkr3": town.families}
    for module in (activation_routes, activation_schedules):
        patch.setattr(module, "registers", lambda: registers)
    patch.setattr(activation_routes, "card_system", lambda: town.cards)
    patch.setattr(activation_routes, "family_register", lambda: town.families)
    patch.setattr(activation_routes, "answers", lambda source: True)
    patch.setattr(activation_live, "registers", lambda: registers)
    for module in (parking_routes, parking_schedules):
        patch.setattr(module, "gateway", lambda: town.gateway)
    for module in (tickets_routes, tickets_schedules, charge_routes, fares_routes, fares_schedules):
        patch.setattr(module, "charge_gateway", lambda: town.charges)
    for module in (vehicles_routes, vehicles_schedules):
        patch.setattr(module, "vehicle_register", lambda: town.vehicles)
    for module in (complaints_routes, complaints_live, me_routes):
        patch.setattr(module, "files", lambda: town.files)
    for name, service in (("push", town.push), ("mail", town.mail), ("sms", town.sms)):
        patch.setattr(notifications_live, name, lambda service=service: service)


def encoded(items: Any) -> str:
    """Return anything that was stored or said as one text to look in."""
    return msgspec.json.encode(items, enc_hook=repr).decode()
