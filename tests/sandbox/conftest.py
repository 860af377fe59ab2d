from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from sandbox.app import create_app
from sandbox.cards.app import create_app as cards_app
from sandbox.city.settings import Settings as CitySettings
from sandbox.families.app import create_app as families_app
from sandbox.parts import Parts
from sandbox.settings import Settings
from tests.sandbox.city import running as city
from tests.sandbox.city.running import CLIENT, RETURN, SECRET, Clock, Neighbour, answering, receiving
from tests.sandbox.city.running import KEY as NOTIFICATION_KEY
from tests.sandbox.merchant import KEY, REFUND_SECONDS, SERVICE, Merchant, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(tmp_path: Path, receiver: Receiver) -> Settings:
    return Settings(
        state=tmp_path / "sandbox.db",
        service_id=SERVICE,
        shared_key=KEY,
        notify_url=receiver.url,
        aws_endpoint="http://127.0.0.1:9",
        public_url="http://127.0.0.1:4570",
        notify_after_seconds=0,
        silence_seconds=0,
        refund_after_seconds=REFUND_SECONDS,
        retry_plan=(0.02, 0.02, 0.02),
    )


@pytest.fixture
def make_app(settings: Settings) -> Iterator[Callable[..., Flask]]:
    apps: list[Flask] = []

    def make(**changed: object) -> Flask:
        apps.append(create_app(replace(settings, **changed)))  # type: ignore[arg-type]
        return apps[-1]

    yield make
    for app in apps:
        app.extensions["sandbox"].store.close()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def merchant(app: Flask) -> Merchant:
    return Merchant(app.test_client())


@pytest.fixture
def deliver(app: Flask) -> Callable[[], None]:
    """Deliver every notification that is due, as the notifier's threads do."""
    parts: Parts = app.extensions["sandbox"]
    return parts.notifier.deliver_due


@pytest.fixture
def clock(app: Flask) -> Iterator[Clock]:
    """The main program's clock, over HTTP."""
    with answering(app) as url:
        yield Clock(url)


@pytest.fixture
def told() -> Iterator[city.Receiver]:
    """Where the city's notifications go."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def city_settings(tmp_path: Path, clock: Clock, told: city.Receiver) -> CitySettings:
    return CitySettings(
        state=tmp_path / "city.db",
        client_id=CLIENT,
        client_secret=SECRET,
        notification_key=NOTIFICATION_KEY,
        notify_url=told.url,
        clock_url=clock.url,
        redirect_uris=(RETURN,),
        slow_seconds=0.3,
    )


@pytest.fixture
def cards(city_settings: CitySettings) -> Iterator[Neighbour]:
    app = cards_app(city_settings)
    parts = app.extensions["cards"]
    with answering(app) as url:
        yield Neighbour(url, parts.notices.deliver_due)
    parts.store.close()


@pytest.fixture
def families(city_settings: CitySettings) -> Iterator[Neighbour]:
    app = families_app(city_settings)
    parts = app.extensions["families"]
    with answering(app) as url:
        yield Neighbour(url, parts.notices.deliver_due)
    parts.store.close()
