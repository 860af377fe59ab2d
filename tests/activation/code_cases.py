"""Codes as they are asked for, sent and typed: real use cases on the in-memory DynamoDB, the queue and SMS played."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from chalicelib import secret_values
from chalicelib.activation.check_code import check_code
from chalicelib.activation.code import AskedCode, CodeTimes
from chalicelib.activation.counted_sends import CountedSend
from chalicelib.activation.deliver_code import deliver_code
from chalicelib.activation.kept_codes import KeptCode
from chalicelib.activation.phone_number import PhoneNumber
from chalicelib.activation.send_code import recipient, resend_code, send_code
from chalicelib.activation.sms_budget import BUDGET, Budget
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.notifications.errors import SmsUnsent
from chalicelib.notifications.sms import Sms
from chalicelib.pesel import Pesel
from chalicelib.storage import commit
from simulation.memory_dynamodb import MemoryDynamoDB, installed

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
ADA, EWA = Pesel("44051401359"), Pesel("02070803628")
NUMBER, OTHER_NUMBER = PhoneNumber("999000001"), PhoneNumber("999000002")


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)


def ring(current: str = "k1", *others: str) -> str:
    """The secret `identity/keys` with keys of these names."""
    keys = {name: base64.b64encode(name.encode().ljust(32, b"-")).decode() for name in (current, *others)}
    return json.dumps({"current": current, "keys": keys})


def use_keys(written: str) -> None:
    secret_values._kept["identity/keys"] = (float("inf"), written)


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
class City:
    memory: MemoryDynamoDB
    queue: FakeQueue = field(default_factory=FakeQueue)
    sms: FakeSms = field(default_factory=FakeSms)
    budget: Budget = BUDGET
    calls: list[str] = field(default_factory=list)

    def ask(
        self,
        challenge_id: str = "act_a",
        device_id: str = "dev_a",
        *,
        number: PhoneNumber = NUMBER,
        pesel: Pesel = ADA,
        language: str = "pl",
        known: bool = True,
        now: datetime = NOW,
    ) -> CodeTimes:
        to = recipient(number, pesel, language, known=known)
        return send_code(challenge_id, device_id, to, now, sqs=self.queue)

    def ask_again(self, challenge_id: str = "act_a", device_id: str = "dev_a", now: datetime = NOW) -> CodeTimes:
        return resend_code(challenge_id, device_id, now, sqs=self.queue)

    def work(self, now: datetime = NOW) -> list[str]:
        """Empty the queue; return the codes that reached a phone."""
        before = len(self.sms.sent)
        while self.queue.bodies:
            self.deliver(self.queue.bodies.pop(0), now)
        return [code_in(sms) for sms in self.sms.sent[before:]]

    def deliver(self, body: str, now: datetime = NOW) -> None:
        order = msgspec.json.decode(body, type=AskedCode)
        deliver_code(order, self.sms, "mkrakow.example", now, self.budget)

    def type(self, code: str, challenge_id: str = "act_a", device_id: str = "dev_a", now: datetime = NOW) -> None:
        commit(check_code(challenge_id, device_id, code, now))

    def counted(self, operation: Any) -> list[str]:
        """Run and return the calls of DynamoDB that it made."""
        self.calls.clear()
        operation()
        return list(self.calls)


def code_in(sms: Sms) -> str:
    found = re.search(r"#([0-9]+)$", sms.body)
    assert found
    return found[1]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@contextmanager
def new_city() -> Iterator[City]:
    memory = MemoryDynamoDB.for_models(KeptCode, CountedSend, RecordedEntry)
    city = City(memory)
    memory.before = lambda operation, _: city.calls.append(operation)
    before = dict(secret_values._kept)
    use_keys(ring())
    with installed(memory):
        yield city
    secret_values._kept.clear()
    secret_values._kept.update(before)
