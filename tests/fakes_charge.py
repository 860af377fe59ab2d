"""The transport operator's gateway in memory; it keeps the promises of `tests/contracts/test_charge_gateway.py`."""

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
from chalicelib.payments.charge_port import ChargeOrder, ChargeStarted
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, NotAuthentic
from chalicelib.payments.port import Outcome, RefundState, Report
from tests.fakes import FakeRefund

ChargeCall = Literal["start_charge", "charge_again", "withdraw_mandate", "reports", "refund", "refund_state"]


@dataclass(frozen=True)
class FakeCharge:
    """What the fake gateway knows of one order; `second` is there when the customer paid twice."""

    order: ChargeOrder
    report: Report
    second: Report | None = None
    declined: tuple[Report, ...] = ()
    """What became of the charges before, under a mandate."""

    @property
    def reports(self) -> list[Report]:
        return [*self.declined, self.report, self.second] if self.second else [*self.declined, self.report]


@dataclass
class FakeChargeGateway:
    """A charge gateway in memory, on the clock that it is given.

    A test plays the customer and the bank: `approve`, `decline`, `expire`, `approve_again` answer the new report, and
    `notification(report)` is the body and the signature in which the gateway would send it. A refund waits for
    `pay_out` or `cancel_refund`. Remote ids count up from T00000001.
    """

    now: Callable[[], datetime]
    charges: dict[str, FakeCharge] = field(default_factory=dict)
    """By order id."""
    refunds: dict[str, FakeRefund] = field(default_factory=dict)
    """By reference."""
    mandates: dict[str, str] = field(default_factory=dict)
    """By alias: why the bank declines a charge under it, empty while it pays. A test may change it."""
    references: set[str] = field(default_factory=set)
    """Of further charges that were made."""
    calls: list[tuple[str | int, ...]] = field(default_factory=list)
    """Every call that reached the gateway, e.g. `("refund", "T00000001", 600, "reference")`."""
    acknowledgement: bytes = b"TRUE"
    _lost: dict[ChargeCall, bool] = field(default_factory=dict)
    _refused: set[ChargeCall] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _one_at_a_time: Lock = field(default_factory=Lock)

    # What a test plays.

    def approve(self, order_id: str) -> Report:
        """The customer pays, by hand also after a charge under a mandate was declined."""
        known = self.charges[order_id]
        mandate = known.order.mandate
        if mandate and mandate.until:
            self.mandates.setdefault(mandate.alias, "")
        elif mandate and known.report.outcome == "failed" and self.now() < known.order.valid_until:
            self._further(known)
        return self._end(order_id, "paid", "")

    def approve_again(self, order_id: str) -> Report:
        """The customer pays a paid order once more: a further transaction, under a new remote id."""
        known = self.charges[order_id]
        assert known.report.outcome == "paid" and not known.second, f"{order_id} cannot be paid a second time"
        second = replace(known.report, remote_id=self._new_remote_id(), happened_at=self.now())
        self.charges[order_id] = replace(known, second=second)
        return second

    def decline(self, order_id: str) -> Report:
        """The bank or the customer says no."""
        return self._end(order_id, "failed", "declined")

    def expire(self, order_id: str) -> Report:
        """The customer never pays."""
        return self._end(order_id, "failed", "expired")

    def pay_out(self, reference: str) -> None:
        """The gateway sends a refund's money back."""
        self._settle(reference, "done")

    def cancel_refund(self, reference: str) -> None:
        """The gateway gives a refund up."""
        self._settle(reference, "failed")

    def lose_next_answer(self, call: ChargeCall, *, applied: bool) -> None:
        """Let the next such call end in GatewayUnknown, after it took effect or before."""
        self._lost[call] = applied

    def refuse_next(self, call: ChargeCall) -> None:
        """Let the next such call end in GatewayRefused."""
        self._refused.add(call)

    def notification(self, report: Report) -> tuple[bytes, str]:
        """Return the body and the signature with which the gateway would tell this report."""
        body = msgspec.json.encode(report)
        return body, _seal(body)

    # What the port promises.

    def start_charge(self, order: ChargeOrder) -> ChargeStarted:
        def start() -> None:
            if known := self.charges.get(order.order_id):
                if known.order != order:
                    raise GatewayUnknown()
                return
            asked = order.amount_grosze
            report = Report(order.order_id, self._new_remote_id(), "pending", asked, CURRENCY, self.now(), details="")
            self.charges[order.order_id] = FakeCharge(order, report)
            if order.mandate and order.mandate.until is None:
                self._charge(order.order_id)

        self._call("start_charge", start, order.order_id, order.amount_grosze)
        remote_id = self.charges[order.order_id].reports[0].remote_id
        return ChargeStarted(remote_id, f"https://gateway.test/{remote_id}")

    def charge_again(self, remote_id: str, reference: str) -> None:
        def charge() -> None:
            known = next(
                (one for one in self.charges.values() if remote_id in (report.remote_id for report in one.reports)),
                None,
            )
            if reference in self.references:
                return
            if known is None or known.report.outcome != "failed" or self.now() >= known.order.valid_until:
                raise GatewayRefused()
            self.references.add(reference)
            self._further(known)
            self._charge(known.order.order_id)

        self._call("charge_again", charge, remote_id, reference)

    def withdraw_mandate(self, alias: str) -> None:
        def withdraw() -> None:
            if alias in self.mandates:
                self.mandates[alias] = "mandate_withdrawn"

        self._call("withdraw_mandate", withdraw, alias)

    def reports(self, order_id: str) -> list[Report]:
        self._call("reports", lambda: None, order_id)
        return self.charges[order_id].reports if order_id in self.charges else []

    def refund(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        def accept() -> None:
            if known := self.refunds.get(reference):
                if (known.remote_id, known.amount_grosze) != (remote_id, amount_grosze):
                    raise GatewayUnknown()
                return
            alive = [one for one in self.refunds.values() if one.remote_id == remote_id and one.state != "failed"]
            left = self._paid_grosze(remote_id) - sum(refund.amount_grosze for refund in alive)
            if not 0 < amount_grosze <= left:
                raise GatewayRefused()
            self.refunds[reference] = FakeRefund(remote_id, amount_grosze)

        self._call("refund", accept, remote_id, amount_grosze, reference)

    def refund_state(self, reference: str) -> RefundState:
        self._call("refund_state", lambda: None, reference)
        if reference not in self.refunds:
            raise GatewayRefused()
        return self.refunds[reference].state

    def read_notification(self, body: bytes, signature: str) -> Report:
        if not hmac.compare_digest(signature.encode(), _seal(body).encode()):
            raise NotAuthentic()
        return msgspec.json.decode(body, type=Report)

    # How it keeps them.

    def _call(self, name: ChargeCall, effect: Callable[[], None], *arguments: str | int) -> None:
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

    def _charge(self, order_id: str) -> None:
        mandate = self.charges[order_id].order.mandate
        assert mandate is not None
        reason = self.mandates.get(mandate.alias, "mandate_unknown")
        self._end(order_id, "failed" if reason else "paid", reason)

    def _further(self, known: FakeCharge) -> None:
        """Begin another transaction of an order whose last one was declined."""
        report = replace(known.report, remote_id=self._new_remote_id(), outcome="pending", details="")
        declined = (*known.declined, known.report)
        self.charges[known.order.order_id] = replace(known, report=report, declined=declined)

    def _new_remote_id(self) -> str:
        return f"T{next(self._numbers):08d}"

    def _paid_grosze(self, remote_id: str) -> int:
        reports = itertools.chain.from_iterable(charge.reports for charge in self.charges.values())
        return sum(one.amount_grosze for one in reports if (one.remote_id, one.outcome) == (remote_id, "paid"))

    def _settle(self, reference: str, state: RefundState) -> None:
        known = self.refunds[reference]
        assert known.state == "pending", f"{reference} is {known.state} already"
        self.refunds[reference] = replace(known, state=state)

    def _end(self, order_id: str, outcome: Outcome, details: str) -> Report:
        known = self.charges[order_id]
        assert known.report.outcome == "pending", f"{order_id} is {known.report.outcome} already"
        report = replace(known.report, outcome=outcome, details=details, happened_at=self.now())
        self.charges[order_id] = replace(known, report=report)
        return report


def _seal(body: bytes) -> str:
    return hashlib.sha256(b"only the gateway knows this" + body).hexdigest()
