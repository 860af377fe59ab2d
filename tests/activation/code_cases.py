"""Codes asked for, sent and typed: real use cases on the in-memory DynamoDB; queue, SMS and card system are played."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib import secret_values
from chalicelib.activation import started_activations
from chalicelib.activation.activation import Activation, Contact, Holder, Request
from chalicelib.activation.card import Consent, Standing
from chalicelib.activation.code import AskedCode, Challenge
from chalicelib.activation.counted_sends import CountedSend
from chalicelib.activation.deliver_code import deliver_code
from chalicelib.activation.enter_code import enter_code
from chalicelib.activation.give_contact import PHONE
from chalicelib.activation.identify import identify
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.order import CodeOrder, IdentityOrder
from chalicelib.activation.phone_number import PhoneNumber
from chalicelib.activation.resend import resend
from chalicelib.activation.send_code import send_code
from chalicelib.activation.sms_budget import BUDGET, Budget
from chalicelib.activation.started_activations import StartedActivation
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.caller import Caller
from chalicelib.devices import registered_devices
from chalicelib.devices.device import Device, Language
from chalicelib.devices.registered_devices import RegisteredDevice
from chalicelib.ids import fingerprint
from chalicelib.keyed_hash import identity_keys
from chalicelib.notifications.errors import SmsUnsent
from chalicelib.notifications.sms import Sms
from chalicelib.pesel import Pesel
from simulation.memory_dynamodb import MemoryDynamoDB, installed

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
ADA, EWA = Pesel("44051401359"), Pesel("02070803628")
CONSENT = Consent("2026-11-21", "2026-11-21", NOW)
_KEY = ec.generate_private_key(ec.SECP256R1()).public_key()
NUMBER, OTHER_NUMBER = PhoneNumber("600100001"), PhoneNumber("600100002")


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)


def ring(current: str = "k1", *others: str) -> str:
    """The secret `identity/keys` with keys of these names."""
    keys = {name: base64.b64encode(name.encode().ljust(32, b"-")).decode() for name in (current, *others)}
    return json.dumps({"current": current, "keys": keys})


def use_keys(written: str) -> None:
    secret_values._kept["identity/keys"] = (float("inf"), written)


def register(device_id: str, language: Language = "pl") -> None:
    """Have a phone registered, unless it is."""
    registered_devices.keep_new(Device(device_id, _KEY, "ios", language, "", NOW))


@dataclass
class FakeQueue:
    bodies: list[str] = field(default_factory=list)

    def send_message(self, QueueUrl: str, MessageBody: str) -> None:
        self.bodies.append(MessageBody)


@dataclass
class FakeSms:
    """`down`: no provider takes anything."""

    down: bool = False
    sent: list[Sms] = field(default_factory=list)

    def send(self, sms: Sms) -> None:
        if self.down:
            raise SmsUnsent()
        self.sent.append(sms)


@dataclass
class PlayedCards:
    """A card system that has a card for whoever asks. `known`: whether PESEL and number are the account's."""

    known: bool = True

    def recognises(self, account_id: str, pesel: str, phone: str) -> bool:
        return self.known

    def standing(self, entitlement_id: str) -> Standing:
        return Standing("active", date(2027, 3, 31), version=7)


@dataclass
class City:
    """Activations that wait for a code, `act_a` of the phone `dev_a` unless another is named."""

    memory: MemoryDynamoDB
    queue: FakeQueue = field(default_factory=FakeQueue)
    sms: FakeSms = field(default_factory=FakeSms)
    budget: Budget = BUDGET
    calls: list[str] = field(default_factory=list)
    requests: int = 0

    def caller(self, device_id: str = "dev_a") -> Caller:
        """A request with a key of its own."""
        self.requests += 1
        return Caller(device_id, "pl", f"key-{self.requests:08d}", fingerprint(f"{self.requests}".encode()))

    def begin(
        self,
        activation_id: str = "act_a",
        device_id: str = "dev_a",
        *,
        number: PhoneNumber = NUMBER,
        now: datetime = NOW,
    ) -> None:
        """Put a Karta Krakowska's activation where PESEL and number are to be proved, past the product."""
        request = Request(fingerprint(activation_id.encode()), identity_keys().keyed("a test's", activation_id))
        register(device_id)
        contact, consent = Contact(identity_keys().keyed(PHONE, number.digits)), replace(CONSENT, accepted_at=now)
        holder = Holder(f"acc_{activation_id}", f"kk_{activation_id}")
        before = Activation(
            activation_id, device_id, "kk", "identity", now, (request,) * 3, None, holder, contact, consent
        )
        item = started_activations.keep_new(before).item
        self.memory.perform("PutItem", {"TableName": item.Meta.table_name, "Item": item.serialize()})

    def identify(
        self,
        activation_id: str = "act_a",
        device_id: str = "dev_a",
        *,
        number: PhoneNumber = NUMBER,
        pesel: Pesel = ADA,
        known: bool = True,
        now: datetime = NOW,
    ) -> Activation:
        cards: Any = PlayedCards(known)
        order, caller = IdentityOrder(pesel.digits, number.digits), self.caller(device_id)
        send = partial(send_code, sqs=self.queue)
        return identify(activation_id, order, caller, now, identity_keys(), cards, cards, send)

    def ask(self, activation_id: str = "act_a", device_id: str = "dev_a", **asked: Any) -> Activation:
        """Begin, and have the first code sent."""
        self.begin(activation_id, device_id, **{name: asked[name] for name in ("number", "now") if name in asked})
        return self.identify(activation_id, device_id, **asked)

    def ask_again(
        self,
        activation_id: str = "act_a",
        device_id: str = "dev_a",
        now: datetime = NOW,
        caller: Caller | None = None,
    ) -> Activation:
        send = partial(send_code, sqs=self.queue)
        return resend(activation_id, caller or self.caller(device_id), now, identity_keys(), send)

    def work(self, now: datetime = NOW) -> list[str]:
        """Empty the queue; return the codes that reached a phone."""
        before = len(self.sms.sent)
        while self.queue.bodies:
            self.deliver(self.queue.bodies.pop(0), now)
        return [code_in(sms) for sms in self.sms.sent[before:]]

    def codes(self) -> list[str]:
        """Every code that ever reached a phone."""
        return [code_in(sms) for sms in self.sms.sent]

    def deliver(self, body: str, now: datetime = NOW) -> None:
        order = msgspec.json.decode(body, type=AskedCode)
        deliver_code(order, self.sms, "mkrakow.example", now, self.budget)

    def type(
        self,
        code: str,
        activation_id: str = "act_a",
        device_id: str = "dev_a",
        now: datetime = NOW,
        caller: Caller | None = None,
    ) -> Activation:
        registers: Any = {"kk": PlayedCards()}
        return enter_code(
            activation_id, CodeOrder(code), caller or self.caller(device_id), now, identity_keys(), registers
        )

    def counted(self, operation: Any) -> list[str]:
        """Run and return the calls of DynamoDB that it made."""
        self.calls.clear()
        operation()
        return list(self.calls)


def code_in(sms: Sms) -> str:
    found = re.search(r"#([0-9]+)$", sms.body)
    assert found
    return found[1]


def challenge(activation_id: str = "act_a") -> Challenge | None:
    """What is kept of the code that an activation waits for."""
    kept = started_activations.get(activation_id)
    assert kept
    return kept.challenge


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@contextmanager
def new_city() -> Iterator[City]:
    memory = MemoryDynamoDB.for_models(StartedActivation, LinkedCard, CountedSend, RecordedEntry, RegisteredDevice)
    city = City(memory)
    memory.before = lambda operation, _: city.calls.append(operation)
    before = dict(secret_values._kept)
    use_keys(ring())
    with installed(memory):
        yield city
    secret_values._kept.clear()
    secret_values._kept.update(before)
