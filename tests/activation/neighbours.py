"""The sandbox's card system and family register, answering over HTTP on the loopback for as long as a test needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import urllib3
from werkzeug.serving import make_server

from chalicelib.json_service import ServiceSettings
from sandbox.cards import app as cards
from sandbox.city.settings import Settings
from sandbox.families import app as families

RETURN = "https://api.test/v1/activations/sign-in/return"
SECRET, KEY = "not-a-secret", "not-a-key"


@contextmanager
def card_system(folder: Path) -> Iterator[str]:
    """Yield the address of a card system with the sandbox's residents."""
    with answering(cards.create_app(_settings(folder / "cards.db"))) as address:
        yield address


@contextmanager
def family_register(folder: Path) -> Iterator[str]:
    """Yield the address of a register with the sandbox's families."""
    with answering(families.create_app(_settings(folder / "families.db"))) as address:
        yield address


def settings(address: str, secret: str = SECRET) -> ServiceSettings:
    return ServiceSettings("a neighbour", address, "mkrakow", lambda: secret, 1.0, 2.0)


def sign_in(address: str, number: str, **wrong: str) -> dict[str, str]:
    """Let a resident, e.g. `01`, sign in on the page; return what the browser comes back with."""
    form = {"email": f"resident{number}@example.com", "password": "krakow", "decision": "sign-in"} | wrong
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = urllib3.request("POST", address, body=urlencode(form), headers=headers, redirect=False, retries=False)
    came = urlsplit(answer.headers["Location"])
    assert f"{came.scheme}://{came.netloc}{came.path}" == RETURN
    return {name: value for name, (value,) in parse_qs(came.query).items()}


def _settings(state: Path) -> Settings:
    return Settings(state, "mkrakow", SECRET, KEY, "http://127.0.0.1:9/", redirect_uris=(RETURN,), slow_seconds=2.5)


@contextmanager
def answering(app: Any) -> Iterator[str]:
    """Yield the address of a WSGI application."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
