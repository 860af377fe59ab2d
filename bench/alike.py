"""Answers that must look alike: the same requests about a person whom the city knows and about others, timed.

In one process on the in-memory tables, so that what differs is ours and not the network's. Time is the thread's CPU.
"""

import logging
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from math import erfc, sqrt
from random import Random
from statistics import median

import msgspec

from chalicelib.activation.activation import Activation
from chalicelib.activation.code import AskedCode
from chalicelib.activation.deliver_code import deliver_code
from chalicelib.activation.errors import CodeWrong
from chalicelib.activation.sms_budget import BUDGET, Budget
from chalicelib.log import logger
from chalicelib.problem import problem
from tests.activation.card_cases import OTHER_PESEL, OTHER_PHONE, PESEL, Hall, Phone, new_hall
from tests.activation.card_cases import PHONE as NUMBER
from tests.activation.code_cases import code_in, wrong

_TURNS = Random(2026)  # noqa: S311 - turns, not secrets
_ENDLESS = Budget(*[10**9] * 5)
BAND = 0.15
"""How far a median may lie from the known person's: less than a tenth of a millisecond."""


@dataclass(frozen=True)
class Case:
    """Who is asked about: what is typed at `contact`, what at `identity`, and what the worker may still send."""

    name: str
    contact: tuple[str, str] = (NUMBER, PESEL)
    identity: tuple[str, str] = (NUMBER, PESEL)
    budget: Budget = _ENDLESS


CASES = (
    Case("known, a code is sent"),
    Case("unknown PESEL", (NUMBER, OTHER_PESEL), (NUMBER, OTHER_PESEL)),
    Case("known PESEL, wrong number", (OTHER_PHONE, PESEL), (OTHER_PHONE, PESEL)),
    Case("known at first, another PESEL then", identity=(NUMBER, OTHER_PESEL)),
    Case("known, every limit spent", budget=replace(BUDGET, all_day=0)),
)


@dataclass
class Seen:
    """What a phone can see or time of one case, by request: the answers, the calls behind them in their order, CPU."""

    case: Case
    calls: set[tuple[str, ...]] = field(default_factory=set)
    answers: set[tuple[str, str]] = field(default_factory=set)
    microseconds: dict[str, list[float]] = field(default_factory=dict)

    def median_us(self, step: str) -> float:
        return median(self.microseconds[step])


def measured(pairs: int) -> list[Seen]:
    """Walk every case to a wrong code `pairs` times, in turn; the first is the one that the others are held to."""
    found, turns = [Seen(case) for case in CASES], count()
    with new_hall() as hall, _quiet():
        _round(hall, [Seen(case) for case in CASES], turns)  # what is made at first use
        for _ in range(pairs):
            _round(hall, found, turns)
    return found


def differ(one: list[float], other: list[float]) -> float:
    """Return the two-sided p of Mann and Whitney's test: how likely such ranks are if both are drawn alike."""
    ordered = sorted(other)
    u = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in one) / 2
    mean, spread = len(one) * len(other) / 2, sqrt(len(one) * len(other) * (len(one) + len(other) + 1) / 12)
    return erfc(abs(u - mean) / spread / sqrt(2))


def _round(hall: Hall, found: list[Seen], turns: Iterator[int]) -> None:
    """Walk every case once, each request in another order, so that none always follows the same other one."""
    hall.later(minutes=2)
    walks = [_Walk(hall, seen, Phone(hall, f"dev_{next(turns):08d}")) for seen in found]
    for request in (_Walk.contact, _Walk.identity, _Walk.deliver, _Walk.type_wrong):
        for walk in _TURNS.sample(walks, len(walks)):
            request(walk)


@dataclass
class _Walk:
    hall: Hall
    seen: Seen
    phone: Phone
    activation: Activation = field(init=False)
    asked: AskedCode = field(init=False)
    wrong: str = "000000"

    def __post_init__(self) -> None:
        self.activation = self.phone.start("kkr3")

    def contact(self) -> None:
        number, pesel = self.seen.case.contact
        _see(self.hall, self.seen, "contact", lambda: self.phone.contact(self.activation, number, pesel))

    def identity(self) -> None:
        number, pesel = self.seen.case.identity
        _see(self.hall, self.seen, "identity", lambda: self.phone.identity(self.activation, pesel, number))
        self.asked = msgspec.json.decode(self.hall.queue.bodies.pop(), type=AskedCode)

    def deliver(self) -> None:
        sent = len(self.hall.sms.sent)
        deliver_code(self.asked, self.hall.sms, "mkrakow.example", self.hall.now, self.seen.case.budget)
        if len(self.hall.sms.sent) > sent:
            self.wrong = wrong(code_in(self.hall.sms.sent[-1]))

    def type_wrong(self) -> None:
        _see(self.hall, self.seen, "a wrong code", lambda: self.phone.code(self.activation, self.wrong))


def _see(hall: Hall, seen: Seen, step: str, request: Callable[[], Activation]) -> None:
    hall.calls.clear()
    hall.families.calls.clear()
    begun = time.thread_time_ns()
    try:
        after = request()
    except CodeWrong as refusal:
        answer, took = str(problem(refusal, "pl").body), time.thread_time_ns() - begun
    else:
        answer, took = f"{after.next_step} since {after.moved_at - hall.now}", time.thread_time_ns() - begun
    seen.microseconds.setdefault(step, []).append(took / 1e3)
    seen.answers.add((step, answer))
    seen.calls.add((step, *hall.calls, *hall.families.calls))


@contextmanager
def _quiet() -> Iterator[None]:
    """The worker warns of every spent limit."""
    level = logger.log_level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
