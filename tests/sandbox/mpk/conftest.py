from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.mpk.app import create_app
from sandbox.mpk.settings import Settings
from tests.payments.mpk_neighbour import CLIENT, SECRET, listening
from tests.sandbox.city.running import Clock, answering
from tests.sandbox.mpk.merchant import Merchant


@pytest.fixture
def merchant(tmp_path: Path, clock: Clock) -> Iterator[Merchant]:
    """The program on the main one's clock; refunds wait for a minute of it, notifications for nothing."""
    settings = Settings(
        state=tmp_path / "mpk.db",
        client_id=CLIENT,
        client_secret=SECRET,
        public_url="http://127.0.0.1:4573",
        clock_url=clock.url,
        silence_seconds=0,
        refund_after_seconds=60,
        notify_after_seconds=0,
    )
    app = create_app(settings)
    parts = app.extensions["mpk"]
    with answering(app) as url, listening() as told:
        told.says(b"TRUE")
        yield Merchant(url, clock, told, parts)
    parts.store.close()
