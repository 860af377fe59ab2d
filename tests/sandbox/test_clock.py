import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sandbox.clock import WARSAW, next_evening
from sandbox.parts import Parts
from tests.sandbox.merchant import Merchant


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def offset(client: FlaskClient) -> float:
    answer = client.get("/clock").get_json()
    assert datetime.fromisoformat(answer["now"]).utcoffset() == timedelta()
    return float(answer["offset_seconds"])


def test_the_clock_begins_at_real_time_and_moves_forward(client: FlaskClient) -> None:
    assert offset(client) == 0
    client.post("/clock", json={"advance_seconds": 900})
    client.post("/clock", data={"advance_seconds": "100.5"})
    assert offset(client) == 1000.5


def test_the_clock_is_set_to_a_moment(client: FlaskClient) -> None:
    moment = datetime.now(UTC).astimezone(WARSAW) + timedelta(days=3)
    answer = client.post("/clock", json={"set_to": moment.isoformat()}).get_json()
    assert abs(datetime.fromisoformat(answer["now"]) - moment) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "wish",
    [
        {"advance_seconds": 0},
        {"advance_seconds": -1},
        {"advance_seconds": "soon"},
        {"advance_seconds": "nan"},
        {"advance_seconds": 1e12},
        {"set_to": "2020-01-01T00:00:00+01:00"},
        {"set_to": "2030-01-01T00:00:00"},
        {"set_to": "tomorrow"},
        {"reset": False},
        {"reset": True, "advance_seconds": 5},
        {},
        [],
    ],
)
def test_the_clock_refuses_anything_but_forward(client: FlaskClient, wish: Any) -> None:
    client.post("/clock", json={"advance_seconds": 60})
    answer = client.post("/clock", json=wish)
    assert answer.status_code == 400
    assert answer.get_json()["error"]
    assert offset(client) == 60


def test_a_reset_is_the_way_back(client: FlaskClient) -> None:
    client.post("/clock", json={"advance_seconds": 900})
    client.post("/clock", json={"reset": True})
    assert offset(client) == 0


def test_the_page_moves_the_clock_and_shows_why_it_will_not(client: FlaskClient) -> None:
    assert client.post("/clock", data={"advance_seconds": "900"}).headers["Location"] == "/clock/page"
    assert "+15 min" in client.get("/clock/page").text
    refused = client.post("/clock", data={"advance_seconds": "-1"})
    assert refused.status_code == 400
    assert "only a reset goes backwards" in refused.text


@pytest.mark.parametrize(
    ("now", "evening"),
    [
        ("2026-03-28T20:59:00+00:00", "2026-03-28T22:00:00+01:00"),
        ("2026-03-28T21:00:00+00:00", "2026-03-29T22:00:00+02:00"),
        ("2026-10-24T21:00:00+00:00", "2026-10-25T22:00:00+01:00"),
    ],
)
def test_the_next_evening_is_on_warsaws_wall_clock(now: str, evening: str) -> None:
    assert next_evening(datetime.fromisoformat(now)).isoformat() == evening


def test_an_order_nobody_pays_for_ends_with_its_validity(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started()
    merchant.client.post("/clock", json={"advance_seconds": 6 * 24 * 3600 + 60})
    money = merchant.money(order_id)
    assert (money["status"], money["details"]) == ("FAILURE", "EXPIRED")
    assert merchant.decide(remote_id).status_code == 409


class LambdaEndpoint(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _LambdaHandler)
        self.invoked: list[tuple[str, dict[str, Any]]] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()


class _LambdaHandler(BaseHTTPRequestHandler):
    server: LambdaEndpoint

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.invoked.append((self.path, event))
        self.send_response(200)
        if "broken" in self.path:
            self.send_header("X-Amz-Function-Error", "Unhandled")
        self.end_headers()
        self.wfile.write(b'{"errorMessage": "it broke"}' if "broken" in self.path else b"null")

    def log_message(self, format: str, *args: Any) -> None:
        """Tests speak through their assertions."""


@pytest.fixture
def lambdas() -> Iterator[LambdaEndpoint]:
    server = LambdaEndpoint()
    yield server
    server.shutdown()
    server.server_close()


def outcomes_of(app: Flask, expected: int) -> list[str]:
    parts: Parts = app.extensions["sandbox"]
    deadline = time.monotonic() + 5
    while len(parts.schedules.outcomes) < expected and time.monotonic() < deadline:
        time.sleep(0.01)
    return list(parts.schedules.outcomes)


def test_the_minute_schedules_run_after_a_jump(make_app: Callable[..., Flask], lambdas: LambdaEndpoint) -> None:
    app = make_app(ticks=("take-due", "broken"), aws_endpoint=f"http://127.0.0.1:{lambdas.server_port}")
    client = app.test_client()
    client.post("/clock", json={"advance_seconds": 7200})
    failed, done = outcomes_of(app, 2)
    assert done.endswith("take-due: done")
    assert "it broke" in failed
    path, event = lambdas.invoked[0]
    assert path == "/2015-03-31/functions/take-due/invocations"
    assert event["source"] == "aws.events"
    ahead = datetime.fromisoformat(event["time"]) - datetime.now(UTC)
    assert timedelta(hours=1, minutes=59) < ahead <= timedelta(hours=2)
    assert "it broke" in client.get("/clock/page").text


def test_a_local_aws_that_is_down_is_shown_and_not_raised(make_app: Callable[..., Flask]) -> None:
    app = make_app(ticks=("take-due",))
    assert app.test_client().post("/clock", json={"advance_seconds": 60}).status_code == 200
    (outcome,) = outcomes_of(app, 1)
    assert "no answer" in outcome


def test_a_reset_runs_no_schedule(make_app: Callable[..., Flask], lambdas: LambdaEndpoint) -> None:
    app = make_app(ticks=("take-due",), aws_endpoint=f"http://127.0.0.1:{lambdas.server_port}")
    app.test_client().post("/clock", json={"reset": True})
    time.sleep(0.05)
    assert lambdas.invoked == []
