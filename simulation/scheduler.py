"""Processes that run in turns: every call to the outside is a place where another one may go first.

One seed, one order. A process is a greenlet: it runs the product's own code, and wherever that code calls DynamoDB,
the gateway or a queue, `pause` hands the turn back. Time is virtual: it moves on only when everybody waits for it.
"""

import heapq
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from greenlet import greenlet


class Killed(BaseException):
    """The process dies here and now: no `except Exception` of the product sees it."""


class Scheduler:
    """Runs what was spawned until nothing is left, drawing from `random` alone who goes next."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.now = now
        self.random = random
        self.steps = 0
        self.after_step: Callable[[], None] = lambda: None
        self._ready: list[tuple[Any, Any]] = []
        self._sleeping: list[tuple[datetime, int, Any]] = []
        self._count = count()
        self._main: Any = greenlet.getcurrent()

    def spawn(self, work: Callable[[], object], at: datetime | None = None) -> None:
        """Start a process now, or at a later moment."""
        born = greenlet(lambda _=None: _until_it_ends(work), parent=self._main)
        if at is None or at <= self.now:
            self._ready.append((born, None))
        else:
            heapq.heappush(self._sleeping, (at, next(self._count), born))

    def pause(self) -> None:
        """Let somebody else go first, perhaps."""
        if greenlet.getcurrent() is not self._main:
            self._ready.append((greenlet.getcurrent(), None))
            self._main.switch()

    def sleep(self, by: timedelta) -> None:
        """Go on after that much virtual time."""
        heapq.heappush(self._sleeping, (self.now + by, next(self._count), greenlet.getcurrent()))
        self._main.switch()

    def run(self, until: datetime | None = None) -> None:
        """Run until nobody is left, or until the next one would be later than `until`."""
        self._main = greenlet.getcurrent()
        while self._ready or self._wake(until):
            turn = self.random.randrange(len(self._ready))
            self._ready[turn], self._ready[-1] = self._ready[-1], self._ready[turn]
            process, value = self._ready.pop()
            process.parent = self._main
            process.switch(value)
            self.steps += 1
            self.after_step()

    def end(self) -> None:
        """Nobody goes on: a process that sleeps for ever would keep its whole world in memory."""
        for process in [process for process, _ in self._ready] + [process for _, _, process in self._sleeping]:
            process.throw()
        self._ready.clear()
        self._sleeping.clear()

    def _wake(self, until: datetime | None) -> bool:
        """Move time on to the next sleeper; False when there is none in time."""
        if not self._sleeping or (until is not None and self._sleeping[0][0] > until):
            if until is not None:
                self.now = max(self.now, until)
            return False
        self.now = max(self.now, self._sleeping[0][0])
        while self._sleeping and self._sleeping[0][0] <= self.now:
            self._ready.append((heapq.heappop(self._sleeping)[2], None))
        return True


def _until_it_ends(work: Callable[[], object]) -> None:
    with suppress(Killed):
        work()
