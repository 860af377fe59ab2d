"""The running system, met only over HTTP: as a phone, a driver, an inspector and the gateway do."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.package import ROOT
from local.pages import CardSystem, TicketGateway
from local.phone import Neighbours, Phone
from tests.system.driver import Clock, Driver, new_resident

Mk = Callable[..., Any]

_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("system")


class OwnSystem:
    """A system of these tests' own, at a place that no other one has."""

    def __init__(self, folder: Path) -> None:
        self.endpoints = folder / "endpoints.json"
        ports = ["--port", str(_free_port()), "--sandbox-port", str(_free_port())]
        self._place = ["--folder", str(folder), *ports]

    def do(self, command: str) -> None:
        """`up`, `down` or `forget`."""
        run([sys.executable, "-m", "local", command, *self._place])


def run(command: list[str], given: str = "", **environment: str) -> str:
    """Run a program of ours with nothing of the tests' environment, and return what it printed; raises when it fails.

    `given` is what is piped in.
    """
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=passed_on | environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The endpoints.json of the system under test: the one that ENDPOINTS names, else one for this run alone."""
    if known := os.environ.get("ENDPOINTS"):
        yield Path(known).absolute()
        return
    own = OwnSystem(tmp_path_factory.mktemp("system"))
    own.do("up")
    try:
        yield own.endpoints
    finally:
        own.do("forget")


@pytest.fixture(scope="session")
def addresses(system: Path) -> dict[str, str]:
    return dict(json.loads(system.read_text()))


@pytest.fixture(scope="session")
def api(addresses: dict[str, str]) -> str:
    return addresses["api"]


@pytest.fixture(scope="session")
def gateway(addresses: dict[str, str]) -> Neighbours:
    return Neighbours(addresses["sandbox"])


@pytest.fixture(scope="session")
def mpk(addresses: dict[str, str]) -> TicketGateway:
    return TicketGateway(addresses["mpk"])


@pytest.fixture(scope="session")
def cards(addresses: dict[str, str]) -> CardSystem:
    return CardSystem(addresses["cards"])


@pytest.fixture
def card_id(driver: Driver, cards: CardSystem) -> Iterator[str]:
    """A Kraków Card on the driver's phone."""
    yield driver.activate(cards, new_resident(cards))
    cards.press("acc_01", "restore")


@pytest.fixture(scope="session")
def mk(system: Path) -> Mk:
    """Run an operator's command as at a terminal, and return what it says to programs."""

    def told(*words: str, given: str = "") -> Any:
        return json.loads(run([sys.executable, "-m", "mk", *words, "--json"], given, ENDPOINTS=str(system)))

    return told


@pytest.fixture(scope="session")
def clock(api: str, gateway: Neighbours) -> Clock:
    return Clock(gateway, api)


@pytest.fixture
def paid_hours(clock: Clock) -> Clock:
    """It is a paid weekday in B, 9:00 at the earliest, with five hours left at least."""
    clock.be_in_paid_hours()
    return clock


@pytest.fixture(scope="session")
def new_driver(api: str, gateway: Neighbours) -> Callable[..., Driver]:
    """Make a driver with a new phone: `new_driver(push_token="…")`."""

    def make(push_token: str = "", language: str = "en") -> Driver:
        return driver_of(api, gateway, push_token, language)

    return make


def driver_of(api: str, gateway: Neighbours, push_token: str = "", language: str = "en") -> Driver:
    """Return a driver of any system with a phone that it knows."""
    phone = Phone(api, gateway, language)
    assert phone.register(push_token).status == 201
    documents: list[dict[str, Any]] = phone.get("/legal").json["items"]
    [terms] = [one["version"] for one in documents if one["kind"] == "terms" and one["current"]]
    return Driver(phone, gateway, terms)


@pytest.fixture
def driver(new_driver: Callable[..., Driver]) -> Driver:
    return new_driver(push_token="token-of-a-phone")


@pytest.fixture(scope="session")
def inspector(mk: Mk, api: str, gateway: Neighbours) -> Phone:
    """A phone that an operator made an inspector's."""
    phone = Phone(api, gateway, "en")
    phone.register()
    mk("inspectors", "grant", phone.device_id, "--why", "goes on patrol")
    return phone


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
