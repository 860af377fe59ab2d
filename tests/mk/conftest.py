"""The operator's desk: commands run as from a terminal, on the AWS and at the time of a test."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
import time_machine

from chalicelib.additional_fares.raised_demands import RaisedDemand
from chalicelib.audit.entry import AuditEntry
from chalicelib.audit.list_entries import list_entries
from chalicelib.parking.stay import Stay
from chalicelib.tickets.kept_tickets import KeptTicket
from mk.__main__ import main
from tests.parking.city import City
from tests.parking.conftest import city

__all__ = ["city"]

Told = tuple[int, str]
"""The exit status, and what was said on both streams."""

OPERATOR = "arn:aws:sts::123456789012:user/moto"
"""Whom moto takes the caller for."""


@pytest.fixture
def mk(capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Run a command on the stage of the tests."""

    def run(*arguments: str) -> Told:
        status = main(["--stage", "test", *arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


@dataclass
class Desk:
    """A desk in a small city, on the city's clock."""

    city: City
    mk: Callable[..., Told]

    def __call__(self, *arguments: str) -> Told:
        with time_machine.travel(self.city.now, tick=False):
            return self.mk(*arguments)

    def json(self, *arguments: str) -> Any:
        status, said = self(*arguments, "--json")
        assert status == 0, said
        return msgspec.json.decode(said)

    def stopped(self) -> Stay:
        """A stay of an hour in B; the gateway is still to be told to take 8 zł out of its hold of 107 zł."""
        stay = self.city.running()
        self.city.later(hours=1)
        return self.city.stop(stay.stay_id)

    def captured(self) -> Stay:
        """The same, once the gateway has taken the money and said so."""
        stay = self.stopped()
        self.city.call_gateway(stay.stay_id)
        self.city.report(self.city.report_of(stay.order_ids[0]))
        return self.city.stay(stay.stay_id)

    def silent(self) -> Stay:
        """The same, but the gateway never answered, and a person was asked at last."""
        stay = self.stopped()
        while not self.city.stay(stay.stay_id).reviewed:
            self.city.gateway.lose_next_answer("reports", applied=False)
            self.city.gateway.lose_next_answer("capture", applied=False)
            self.city.call_gateway(stay.stay_id)
            self.city.later(hours=1, minutes=1)
            self.city.tick()
        return self.city.stay(stay.stay_id)

    @staticmethod
    def audit(area: str) -> list[AuditEntry]:
        return list_entries(area, 9, None)[0]


@pytest.fixture
def desk(city: City, mk: Callable[..., Told], tables: Callable[..., None]) -> Desk:
    tables(KeptTicket, RaisedDemand)
    return Desk(city, mk)


@pytest.fixture
def gateway_calls(aws: Callable[[str], Any]) -> Callable[[], list[str]]:
    """Make the queue of gateway calls; gives what was put into it since."""
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName="mkrakow-test-gateway-calls")["QueueUrl"]

    def queued() -> list[str]:
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return [message["Body"] for message in messages]

    return queued
