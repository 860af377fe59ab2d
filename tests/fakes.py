"""Honest stand-ins that tests pass in. They keep the promises that `tests/contracts` checks on the real things."""

import hashlib
import hmac
import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Literal

import msgspec

from chalicelib.money import CURRENCY
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, NotAuthentic
from chalicelib.payments.port import HoldOrder, HoldStarted, Outcome, RefundState, Report

GatewayCall = Literal["start_hold", "capture", "release", "refund", "refund_state", "reports"]


@dataclass(frozen=True)
class FakeTransaction:
    """What the fake gateway knows of one order."""

    order: HoldOrder
    report: Report
    second: Report | None = None
    """Of the same order, when the customer paid twice."""

    @property
    def reports(self) -> list[Report]:
        return [self.report, self.second] if self.second else [self.report]


@dataclass(frozen=True)
class FakeRefund:
    remote_id: str
    amount_grosze: int
    state: RefundState = "pending"


@dataclass
class FakeGateway:
    """A payment gateway in memory, on the clock that it is given.

    A test plays the customer and the bank: `approve`, `decline`, `expire` answer the new report, and
    `notification(report)` is the body that the gateway would send about it. A capture or a release takes effect
    at once; `reports(order_id)` tells its report. A refund waits for `pay_out` or `cancel_refund`. Remote ids count
    up from R00000001.
    """

    now: Callable[[], datetime]
    transactions: dict[str, FakeTransaction] = field(default_factory=dict)
    """By order id."""
    refunds: dict[str, FakeRefund] = field(default_factory=dict)
    """By reference."""
    calls: list[tuple[str | int, ...]] = field(default_factory=list)
    """Every call that reached the gateway, e.g. `("capture", "R00000001", 600, "reference")`."""
    _lost: dict[GatewayCall, bool] = field(default_factory=dict)
    _refused: set[GatewayCall] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _one_at_a_time: Lock = field(default_factory=Lock)

    # What a test plays.

    def approve(self, order_id: str) -> Report:
        """The customer pays on the gateway's page and the bank holds the money."""
        return self._move(self._first(order_id), "held", "AUTHORIZED", only_from=("pending",))

    def approve_again(self, order_id: str, *, paid: bool = False) -> Report:
        """The customer pays the same order once more: a further hold, under a new remote id.

        With `paid`, not a hold: as much as the first transaction's report names is taken at once.
        """
        known = self.transactions[order_id]
        assert not known.second, f"{order_id} was paid twice already"
        second = replace(
            known.report,
            remote_id=self._new_remote_id(),
            outcome="paid" if paid else "held",
            amount_grosze=known.report.amount_grosze if paid else known.order.amount_grosze,
            happened_at=self.now(),
            details="AUTHORIZED",
        )
        self.transactions[order_id] = replace(known, second=second)
        return second

    def decline(self, order_id: str) -> Report:
        """The bank says no."""
        return self._move(self._first(order_id), "failed", "DO_NOT_HONOR", only_from=("pending",))

    def expire(self, order_id: str) -> Report:
        """The customer never finishes, or the hold outlives what the card scheme allows."""
        known = self._first(order_id)
        details = "EXPIRED" if known.outcome == "pending" else "CANCELLED"
        return self._move(known, "failed", details, only_from=("pending", "held"))

    def take_unasked(self, order_id: str) -> Report:
        """The gateway takes of a hold by its own mistake: all but a grosz, which nobody asks for."""
        held = self._first(order_id)
        return self._move(held, "paid", "AUTHORIZED", held.amount_grosze - 1, only_from=("held",))

    def pay_out(self, reference: str) -> None:
        """The gateway sends a refund's money back."""
        self._settle(reference, "done")

    def cancel_refund(self, reference: str) -> None:
        """The gateway gives a refund up, e.g. for lack of funds on our balance there."""
        self._settle(reference, "failed")

    def lose_next_answer(self, call: GatewayCall, *, applied: bool) -> None:
        """Let the next such call end in GatewayUnknown, after it took effect or before."""
        self._lost[call] = applied

    def refuse_next(self, call: GatewayCall) -> None:
        """Let the next such call end in GatewayRefused."""
        self._refused.add(call)

    def notification(self, report: Report) -> bytes:
        """Return the body in which the gateway would tell this report."""
        told = msgspec.json.encode(report)
        return _seal(told).encode() + b"\n" + told

    # What the port promises.

    def start_hold(self, order: HoldOrder) -> HoldStarted:
        def start() -> None:
            if order.order_id in self.transactions:
                raise GatewayRefused()
            asked = order.amount_grosze
            report = Report(order.order_id, self._new_remote_id(), "pending", asked, CURRENCY, self.now(), details="")
            self.transactions[order.order_id] = FakeTransaction(order, report)

        self._call("start_hold", start, order.order_id, order.amount_grosze)
        remote_id = self.transactions[order.order_id].report.remote_id
        return HoldStarted(remote_id, f"https://gateway.test/{remote_id}")

    def capture(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        def take() -> None:
            held = self._in(remote_id, "held")
            if not 0 < amount_grosze <= held.amount_grosze:
                raise GatewayRefused()
            self._move(held, "paid", "AUTHORIZED", amount_grosze, only_from=("held",))

        self._call("capture", take, remote_id, amount_grosze, reference)

    def release(self, remote_id: str, reference: str) -> None:
        def let_go() -> None:
            self._move(self._in(remote_id, "held"), "failed", "CANCELLED", only_from=("held",))

        self._call("release", let_go, remote_id, reference)

    def refund(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        def accept() -> None:
            if known := self.refunds.get(reference):
                if (known.remote_id, known.amount_grosze) != (remote_id, amount_grosze):
                    raise GatewayUnknown()
                return
            alive = [one for one in self.refunds.values() if one.remote_id == remote_id and one.state != "failed"]
            left = self._in(remote_id, "paid").amount_grosze - sum(refund.amount_grosze for refund in alive)
            if not 0 < amount_grosze <= left:
                raise GatewayRefused()
            self.refunds[reference] = FakeRefund(remote_id, amount_grosze)

        self._call("refund", accept, remote_id, amount_grosze, reference)

    def refund_state(self, reference: str) -> RefundState:
        self._call("refund_state", lambda: None, reference)
        if reference not in self.refunds:
            raise GatewayRefused()
        return self.refunds[reference].state

    def reports(self, order_id: str) -> list[Report]:
        self._call("reports", lambda: None, order_id)
        return self.transactions[order_id].reports if order_id in self.transactions else []

    def read_notification(self, body: bytes) -> Report:
        seal, _, told = body.partition(b"\n")
        if not hmac.compare_digest(seal, _seal(told).encode()):
            raise NotAuthentic()
        return msgspec.json.decode(told, type=Report)

    def acknowledgement(self, report: Report, *, confirmed: bool) -> bytes:
        return f"{report.order_id} {'CONFIRMED' if confirmed else 'NOTCONFIRMED'}".encode()

    # How it keeps them.

    def _call(self, name: GatewayCall, effect: Callable[[], None], *arguments: str | int) -> None:
        with self._one_at_a_time:
            self.calls.append((name, *arguments))
            if name in self._lost:
                if self._lost.pop(name):
                    with suppress(GatewayRefused):
                        effect()
                raise GatewayUnknown()
            if name in self._refused:
                self._refused.remove(name)
                raise GatewayRefused()
            effect()

    def _all(self) -> Iterator[Report]:
        for transaction in self.transactions.values():
            yield from transaction.reports

    def _new_remote_id(self) -> str:
        return f"R{next(self._numbers):08d}"

    def _first(self, order_id: str) -> Report:
        return self.transactions[order_id].report

    def _in(self, remote_id: str, outcome: Outcome) -> Report:
        for report in self._all():
            if (report.remote_id, report.outcome) == (remote_id, outcome):
                return report
        raise GatewayRefused()

    def _settle(self, reference: str, state: RefundState) -> None:
        known = self.refunds[reference]
        assert known.state == "pending", f"{reference} is {known.state} already"
        self.refunds[reference] = replace(known, state=state)

    def _move(
        self,
        before: Report,
        outcome: Outcome,
        details: str,
        amount_grosze: int | None = None,
        *,
        only_from: tuple[Outcome, ...],
    ) -> Report:
        assert before.outcome in only_from, f"{before.order_id} is {before.outcome} already"
        report = replace(
            before,
            outcome=outcome,
            details=details,
            amount_grosze=before.amount_grosze if amount_grosze is None else amount_grosze,
            happened_at=self.now(),
        )
        known = self.transactions[before.order_id]
        is_first = before.remote_id == known.report.remote_id
        self.transactions[before.order_id] = (
            replace(known, report=report) if is_first else replace(known, second=report)
        )
        return report


def _seal(told: bytes) -> str:
    return hashlib.sha256(b"only the gateway knows this" + told).hexdigest()
