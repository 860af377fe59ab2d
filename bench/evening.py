"""What many workers share, in a process of its own: the queue of gateway calls, the gateway and its limit.

The workers are processes too, so that one can be killed as AWS would: at any moment, with a stay in its hands.
"""

import os
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.managers import BaseManager
from threading import Lock
from typing import Any, Literal

from chalicelib.money import CURRENCY
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.port import Report
from tests.fakes import FakeGateway

Work = tuple[Literal["call", "report"], Any]
"""A stay whose gateway calls are due, or a report that the gateway sends."""

TELL_TWICE_EVERY = 50
"""A notification may come again."""


@dataclass
class Order:
    order_id: str
    remote_id: str
    held_grosze: int
    captured_grosze: list[int] = field(default_factory=list)


@dataclass
class Evening:
    """Every method is called by many processes at once."""

    orders: dict[str, Order]
    """By remote id."""
    calls_a_second: int
    now: datetime
    refused_by_limit: int = 0
    _queue: deque[Work] = field(default_factory=deque)
    _in_hands: dict[int, Work] = field(default_factory=dict)
    _second: tuple[int, int] = (0, 0)
    _lock: Lock = field(default_factory=Lock)

    def put(self, work: list[Work]) -> None:
        with self._lock:
            self._queue.extend(work)

    def take(self, worker: int) -> tuple[Work, datetime] | None:
        """Return the next piece of work; what the worker had before is done."""
        with self._lock:
            self._in_hands.pop(worker, None)
            if not self._queue:
                return None
            self._in_hands[worker] = self._queue.popleft()
            return self._in_hands[worker], self.now

    def later(self, now: datetime) -> int:
        """Move the clock on, past the queue's patience: what a dead worker held is handed out again."""
        with self._lock:
            self.now = now
            left = list(self._in_hands.values())
            self._in_hands.clear()
            self._queue.extend(left)
            return len(left)

    def capture(self, remote_id: str, amount_grosze: int) -> str:
        """Take the money and queue the report; tells `busy` above the limit, `refused` for what is not on hold."""
        with self._lock:
            if self._above_limit():
                self.refused_by_limit += 1
                return "busy"
            order = self.orders[remote_id]
            if order.captured_grosze or not 0 < amount_grosze <= order.held_grosze:
                return "refused"
            order.captured_grosze.append(amount_grosze)
            told = 2 if int(remote_id[-4:]) % TELL_TWICE_EVERY == 0 else 1
            self._queue.extend([("report", self._report(order))] * told)
            return "taken"

    def reports(self, order_id: str) -> list[Report]:
        with self._lock:
            return [self._report(order) for order in self.orders.values() if order.order_id == order_id]

    def state(self) -> tuple[int, int, dict[str, Order]]:
        """Return how much waits, what the limit refused, and the orders."""
        with self._lock:
            return len(self._queue), self.refused_by_limit, self.orders

    def _above_limit(self) -> bool:
        second, calls = self._second
        present = int(time.monotonic())
        self._second = (present, calls + 1 if present == second else 1)
        return self._second[1] > self.calls_a_second

    def _report(self, order: Order) -> Report:
        outcome: Literal["paid", "held"] = "paid" if order.captured_grosze else "held"
        amount = sum(order.captured_grosze) or order.held_grosze
        return Report(order.order_id, order.remote_id, outcome, amount, CURRENCY, self.now, details="AUTHORIZED")


class Manager(BaseManager):
    """Serves the one Evening of its process."""


Manager.register("Evening", Evening)


class GatewayAcrossTheRoad(FakeGateway):
    """The port's captures and reports, answered by the shared Evening; every call takes its time."""

    def __init__(self, evening: Any) -> None:
        super().__init__(lambda: datetime.now(UTC))
        self._evening = evening

    def capture(self, remote_id: str, amount_grosze: int, reference: str) -> None:  # noqa: ARG002 - the port's
        answer = self._evening.capture(remote_id, amount_grosze)
        if answer == "busy":
            raise GatewayUnknown()
        if answer == "refused":
            raise GatewayRefused()

    def reports(self, order_id: str) -> list[Report]:
        reports: list[Report] = self._evening.reports(order_id)
        return reports


def work(evening: Any, number: int, environment: dict[str, str]) -> None:
    """Be one worker until nothing is left to do."""
    os.environ |= environment
    from chalicelib.log import logger
    from chalicelib.parking.call_gateway import call_gateway
    from chalicelib.parking.confirm import confirm

    logger.setLevel("CRITICAL")
    gateway = GatewayAcrossTheRoad(evening)
    while taken := evening.take(number):
        (kind, payload), now = taken
        if kind == "call":
            call_gateway(payload, now, gateway)
        else:
            confirm(payload, now)
