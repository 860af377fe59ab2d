"""Two gateways for the same promises: the fake that tests use, and Autopay's adapter against the sandbox."""

import itertools
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlencode

import urllib3

from chalicelib.payments.autopay import Autopay, AutopaySettings, HoldHash
from chalicelib.payments.port import HoldOrder, HoldStarted, Outcome, PaymentGateway, RefundState
from tests.fakes import FakeGateway
from tests.payments.autopay_neighbour import Neighbour, listening

Story = Literal[
    "customer waits",
    "approved",
    "approved twice",
    "declined",
    "start lost",
    "capture done, answer lost",
    "capture lost",
    "refund accepted, answer lost",
    "refund without funds",
]

ROOT = Path(__file__).parents[2]
SERVICE, KEY = "123456", "a key for this test run"
_numbers = itertools.count(1)


class Bank(Protocol):
    """A gateway, and a way to make a story happen to an order."""

    gateway: PaymentGateway
    last_order_id: str

    def start(self, story: Story) -> tuple[str, HoldStarted]:
        """Start an order of 14.00 with a fresh id and let its story happen; may raise like `start_hold`."""

    def notification_of(self, order_id: str, outcome: Outcome) -> bytes:
        """Return the notification in which the gateway tells that outcome."""

    def settled_refund(self, reference: str) -> RefundState:
        """Let the gateway finish a refund as the order's story wants it; return its last state."""


def order(story: Story = "customer waits", email: str = "driver@example.com") -> HoldOrder:
    return HoldOrder(
        order_id=f"stay_{secrets.token_hex(6)}_{next(_numbers)}",
        amount_grosze=1400,
        method="card",
        email=email,
        language="pl",
        description=f"Postój, {story}",
        return_url="https://api.test/v1/payments/return",
        valid_until=datetime.now(UTC) + timedelta(minutes=15),
    )


class FakeBank:
    def __init__(self) -> None:
        self._fake = FakeGateway(lambda: datetime.now(UTC))
        self.gateway: PaymentGateway = self._fake
        self.last_order_id = ""
        self._lacks_funds = False

    def start(self, story: Story) -> tuple[str, HoldStarted]:
        asked = order(story)
        self.last_order_id = asked.order_id
        if story == "start lost":
            self._fake.lose_next_answer("start_hold", applied=True)
        started = self._fake.start_hold(asked)
        if story == "declined":
            self._fake.decline(asked.order_id)
        elif story != "customer waits":
            self._fake.approve(asked.order_id)
        if story == "approved twice":
            self._fake.approve_again(asked.order_id)
        if story in ("capture done, answer lost", "capture lost"):
            self._fake.lose_next_answer("capture", applied=story != "capture lost")
        if story == "refund accepted, answer lost":
            self._fake.lose_next_answer("refund", applied=True)
        self._lacks_funds = story == "refund without funds"
        return asked.order_id, started

    def notification_of(self, order_id: str, outcome: Outcome) -> bytes:
        report = self._fake.transactions[order_id].report
        assert report.outcome == outcome
        return self._fake.notification(report)

    def settled_refund(self, reference: str) -> RefundState:
        if self._lacks_funds:
            self._lacks_funds = False
            self._fake.cancel_refund(reference)
        else:
            self._fake.pay_out(reference)
        return self._fake.refund_state(reference)


class SandboxBank:
    """The sandbox reads from the customer's e-mail what is to go wrong."""

    _wishes: dict[Story, str] = {  # noqa: RUF012 - a table, never changed
        "customer waits": "",
        "approved": "+approve",
        "approved twice": "+approve.held-twice",
        "declined": "+approve.declined",
        "start lost": "+start-timeout",
        "capture done, answer lost": "+approve.clear-timeout",
        "capture lost": "+approve.clear-lost",
        "refund accepted, answer lost": "+approve.refund-timeout",
        "refund without funds": "+approve.refund-fails",
    }

    def __init__(self, url: str, hold_hash: HoldHash, listener: Neighbour) -> None:
        self.gateway: PaymentGateway = Autopay(
            AutopaySettings(url, SERVICE, lambda: KEY, hold_hash=hold_hash, answer_seconds=1.0)
        )
        self.last_order_id = ""
        self._url = url
        self._listener = listener

    def start(self, story: Story) -> tuple[str, HoldStarted]:
        asked = order(story, f"driver{self._wishes[story]}@example.com")
        self.last_order_id = asked.order_id
        started = self.gateway.start_hold(asked)
        return asked.order_id, started

    def notification_of(self, order_id: str, outcome: Outcome) -> bytes:
        for _ in range(100):
            for form in list(self._listener.forms):
                body = urlencode(form).encode()
                report = self.gateway.read_notification(body)
                if (report.order_id, report.outcome) == (order_id, outcome):
                    return body
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
def sandbox_bank(folder: Path, hold_hash: HoldHash, clear_reply: str) -> Iterator[SandboxBank]:
    """Run the sandbox with one reading of what Autopay's documentation leaves open."""
    (folder / "key").write_text(KEY)
    port = free_port()
    with listening() as listener:
        bank = SandboxBank(f"http://127.0.0.1:{port}", hold_hash, listener)
        listener.answer = lambda form: (200, acknowledged(bank.gateway, form))
        options = {
            "--port": str(port),
            "--state": str(folder / "state.sqlite"),
            "--service-id": SERVICE,
            "--notify-url": listener.url,
            "--shared-key-file": str(folder / "key"),
            "--aws-endpoint": "http://127.0.0.1:1",
            "--hold-hash": hold_hash,
            "--clear-reply": clear_reply,
        }
        command = [sys.executable, "-m", "sandbox", *itertools.chain(*options.items())]
        with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process:
            try:
                until_listening(f"http://127.0.0.1:{port}", process, folder / "log")
                yield bank
            finally:
                process.terminate()


def acknowledged(gateway: PaymentGateway, form: dict[str, str]) -> bytes:
    return gateway.acknowledgement(gateway.read_notification(urlencode(form).encode()), confirmed=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_listening(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(150):
        try:
            urllib3.request("GET", url + "/clock", retries=False, timeout=1.0)
            return
        except urllib3.exceptions.HTTPError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def reference() -> str:
    return secrets.token_hex(16)


def outcomes(bank: Bank, order_id: str) -> list[Outcome]:
    return [report.outcome for report in bank.gateway.reports(order_id)]
