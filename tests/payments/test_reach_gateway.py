"""Whether a gateway can be reached: whatever it says, as long as it can say something."""

from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from chalicelib.payments.reach_gateway import gateway_answers

VARIABLES = {"city": "AUTOPAY_URL", "mpk": "MPK_GATEWAY_URL"}


@contextmanager
def answering(status):
    """A gateway that answers everything so; yields its address and the paths that were asked for."""
    asked = []

    class Gateway(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("owner", VARIABLES)
@pytest.mark.parametrize(
    ("status", "reached"),
    [
        (HTTPStatus.OK, True),
        (HTTPStatus.FOUND, True),
        (HTTPStatus.FORBIDDEN, True),
        (HTTPStatus.NOT_FOUND, True),
        (HTTPStatus.INTERNAL_SERVER_ERROR, False),
        (HTTPStatus.SERVICE_UNAVAILABLE, False),
    ],
)
def test_a_gateway_is_reached_unless_it_fails(monkeypatch, owner, status, reached):
    with answering(status) as (address, asked):
        monkeypatch.setenv(VARIABLES[owner], f"{address}/")
        assert gateway_answers(owner) == reached
    assert asked == [{"city": "/", "mpk": "/jwks.json"}[owner]], "once, and redirects are not followed"


@pytest.mark.parametrize("owner", VARIABLES)
def test_a_gateway_where_nobody_listens_is_not_reached(monkeypatch, owner):
    monkeypatch.setenv(VARIABLES[owner], "http://127.0.0.1:9")
    assert not gateway_answers(owner)
