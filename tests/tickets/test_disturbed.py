"""Killed at any call, or with everybody at once: a ticket and its money end the same."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

import pytest

from chalicelib import storage
from chalicelib.errors import CityError
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.ticket import Ticket
from simulation.memory_dynamodb import installed
from simulation.scheduler import Killed, Scheduler
from tests.fakes_charge import ChargeCall, FakeChargeGateway
from tests.tickets.counter import NETWORK, OTHER_PHONE, PHONE, Counter, memory

Crash = tuple[str, int]
"""On which side of which call, counted from 1 over DynamoDB and the gateway, the process dies."""


class Line:
    """Counts the calls that leave the process, and kills it once."""

    def __init__(self, crash: Crash | None) -> None:
        self.calls = 0
        self._crash = crash

    def before(self, *_: object) -> None:
        self.calls += 1
        self._die("before")

    def after(self, *_: object) -> None:
        self._die("after")

    def _die(self, side: str) -> None:
        if self._crash == (side, self.calls):
            raise Killed


class MortalGateway(FakeChargeGateway):
    line: Line

    def _call(self, name: ChargeCall, effect: Callable[[], None], *arguments: str | int) -> None:
        self.line.before()
        super()._call(name, effect, *arguments)
        self.line.after()


def lived(crash: Crash | None) -> tuple[int, Any]:
    """Buy, pay, pay again, return, get the money; whoever dies is asked again. Returns the calls and the end."""
    tables = memory()
    with installed(tables):
        counter, line = Counter(tables), Line(crash)
        counter.gateway = MortalGateway(lambda: counter.now)
        counter.gateway.line = line
        counter.resident()
        tables.before, tables.after = line.before, line.after
        ticket = insist(counter, partial(counter.buy, **NETWORK, first_day="2026-12-01"))
        paid = counter.gateway.approve(ticket.payment.order_id)
        insist(counter, partial(counter.tell, paid))
        insist(counter, counter.work)
        insist(counter, partial(counter.tell, counter.gateway.approve_again(ticket.payment.order_id)))
        insist(counter, partial(counter.give_back, ticket, 9900))
        for _ in range(4):
            insist(counter, counter.pay_out)
        calls = line.calls
        return calls, end(counter, ticket)


def insist(counter: Counter, act: Callable[[], Any]) -> Any:
    for _ in range(2):
        try:
            return act()
        except Killed:
            counter.later(seconds=90)
    raise AssertionError("killed twice")


def end(counter: Counter, ticket: Ticket) -> Any:
    kept = counter.ticket(ticket.ticket_id)
    return (
        counter.state(ticket),
        sorted((payment.state, payment.due_grosze, payment.refunded_grosze) for payment in kept.payments),
        counter.refunds(),
        counter.balance(ticket),
        sorted(counter.told()),
        kept.due_at,
    )


UNDISTURBED = lived(None)


def crashes() -> Iterator[Crash]:
    for call in range(1, UNDISTURBED[0] + 1):
        yield "before", call
        yield "after", call


def test_undisturbed_all_the_money_goes_back_and_everybody_is_told_once():
    state, payments, refunds, balance, told, due_at = UNDISTURBED[1]
    assert state == "returned"
    assert payments == [("refunded", 9900, 9900)] * 2
    assert refunds == {"T00000001": 9900, "T00000002": 9900}
    assert (balance, due_at) == ({}, None)
    assert told.count("ticket_issued:push") == told.count("ticket_returned:push") == 1


@pytest.mark.parametrize("crash", list(crashes()))
def test_killed_anywhere_it_ends_the_same(crash: Crash):
    assert lived(crash)[1] == UNDISTURBED[1]


@pytest.mark.parametrize("seed", range(60))
def test_all_at_once_end_in_one_ticket_and_right_books(counter: Counter, seed: int, monkeypatch):
    """The phone repeats its order while two notifications, a second payment, a return and the sweep come."""
    counter.resident()
    ticket = counter.buy(**NETWORK)
    first = counter.gateway.approve(ticket.payment.order_id)
    second = counter.gateway.approve_again(ticket.payment.order_id)
    everybody(
        counter,
        seed,
        monkeypatch,
        partial(counter.buy, **NETWORK),
        partial(counter.tell, first),
        partial(counter.tell, second),
        partial(counter.tell, first),
        partial(counter.tell, second),
        partial(counter.give_back, ticket, 9570),
        partial(counter.give_back, ticket, 9570),
        counter.tick,
    )
    for _ in range(4):
        counter.pay_out()
    kept = counter.ticket(ticket.ticket_id)
    assert len(kept.payments) == 2
    given_back = 9570 if kept.returned_at else 0
    assert sum(counter.refunds().values()) == 9900 + given_back
    assert counter.balance(ticket) == {"mpk:gateway": 9900 - given_back, "mpk:tickets": given_back - 9900}
    assert kept.due_at is None or kept.due_at == kept.remind_at


@pytest.mark.parametrize("seed", range(20))
def test_of_two_phones_with_the_same_code_one_has_the_ticket(counter: Counter, seed: int, monkeypatch):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    code, _ = offer_transfer(ticket.ticket_id, PHONE, counter.now)
    phones = [OTHER_PHONE, "dev_c"]
    moves = [partial(move_ticket, ticket.ticket_id, phone, "pl", code, counter.now) for phone in phones]
    everybody(counter, seed, monkeypatch, *moves)
    assert counter.ticket(ticket.ticket_id).device_id in phones
    assert len(counter.ticket(ticket.ticket_id).moves) == 1


@pytest.mark.parametrize("seed", range(20))
def test_the_same_order_many_times_at_once_is_one_charge(counter: Counter, seed: int, monkeypatch):
    counter.resident()
    everybody(counter, seed, monkeypatch, *[partial(counter.buy, **NETWORK)] * 4)
    assert len(counter.gateway.charges) == 1
    [ticket] = counter.tickets()
    assert ticket.payment.redirect_url == "https://gateway.test/T00000001"


def everybody(counter: Counter, seed: int, monkeypatch: pytest.MonkeyPatch, *acts: Callable[[], object]) -> None:
    """Let all act at once, in an order that the seed chooses anew before each call to DynamoDB."""
    scheduler = Scheduler(Random(seed), counter.now)
    counter.tables.before = lambda *_: scheduler.pause()
    monkeypatch.setattr(storage.time, "sleep", lambda _: scheduler.pause())
    for act in acts:
        scheduler.spawn(partial(refused_or_not, act))
    scheduler.run()
    counter.tables.before = lambda *_: None


def refused_or_not(act: Callable[[], object]) -> None:
    """Whoever comes too early or too late is told so; whatever else is wrong fails the test."""
    try:
        act()
    except CityError as refusal:
        assert refusal.code in {"ticket_not_in_use", "ticket_move_not_proven"}
