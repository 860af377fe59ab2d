"""A small city for use-case tests: a clock, the real tables on moto, an honest gateway, drivers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from chalicelib.caller import Caller
from chalicelib.ids import fingerprint
from chalicelib.notifications.message import Message
from chalicelib.parking import kept_stays
from chalicelib.parking.answer import StayAnswer, stay_answer
from chalicelib.parking.call_gateway import call_gateway
from chalicelib.parking.complain import complain
from chalicelib.parking.confirm import confirm
from chalicelib.parking.extend import extend
from chalicelib.parking.follow import follow
from chalicelib.parking.order import StayOrder
from chalicelib.parking.published_editions import editions
from chalicelib.parking.start import start
from chalicelib.parking.stay import Stay
from chalicelib.parking.stop import fee_until, stop
from chalicelib.parking.take_due import take_due
from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.port import Report
from chalicelib.warsaw import WARSAW
from tests.fakes import FakeGateway

TERMS = "2026-11-21"
MONDAY_9 = datetime(2026, 11, 23, 9, 0, tzinfo=WARSAW)
"""A Monday's first paid minute."""


@dataclass
class City:
    now: datetime = MONDAY_9
    handed_out: list[str] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gateway = FakeGateway(lambda: self.now)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def caller(self, key: str = "key-00000001", device_id: str = "dev_a", body: bytes = b"body") -> Caller:
        return Caller(device_id, "pl", key, fingerprint(body))

    def order(self, **changes: object) -> StayOrder:
        wanted = StayOrder(
            subzone="B", kind="open", plate="KR 1AB23", email="driver@example.com", terms_version=TERMS, method="card"
        )
        return msgspec.structs.replace(wanted, **changes)

    def start(self, caller: Caller | None = None, **changes: object) -> Stay:
        return start(self.order(**changes), caller or self.caller(), self.now, editions(), self.gateway)

    def running(self, caller: Caller | None = None, **changes: object) -> Stay:
        stay = self.start(caller, **changes)
        self.report(self.gateway.approve(stay.order_ids[0]))
        return self.stay(stay.stay_id)

    def extend(self, stay_id: str, until: datetime, caller: Caller | None = None) -> Stay:
        return extend(stay_id, until, caller or self.caller("key-extend-1"), self.now, editions(), self.gateway)

    def report(self, report: Report) -> bool:
        return confirm(report, self.now)

    def stop(self, stay_id: str, device_id: str = "dev_a") -> Stay:
        return stop(stay_id, device_id, self.now, editions())

    def tick(self) -> int:
        return take_due(self.now, 1, editions(), self.handed_out.extend, complain)

    def call_gateway(self, stay_id: str) -> None:
        call_gateway(stay_id, self.now, self.gateway)

    def report_of(self, order_id: str) -> Report:
        return self.gateway.transactions[order_id].report

    def settle(self, stay: Stay) -> Stay:
        """The worker calls; then the gateway tells what became of each order."""
        self.call_gateway(stay.stay_id)
        for order_id in stay.order_ids:
            self.report(self.report_of(order_id))
        return self.stay(stay.stay_id)

    def follow(self, before: Stay | None, after: Stay) -> None:
        follow(before, after, editions(), self.handed_out.extend, self.sent.extend, complain, self.now)

    def stay(self, stay_id: str) -> Stay:
        stay = kept_stays.get(stay_id)
        assert stay is not None
        return stay

    def answer(self, stay: Stay) -> StayAnswer:
        return stay_answer(stay, self.now, fee_until(stay, editions()))

    def ledger(self, order_id: str) -> dict[str, dict[str, int]]:
        return {entry.kind: dict(entry.lines) for entry in of_order(order_id)}
