import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.errors import EndpointGone
from chalicelib.notifications.port import Alert
from chalicelib.notifications.sandbox_push import SandboxPush

PHONE = Endpoint("dev_a", "ios", "sandbox:dev_a", "token-1", datetime(2026, 11, 20, tzinfo=UTC))
ALERT = Alert("id", "stay_started", "Tytuł", "Treść", "stays/stay_a")


class Inbox(HTTPServer):
    status = 204
    received: list[tuple[str, dict[str, str]]]


class _Handler(BaseHTTPRequestHandler):
    server: Inbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox(("127.0.0.1", 0), _Handler) as server:
        server.received = []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def push(inbox: Inbox) -> SandboxPush:
    return SandboxPush(f"http://127.0.0.1:{inbox.server_port}")


def test_an_alert_reaches_the_sandboxs_inbox(inbox: Inbox, push: SandboxPush) -> None:
    push.push(PHONE, ALERT)
    expected = {
        "identifier": "id",
        "device_id": "dev_a",
        "push_token": "token-1",
        "title": "Tytuł",
        "body": "Treść",
        "link": "stays/stay_a",
    }
    assert inbox.received == [("/inbox/push", expected)]


def test_a_token_that_the_sandbox_calls_dead_is_gone(inbox: Inbox, push: SandboxPush) -> None:
    inbox.status = 410
    with pytest.raises(EndpointGone):
        push.push(PHONE, ALERT)


def test_a_failing_sandbox_is_tried_again_by_the_queue(inbox: Inbox, push: SandboxPush) -> None:
    inbox.status = 503
    with pytest.raises(ConnectionError):
        push.push(PHONE, ALERT)


def test_phones_have_push_there_and_browsers_do_not(push: SandboxPush) -> None:
    assert push.register("dev_a", "android", "token", None) == "sandbox:dev_a"
    assert push.register("dev_a", "web", "token", None) is None
