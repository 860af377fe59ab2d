"""The promises of the port, kept by the fake that tests use and by Autopay's adapter against the sandbox."""

import itertools
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlencode

import pytest
import urllib3

from chalicelib.payments.autopay import Autopay, AutopaySettings, HoldHash
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, NotAuthentic
from chalicelib.payments.port import HoldOrder, HoldStarted, Outcome, PaymentGateway
from tests.fakes import FakeGateway
from tests.payments.autopay_neighbour import Neighbour, listening

Story = Literal["customer waits", "approved", "declined", "start lost", "capture done, answer lost", "capture lost"]

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
        if story in ("capture done, answer lost", "capture lost"):
            self._fake.lose_next_answer("capture", applied=story != "capture lost")
        return asked.order_id, started

    def notification_of(self, order_id: str, outcome: Outcome) -> bytes:
        report = self._fake.transactions[order_id].report
        assert report.outcome == outcome
        return self._fake.notification(report)


class SandboxBank:
    """The sandbox reads from the customer's e-mail what is to go wrong."""

    _wishes: dict[Story, str] = {  # noqa: RUF012 - a table, never changed
        "customer waits": "",
        "approved": "+approve",
        "declined": "+approve.declined",
        "start lost": "+start-timeout",
        "capture done, answer lost": "+approve.clear-timeout",
        "capture lost": "+approve.clear-lost",
    }

    def __init__(self, url: str, hold_hash: HoldHash, listener: Neighbour) -> None:
        self.gateway: PaymentGateway = Autopay(
            AutopaySettings(url, SERVICE, lambda: KEY, hold_hash=hold_hash, answer_seconds=1.0)
        )
        self.last_order_id = ""
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


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxBank]:
    with sandbox_bank(tmp_path_factory.mktemp("sandbox"), "last", "transaction") as bank:
        yield bank


@pytest.fixture(scope="module")
def sandbox_read_otherwise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxBank]:
    with sandbox_bank(tmp_path_factory.mktemp("otherwise"), "unhashed", "balance-payoff") as bank:
        yield bank


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


@pytest.fixture(params=["fake", "sandbox", "sandbox_read_otherwise"])
def bank(request: pytest.FixtureRequest) -> Bank:
    return FakeBank() if request.param == "fake" else request.getfixturevalue(request.param)


def reference() -> str:
    return secrets.token_hex(16)


def outcomes(bank: Bank, order_id: str) -> list[Outcome]:
    return [report.outcome for report in bank.gateway.reports(order_id)]


def test_a_started_order_waits_for_its_customer_on_a_page(bank: Bank) -> None:
    order_id, started = bank.start("customer waits")
    (report,) = bank.gateway.reports(order_id)
    assert started.redirect_url.startswith(("https://", "http://127.0.0.1"))
    assert (report.outcome, report.remote_id) == ("pending", started.remote_id)


def test_an_unknown_order_has_no_reports(bank: Bank) -> None:
    assert bank.gateway.reports("stay_nobody_ever_started") == []


def test_an_approved_order_is_held_in_full(bank: Bank) -> None:
    order_id, _ = bank.start("approved")
    (report,) = bank.gateway.reports(order_id)
    assert (report.outcome, report.amount_grosze, report.currency) == ("held", 1400, "PLN")
    assert abs(report.happened_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_declined_order_holds_nothing_to_capture_or_release(bank: Bank) -> None:
    order_id, started = bank.start("declined")
    assert outcomes(bank, order_id) == ["failed"]
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 1400, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.release(started.remote_id, reference())


def test_an_order_that_is_not_held_yet_is_not_captured(bank: Bank) -> None:
    _, started = bank.start("customer waits")
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 1400, reference())


@pytest.mark.parametrize("amount", [10, 600, 1400])
def test_a_capture_of_at_most_what_is_held_is_paid(bank: Bank, amount: int) -> None:
    order_id, started = bank.start("approved")
    bank.gateway.capture(started.remote_id, amount, reference())
    (report,) = bank.gateway.reports(order_id)
    assert (report.outcome, report.amount_grosze) == ("paid", amount)


def test_more_than_is_held_is_refused_and_the_hold_stays(bank: Bank) -> None:
    order_id, started = bank.start("approved")
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 1401, reference())
    assert outcomes(bank, order_id) == ["held"]


def test_a_second_capture_is_refused(bank: Bank) -> None:
    order_id, started = bank.start("approved")
    bank.gateway.capture(started.remote_id, 600, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 600, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.release(started.remote_id, reference())
    assert outcomes(bank, order_id) == ["paid"]


def test_a_released_hold_is_gone(bank: Bank) -> None:
    order_id, started = bank.start("approved")
    bank.gateway.release(started.remote_id, reference())
    assert outcomes(bank, order_id) == ["failed"]
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 600, reference())


def test_an_unknown_transaction_is_neither_captured_nor_released(bank: Bank) -> None:
    with pytest.raises(GatewayRefused):
        bank.gateway.capture("NOBODY", 600, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.release("NOBODY", reference())


def test_a_lost_start_is_unknown_until_the_reports_are_asked(bank: Bank) -> None:
    with pytest.raises(GatewayUnknown):
        bank.start("start lost")
    assert outcomes(bank, bank.last_order_id) == ["pending"]


@pytest.mark.parametrize(("story", "truth"), [("capture done, answer lost", "paid"), ("capture lost", "held")])
def test_a_lost_capture_is_unknown_until_the_reports_are_asked(bank: Bank, story: Story, truth: Outcome) -> None:
    order_id, started = bank.start(story)
    with pytest.raises(GatewayUnknown):
        bank.gateway.capture(started.remote_id, 600, reference())
    assert outcomes(bank, order_id) == [truth]


STORIES: list[tuple[Story, Callable[[Bank, str], None], Outcome]] = [
    ("approved", lambda bank, remote_id: None, "held"),
    ("approved", lambda bank, remote_id: bank.gateway.capture(remote_id, 600, reference()), "paid"),
    ("approved", lambda bank, remote_id: bank.gateway.release(remote_id, reference()), "failed"),
    ("declined", lambda bank, remote_id: None, "failed"),
]


@pytest.mark.parametrize(("story", "act", "outcome"), STORIES)
def test_every_outcome_is_told_by_a_notification_that_agrees_with_the_reports(
    bank: Bank, story: Story, act: Callable[[Bank, str], None], outcome: Outcome
) -> None:
    order_id, started = bank.start(story)
    act(bank, started.remote_id)
    told = bank.gateway.read_notification(bank.notification_of(order_id, outcome))
    assert [told] == bank.gateway.reports(order_id)


def test_a_notification_changed_on_the_way_is_never_believed_to_say_something_else(bank: Bank) -> None:
    order_id, _ = bank.start("approved")
    body = bank.notification_of(order_id, "held")
    told, refused = bank.gateway.read_notification(body), 0
    for position in range(len(body)):
        try:
            changed = body[:position] + bytes([body[position] ^ 2]) + body[position + 1 :]
            assert bank.gateway.read_notification(changed) == told
        except NotAuthentic:
            refused += 1
    assert refused > len(body) * 0.9
