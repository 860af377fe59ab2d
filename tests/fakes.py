"""Honest stand-ins that tests pass in. They keep the promises that `tests/contracts` checks on the real things."""

import hashlib
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Literal

import msgspec

from chalicelib.money import CURRENCY
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, NotAuthentic
from chalicelib.payments.port import HoldOrder, HoldStarted, Outcome, Report

GatewayCall = Literal["start_hold", "capture", "release", "reports"]


@dataclass(frozen=True)
class FakeTransaction:
    """What the fake gateway knows of one order."""

    order: HoldOrder
    report: Report


@dataclass
class FakeGateway:
    """A payment gateway in memory, on the clock that it is given.

    A test plays the customer and the bank: `approve`, `decline`, `expire` answer the new report, and
    `notification(report)` is the body that the gateway would send about it. A capture or a release takes effect
    at once; `reports(order_id)` tells its report. Remote ids count up from R00000001.
    """

    now: Callable[[], datetime]
    transactions: dict[str, FakeTransaction] = field(default_factory=dict)
    """By order id."""
    calls: list[tuple[str | int, ...]] = field(default_factory=list)
    """Every call that reached the gateway, e.g. `("capture", "R00000001", 600, "reference")`."""
    _lost: dict[GatewayCall, bool] = field(default_factory=dict)
    _refused: set[GatewayCall] = field(default_factory=set)
    _one_at_a_time: Lock = field(default_factory=Lock)

    # What a test plays.

    def approve(self, order_id: str) -> Report:
        """The customer pays on the gateway's page and the bank holds the money."""
        return self._move(order_id, "held", "AUTHORIZED", only_from=("pending",))

    def decline(self, order_id: str) -> Report:
        """The bank says no."""
        return self._move(order_id, "failed", "DO_NOT_HONOR", only_from=("pending",))

    def expire(self, order_id: str) -> Report:
        """The customer never finishes, or the hold outlives what the card scheme allows."""
        pending = self.transactions[order_id].report.outcome == "pending"
        return self._move(order_id, "failed", "EXPIRED" if pending else "CANCELLED", only_from=("pending", "held"))

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
            remote_id = f"R{len(self.transactions) + 1:08d}"
            report = Report(order.order_id, remote_id, "pending", order.amount_grosze, CURRENCY, self.now(), details="")
            self.transactions[order.order_id] = FakeTransaction(order, report)

        self._call("start_hold", start, order.order_id, order.amount_grosze)
        remote_id = self.transactions[order.order_id].report.remote_id
        return HoldStarted(remote_id, f"https://gateway.test/{remote_id}")

    def capture(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        def take() -> None:
            held = self._held(remote_id)
            if not 0 < amount_grosze <= held.amount_grosze:
                raise GatewayRefused()
            self._move(held.order_id, "paid", "AUTHORIZED", amount_grosze, only_from=("held",))

        self._call("capture", take, remote_id, amount_grosze, reference)

    def release(self, remote_id: str, reference: str) -> None:
        def let_go() -> None:
            self._move(self._held(remote_id).order_id, "failed", "CANCELLED", only_from=("held",))

        self._call("release", let_go, remote_id, reference)

    def reports(self, order_id: str) -> list[Report]:
        self._call("reports", lambda: None, order_id)
        return [self.transactions[order_id].report] if order_id in self.transactions else []

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

    def _held(self, remote_id: str) -> Report:
        for transaction in self.transactions.values():
            if transaction.report.remote_id == remote_id and transaction.report.outcome == "held":
                return transaction.report
        raise GatewayRefused()

    def _move(
        self,
        order_id: str,
        outcome: Outcome,
        details: str,
        amount_grosze: int | None = None,
        *,
        only_from: tuple[Outcome, ...],
    ) -> Report:
        known = self.transactions[order_id]
        assert known.report.outcome in only_from, f"{order_id} is {known.report.outcome} already"
        report = replace(
            known.report,
            outcome=outcome,
            details=details,
            amount_grosze=known.report.amount_grosze if amount_grosze is None else amount_grosze,
            happened_at=self.now(),
        )
        self.transactions[order_id] = replace(known, report=report)
        return report


def _seal(told: bytes) -> str:
    return hashlib.sha256(b"only the gateway knows this" + told).hexdigest()
