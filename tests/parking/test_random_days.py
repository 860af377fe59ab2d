"""Random days of a small city, all of them different and each the same at every run.

Drivers quarrel over a few plates; notifications are lost, doubled and overtaken; the gateway's answers are lost;
workers die at any call to DynamoDB; the stream forgets. In the evening everything gets quiet, and then every grosz
must be where it belongs.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest

from chalicelib.errors import CityError
from chalicelib.parking import kept_stays
from chalicelib.parking.claimed_plates import ClaimedPlate
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.recorded_inspections import RecordedInspection
from chalicelib.parking.stay import Stay
from chalicelib.payments.booked_entries import BookedEntry
from chalicelib.payments.port import Report
from chalicelib.warsaw import WARSAW
from tests.fakes import GatewayCall
from tests.parking.city import City

DAYS = 20
STEPS = 70
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=WARSAW)
PLATES = ("KR 11111", "KR 22222")
DEVICES = ("dev_a", "dev_b", "dev_c")
QUIET_HOURS = 40
_DONE = {"captured", "released", "failed", "expired"}


class Killed(BaseException):
    """A Lambda dies: nothing of the product may catch it."""


class Day:
    """One seeded day: what happens next is drawn from `random`, and from nothing else."""

    def __init__(self, seed: int, client: Any) -> None:
        self.random = Random(seed)
        self.client = client
        self.city = City(MORNING)
        self.known: dict[str, Stay] = {}
        self.touched: set[str] = set()
        self.mail: list[Report] = []
        self.keys = 0
        self.interruptions = count()
        client.meta.events.register("before-call.dynamodb", self.watch)

    def watch(self, model: Any, params: dict[str, Any], **_: object) -> None:
        """See which stays are written, so that only those have to be read again."""
        if model.name in ("TransactWriteItems", "UpdateItem"):
            self.touched.update(re.findall(r"stay_[a-z2-7]{24}", params["body"].decode()))

    def happens(self, chance: float) -> bool:
        return self.random.random() < chance

    # What may happen.

    def somebody_starts(self) -> None:
        self.keys += 1
        caller = self.city.caller(f"key-{self.keys:08d}", self.random.choice(DEVICES))
        wishes: dict[str, object] = {"plate": self.random.choice(PLATES), "subzone": self.random.choice("ABC")}
        if self.happens(0.6):
            wishes |= {"kind": "limited", "until": self.city.now + timedelta(minutes=self.random.randint(1, 200))}
        self.an_answer_may_be_lost("start_hold")
        for _ in range(self.random.choice((1, 1, 2))):
            self.attempt(lambda: self.city.start(caller, **wishes))

    def somebody_extends(self) -> None:
        if stay := self.some(lambda stay: stay.state == "running" and stay.kind == "limited"):
            self.keys += 1
            caller = self.city.caller(f"key-{self.keys:08d}", stay.device_id)
            until = stay.ends_at + timedelta(minutes=self.random.randint(1, 90))
            self.an_answer_may_be_lost("start_hold")
            for _ in range(self.random.choice((1, 1, 2))):
                self.attempt(lambda: self.city.extend(stay.stay_id, until, caller))

    def somebody_stops(self) -> None:
        if stay := self.some(lambda stay: stay.state == "running"):
            self.attempt(lambda: self.city.stop(stay.stay_id, stay.device_id))

    def a_customer_decides(self) -> None:
        open_orders = [
            order_id
            for order_id, known in self.city.gateway.transactions.items()
            if known.report.outcome == "pending" and self.city.now < known.order.valid_until
        ]
        if open_orders:
            order_id = self.random.choice(open_orders)
            decide = self.city.gateway.decline if self.happens(0.1) else self.city.gateway.approve
            self.post(decide(order_id))

    def a_notification_arrives(self) -> None:
        if self.mail:
            report = self.mail.pop(self.random.randrange(len(self.mail)))
            if self.happens(0.2):
                self.mail.append(report)
            self.attempt(lambda: self.city.report(report))

    def the_minute_ticks(self) -> None:
        self.attempt(self.city.tick)

    def a_worker_calls(self) -> None:
        if self.city.handed_out:
            stay_id = self.city.handed_out.pop(self.random.randrange(len(self.city.handed_out)))
            if self.happens(0.15):
                self.city.handed_out.append(stay_id)
            self.an_answer_may_be_lost("capture", "release", "reports")
            self.call_gateway(stay_id)

    def time_passes(self) -> None:
        self.city.later(seconds=self.random.choice((1, 20, 59, 61, 120, 300, 1200)))

    # How it happens.

    def step(self) -> None:
        self.something_happens()
        self.follow()

    def something_happens(self) -> None:
        [happening] = self.random.choices(list(_HAPPENINGS), list(_HAPPENINGS.values()))
        happening(self)

    def attempt(self, what: Callable[[], object]) -> None:
        """Do it; a refusal is an answer. Now and then, around one of its calls to DynamoDB, something else happens
        first, as with two callers at once, or the Lambda is killed.
        """
        [around] = self.random.choices((self.nothing, self.something_happens, self.kill), (4, 3, 1))
        try:
            with self.interrupted(self.random.randint(1, 4), around):
                what()
        except (CityError, Killed):
            pass

    def nothing(self) -> None:
        pass

    def kill(self) -> None:
        raise Killed

    @contextmanager
    def interrupted(self, at_call: int, around: Callable[[], None]) -> Iterator[None]:
        """Let `around` happen at the given call to DynamoDB: before it is sent, or after it was applied."""
        name, event = f"interruption {next(self.interruptions)}", self.random.choice(("before-call", "after-call"))
        calls = count(1)

        def interrupt(**_: object) -> None:
            if next(calls) == at_call:
                self.client.meta.events.unregister(f"{event}.dynamodb", unique_id=name)
                around()

        self.client.meta.events.register(f"{event}.dynamodb", interrupt, unique_id=name)
        try:
            yield
        finally:
            self.client.meta.events.unregister(f"{event}.dynamodb", unique_id=name)

    def an_answer_may_be_lost(self, *calls: GatewayCall) -> None:
        if self.happens(0.2):
            self.city.gateway.lose_next_answer(self.random.choice(calls), applied=self.happens(0.5))

    def call_gateway(self, stay_id: str) -> None:
        told = {order_id: known.report for order_id, known in self.city.gateway.transactions.items()}
        self.attempt(lambda: self.city.call_gateway(stay_id))
        for order_id, known in self.city.gateway.transactions.items():
            if told.get(order_id) != known.report:
                self.post(known.report)

    def post(self, report: Report) -> None:
        if not self.happens(0.2):
            self.mail.append(report)

    def some(self, wanted: Callable[[Stay], bool]) -> Stay | None:
        found = [stay for stay in self.known.values() if wanted(stay)]
        return self.random.choice(found) if found else None

    def follow(self) -> None:
        """The stream tells of every change, unless it forgets one."""
        for stay_id in sorted(self.touched):
            before, after = self.known.get(stay_id), kept_stays.get(stay_id)
            if after is not None and after != before:
                self.known[stay_id] = after
                if not self.happens(0.15):
                    self.city.follow(before, after)
        self.touched.clear()

    def quiet_down(self) -> None:
        """No more faults: what is due is done, whatever was lost."""
        self.city.gateway._lost.clear()
        for _ in range(QUIET_HOURS):
            self.city.later(minutes=61)
            self.city.tick()
            for stay_id in sorted(set(self.city.handed_out)):
                self.city.call_gateway(stay_id)
            self.city.handed_out.clear()
            while self.mail:
                self.city.report(self.mail.pop())
            self.follow()

    # What must be true.

    def check_always(self) -> None:
        stays = self.known.values()
        running = Counter(stay.plate for stay in stays if stay.state == "running" and self.city.now < stay.ends_at)
        assert not [plate for plate, cars in running.items() if cars > 1]
        for stay in stays:
            assert stay.due_at or all(hold.payment.state in _DONE for hold in stay.holds)
            assert stay.fee_grosze <= sum(hold.payment.amount_grosze for hold in stay.holds if hold.payment.held_at)

    def check_in_the_end(self) -> None:
        for stay in self.known.values():
            assert stay.due_at is None
            assert stay.state in ("stopped", "unpaid")
            assert sum(hold.payment.captured_grosze for hold in stay.holds) == stay.fee_grosze
            for order_id, payment in [(hold.payment.order_id, hold.payment) for hold in stay.holds]:
                assert payment.state in _DONE
                assert payment.captured_grosze == self.taken(order_id)
                self.check_ledger(order_id)
        calls = Counter((call[1], call[0]) for call in self.city.gateway.calls if call[0] in ("capture", "release"))
        assert not [remote_id for remote_id, verb in calls if (remote_id, "capture") in calls and verb == "release"]
        assert not [known for known in self.city.gateway.transactions.values() if known.report.outcome == "held"]

    def check_ledger(self, order_id: str) -> None:
        booked = self.city.ledger(order_id)
        assert all(sum(lines.values()) == 0 for lines in booked.values())
        assert sum(lines.get("city:holds", 0) for lines in booked.values()) == 0
        assert sum(lines.get("city:gateway", 0) for lines in booked.values()) == self.taken(order_id)

    def taken(self, order_id: str) -> int:
        known = self.city.gateway.transactions.get(order_id)
        return known.report.amount_grosze if known and known.report.outcome == "paid" else 0


_HAPPENINGS: dict[Callable[[Day], None], float] = {
    Day.somebody_starts: 2,
    Day.a_customer_decides: 5,
    Day.a_notification_arrives: 5,
    Day.somebody_extends: 2,
    Day.somebody_stops: 1,
    Day.the_minute_ticks: 3,
    Day.a_worker_calls: 3,
    Day.time_passes: 3,
}


@pytest.mark.parametrize("seed", range(DAYS))
def test_after_a_random_day_every_grosz_is_where_it_belongs(
    aws: Callable[[str], Any], tables: Callable[..., None], seed: int
) -> None:
    tables(KeptStay, ClaimedPlate, BookedEntry, RecordedInspection)
    day = Day(seed, aws("dynamodb"))
    for _ in range(STEPS):
        day.step()
        day.check_always()
    day.quiet_down()
    day.check_in_the_end()
