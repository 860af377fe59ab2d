import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine

from chalicelib import clock, config
from chalicelib.storage import MomentAttribute

_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class _SandboxClock(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert self.path == "/clock"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"offset_seconds": 7200.5}).encode())

    def log_message(self, *_: object) -> None:
        """The sandbox of a test is silent."""


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A sandbox whose clock is two hours and half a second ahead, known to this stage."""
    server = HTTPServer(("127.0.0.1", 0), _SandboxClock)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setattr(config, "SANDBOX_URL", f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    server.server_close()


def test_the_local_stage_follows_the_clock_of_the_sandbox(sandbox: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "STAGE", "local")

    with time_machine.travel(_NOON, tick=False):
        assert clock.utc_now() == _NOON + timedelta(hours=2, seconds=0.5)


@pytest.mark.parametrize("stage", ["prod", "test", "dev"])
def test_no_other_stage_can_be_moved_in_time(sandbox: None, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    monkeypatch.setattr(config, "STAGE", stage)

    with time_machine.travel(_NOON, tick=False):
        assert clock.utc_now() == _NOON


def test_the_local_stage_without_a_sandbox_has_the_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "STAGE", "local")
    monkeypatch.setattr(config, "SANDBOX_URL", "")

    with time_machine.travel(_NOON, tick=False):
        assert clock.utc_now() == _NOON


def test_a_moment_is_asked_for_as_exactly_as_it_is_kept() -> None:
    with time_machine.travel(_NOON + timedelta(microseconds=123_999), tick=False):
        now = clock.utc_now()

    assert now == _NOON + timedelta(milliseconds=123)
    assert MomentAttribute().deserialize(MomentAttribute().serialize(now)) == now
