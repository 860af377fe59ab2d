"""Two gateways for the same promises about charges: the fake, and the operator's adapter against the sandbox."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

import urllib3

from chalicelib.payments.charge_port import ChargeGateway, ChargeOrder, ChargeStarted
from chalicelib.payments.mpk import MpkGateway
from chalicelib.payments.mpk_api import MpkSettings
from chalicelib.payments.port import Outcome, RefundState
from tests.contracts.banks import ROOT, free_port, until_listening
from tests.fakes_charge import FakeChargeGateway
from tests.payments.mpk_neighbour import CLIENT, SECRET, Neighbour, listening

Story = Literal[
    "customer waits",
    "paid",
    "paid twice",
    "declined",
    "refused",
    "start done, answer lost",
    "start lost",
    "refund accepted, answer lost",
    "refund lost",
    "refund fails",
]


class ChargeBank(Protocol):
    """A gateway, and a way to make a story happen to an order."""

    gateway: ChargeGateway

    def order(self, story: Story) -> ChargeOrder:
        """Return an order of 148.50 with a fresh id, whose story will happen."""

    def start(self, order: ChargeOrder) -> ChargeStarted:
        """Start it and let its story happen; may raise like `start_charge`."""

    def notification_of(self, order_id: str, outcome: Outcome) -> tuple[bytes, str]:
        """Return the body and the signature in which the gateway tells that outcome."""

    def settled_refund(self, reference: str) -> RefundState:
        """Let the gateway finish a refund as the order's story wants it; return its last state."""


def an_order(email: str = "passenger@example.com") -> ChargeOrder:
    return ChargeOrder(
        order_id=f"tick_{secrets.token_hex(6)}_1",
        amount_grosze=14850,
        method="card",
        email=email,
        language="uk",
        description="Bilet miesięczny · місячний квиток",
        return_url="https://api.test/v1/payments/return",
        valid_until=datetime.now(UTC) + timedelta(minutes=15),
    )


class FakeChargeBank:
    def __init__(self) -> None:
        self._fake = FakeChargeGateway(lambda: datetime.now(UTC))
        self.gateway: ChargeGateway = self._fake
        self._story: Story = "customer waits"

    def order(self, story: Story) -> ChargeOrder:
        self._story = story
        if story in ("start done, answer lost", "start lost"):
            self._fake.lose_next_answer("start_charge", applied=story != "start lost")
        if story == "refused":
            self._fake.refuse_next("start_charge")
        return an_order()

    def start(self, order: ChargeOrder) -> ChargeStarted:
        started = self._fake.start_charge(order)
        match self._story:
            case "declined":
                self._fake.decline(order.order_id)
            case "paid" | "paid twice" | "refund accepted, answer lost" | "refund lost" | "refund fails":
                self._fake.approve(order.order_id)
        if self._story == "paid twice":
            self._fake.approve_again(order.order_id)
        if self._story in ("refund accepted, answer lost", "refund lost"):
            self._fake.lose_next_answer("refund", applied=self._story != "refund lost")
        return started

    def notification_of(self, order_id: str, outcome: Outcome) -> tuple[bytes, str]:
        report = self._fake.charges[order_id].report
        assert report.outcome == outcome
        return self._fake.notification(report)

    def settled_refund(self, reference: str) -> RefundState:
        if self._story == "refund fails":
            self._story = "paid"
            self._fake.cancel_refund(reference)
        else:
            self._fake.pay_out(reference)
        return self._fake.refund_state(reference)


class SandboxChargeBank:
    """The sandbox reads from the customer's e-mail what is to go wrong; `declined` is done on its page."""

    _wishes: dict[Story, str] = {  # noqa: RUF012 - a table, never changed
        "customer waits": "",
        "paid": "+approve",
        "paid twice": "+approve.paid-twice",
        "declined": "",
        "refused": "+refused",
        "start done, answer lost": "+start-timeout",
        "start lost": "+start-lost",
        "refund accepted, answer lost": "+approve.refund-timeout",
        "refund lost": "+approve.refund-lost",
        "refund fails": "+approve.refund-fails",
    }

    def __init__(self, url: str, listener: Neighbour) -> None:
        self._url, self._listener = url, listener
        self._story: Story = "customer waits"
        settings = MpkSettings(url, CLIENT, lambda: SECRET, f"{listener.url}/notifications", answer_seconds=1.0)
        self.gateway: ChargeGateway = MpkGateway(settings)

    def order(self, story: Story) -> ChargeOrder:
        self._story = story
        return an_order(f"passenger{self._wishes[story]}@example.com")

    def start(self, order: ChargeOrder) -> ChargeStarted:
        started = self.gateway.start_charge(order)
        if self._story == "declined":
            urllib3.request("POST", started.redirect_url, fields={"decision": "decline"}, redirect=False)
        return started

    def notification_of(self, order_id: str, outcome: Outcome) -> tuple[bytes, str]:
        for _ in range(100):
            for request in list(self._listener.requests):
                report = self.gateway.read_notification(request.body, request.headers["X-JWS-Signature"])
                if (report.order_id, report.outcome) == (order_id, outcome):
                    return request.body, request.headers["X-JWS-Signature"]
            time.sleep(0.1)
        raise AssertionError(f"no notification of {outcome} came within 10 s")

    def settled_refund(self, reference: str) -> RefundState:
        for _ in range(100):
            if (state := self.gateway.refund_state(reference)) != "pending":
                return state
            time.sleep(0.1)
        raise AssertionError("the refund is pending after 10 s")

    def settlement_report(self, day: date) -> bytes:
        return urllib3.request("GET", f"{self._url}/settlement.csv", fields={"day": day.isoformat()}).data


@contextmanager
def sandbox_charge_bank(folder: Path) -> Iterator[SandboxChargeBank]:
    """Run the gateway's program, on real time."""
    (folder / "secret").write_text(SECRET)
    url = f"http://127.0.0.1:{free_port()}"
    options = {
        "--port": url.rpartition(":")[2],
        "--state": str(folder / "state.sqlite"),
        "--client-id": CLIENT,
        "--client-secret-file": str(folder / "secret"),
    }
    command = [sys.executable, "-m", "sandbox.mpk", *(word for option in options.items() for word in option)]
    with listening() as listener, (folder / "log").open("wb") as log:
        listener.says(b"TRUE")
        with subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process:
            try:
                until_listening(url, process, folder / "log")
                yield SandboxChargeBank(url, listener)
            finally:
                process.terminate()
