"""One simulated day of the city: many phones, two gateways, every Lambda, all of them taking turns.

Everything runs through the product's own use cases and storage code. What a world does follows from its seed alone.
When the faults stop, everything has to settle: the liveness half of the proof.
"""

from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from random import Random
from types import SimpleNamespace
from typing import TypeVar
from unittest import mock

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

from chalicelib import config, ids, storage
from chalicelib.errors import CityError
from chalicelib.parking import kept_stays
from chalicelib.parking.call_gateway import call_gateway
from chalicelib.parking.complain import complain
from chalicelib.parking.confirm import confirm
from chalicelib.parking.follow import follow
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.published_editions import editions
from chalicelib.parking.stay import Stay
from chalicelib.parking.take_due import take
from chalicelib.payments.port import Report
from chalicelib.storage import MomentAttribute
from simulation.aws import Aws
from simulation.fare_collection import FareCollection
from simulation.faults import CALM, Faults, Rates
from simulation.feed import Feed
from simulation.gateway import SimulatedGateway
from simulation.memory_dynamodb import installed
from simulation.one_by_one import OneByOne
from simulation.quick_pynamodb import quick_pynamodb
from simulation.schedule import Schedule
from simulation.scheduler import Killed, Scheduler
from simulation.tables import Tables, in_memory
from simulation.ticket_sales import TicketSales

T = TypeVar("T")

SETTLES_WITHIN = timedelta(days=14)
_HOLD_WATCH = timedelta(hours=1)
_TICK = timedelta(minutes=1)
_SLOW_TICK = timedelta(minutes=31)
_USUAL_DELAY = timedelta(seconds=2)
_LONG_DELAY = timedelta(minutes=20)
_REPEATED_AFTER = timedelta(minutes=3)
_RARELY = 0.05
REFUSALS = (CityError, PynamoDBException, BotoCoreError, ClientError, storage.Stale)
"""How a Lambda may fail: the caller gets an error, AWS tries again."""


class World:
    """The city's state and its processes; `people.py`, `travellers.py` and `passengers.py` bring life to it."""

    def __init__(self, seed: int, morning: datetime, rates: Rates, tables: Tables | None = None) -> None:
        self.morning = morning
        self.random = Random(seed)  # noqa: S311 - a die, not a secret
        self.scheduler = Scheduler(self.random, morning)
        self.faults = Faults(self.random, rates)
        self.tables = tables or in_memory()
        self.tables.index_lag = lambda: self.random.randrange(8) if self.faults.happens("stale_index") else 0
        self.aws = Aws(self.tables, self.scheduler, self.faults)
        self.gateway = SimulatedGateway(self.scheduler, lambda: self.now, self.faults, self._tell)
        self.stays = Feed(self.tables, KeptStay, kept_stays.from_image, lambda stay: stay.stay_id)
        self.sales = TicketSales(self)
        self.fares = FareCollection(self)
        self.editions = editions()
        self.acknowledged: dict[str, str] = {}
        """Stays that a phone was told of, with the device: they must be readable for ever after."""
        self.claimed: dict[str, bool] = {}
        """Resident's prices that a partner was told it has, by claim; False once it gave one back."""
        self.take_due_stays = Schedule(self._take_due_stays, KeptStay, kept_stays.job_of(0))
        self.minutely: list[Schedule] = [self.take_due_stays, self.sales.take_due, self.fares.take_due]
        """What runs every minute."""
        self._calls = 0
        self.quiet = False
        """Nothing goes wrong any more and nobody asks for anything new: everything has to come to rest."""

    @property
    def now(self) -> datetime:
        """The time as the product's own clock tells it: to the millisecond, as exactly as storage keeps it."""
        now = self.scheduler.now
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    @contextmanager
    def installed(self) -> Iterator["World"]:
        """Let the product run on this world's DynamoDB and clock."""
        turns = SimpleNamespace(monotonic=self._seconds, sleep=lambda _: self.scheduler.pause())
        with (
            installed(self.aws),
            quick_pynamodb(),
            mock.patch.object(storage, "time", turns),
            mock.patch.object(storage, "random", self.random),
            mock.patch.object(ids, "random_id", self._random_id),
            mock.patch.object(config, "HOLD_WATCH", _HOLD_WATCH),
            mock.patch.object(config, "TIME_TICKETS", True),
            mock.patch.object(futures, "ThreadPoolExecutor", OneByOne),
            self.fares.priced(),
        ):
            try:
                yield self
            finally:
                self.scheduler.end()

    def lambda_(self, work: Callable[[], object]) -> Callable[[], None]:
        """Return one run of a Lambda: it may be refused or fail, and nobody else falls with it."""

        def run() -> None:
            try:
                work()
            except (*REFUSALS, Killed):
                return

        return run

    # The Lambdas and what triggers them.

    def notify(self, told: Callable[[], object]) -> None:
        """A gateway notifies until it is answered: late, twice, or not at all for a while."""
        if self.faults.happens("lost_notification"):
            self.scheduler.spawn(lambda: self._notify(told), self.now + _REPEATED_AFTER)
            return
        delay = _LONG_DELAY if self.faults.happens("late") else _USUAL_DELAY * self.random.random()
        self.scheduler.spawn(lambda: self._notify(told), self.now + delay)
        if self.faults.happens("doubled"):
            self.scheduler.spawn(lambda: self._notify(told), self.now + delay)

    def queue(self, work: Callable[[], object]) -> None:
        """Let a worker have a message of a queue, at least once."""
        for _ in range(2 if self.faults.happens("doubled") else 1):
            self.scheduler.spawn(self.lambda_(work))

    def tick(self, every: timedelta = _TICK, until: datetime | None = None) -> None:
        """The minute schedules, for as long as anything is due."""

        def ticking() -> None:
            while until is None or self.now < until:
                for schedule in filter(self._is_played, self.minutely):
                    self.scheduler.spawn(self.lambda_(schedule.work))
                self.scheduler.sleep(every)

        self.scheduler.spawn(ticking)

    def follow_streams(self) -> None:
        """Hand every new change to its Lambda, in order, at least once; now and then a stream forgets one."""
        self._stream(self.stays, self._follow)
        self._stream(self.sales.feed, self.sales.follow)

    def settle(self, within: timedelta = SETTLES_WITHIN) -> None:
        """No more faults: whatever was lost, everything due is done in time."""
        self.faults.calm()
        self.quiet = True
        self.tick(_SLOW_TICK, until=self.now + within)
        self.scheduler.run(until=self.now + within)

    def has_acted(self) -> bool:
        """Tell whether AWS or a gateway was called since this was asked last: nothing else changes what is kept."""
        before, self._calls = self._calls, self.aws.calls + self.gateway.line.calls + self.sales.gateway.line.calls
        return self._calls > before

    def undisturbed(self) -> None:
        """Nobody is killed any more, so that the end can be looked at."""
        self.aws.kill_before = self.aws.kill_after = None

    def _is_played(self, schedule: Schedule) -> bool:
        """Tell whether to run a schedule: one that is sure to find nothing, as no index is stale, changes nothing."""
        due = self.tables.table(schedule.model).indexes["due"].of(schedule.job)
        if due and due[0][0][0] <= int(MomentAttribute().serialize(self.now)):
            return True
        if self.faults.rates == CALM:
            return False
        return not schedule.is_rare or self.random.random() < _RARELY

    def _take_due_stays(self) -> None:
        due = kept_stays.due_before(self.now, 0)
        take(due, self.faults.clock(self.now), self.editions, self._hand_out, complain, deadline=float("inf"))

    def _tell(self, report: Report) -> None:
        self.notify(lambda: confirm(report, self.faults.clock(self.now)))

    def _notify(self, told: Callable[[], object]) -> None:
        try:
            told()
        except (*REFUSALS, Killed):
            self.scheduler.spawn(lambda: self._notify(told), self.now + _REPEATED_AFTER)

    def _stream(self, feed: Feed[T], follow_one: Callable[[T | None, T], None]) -> None:
        for before, after in feed.unfollowed():
            if not self.faults.happens("forgotten_by_stream"):
                follow_one(before, after)
                if self.faults.happens("doubled"):
                    follow_one(before, after)

    def _hand_out(self, stay_ids: list[str]) -> None:
        for stay_id in stay_ids:
            self.queue(partial(self._call, stay_id))

    def _call(self, stay_id: str) -> None:
        call_gateway(stay_id, self.faults.clock(self.now), self.gateway)

    def _follow(self, before: Stay | None, after: Stay) -> None:
        follow(before, after, self.editions, self._hand_out, lambda _: None, complain, self.faults.clock(self.now))

    def _random_id(self, prefix: str) -> str:
        return f"{prefix}_{self.random.getrandbits(80):020x}"

    def _seconds(self) -> float:
        return self.scheduler.steps / 1000
