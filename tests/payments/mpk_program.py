"""The operator's gateway as the sandbox's own program in this process, on a test's clock, behind our adapter.

Notifications are signed, sent over HTTP and verified.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import urllib3
from flask import Flask, jsonify

from chalicelib.payments.mpk import MpkGateway
from chalicelib.payments.mpk_api import MpkSettings
from chalicelib.payments.port import Report
from sandbox.mpk.app import create_app
from sandbox.mpk.parts import Parts
from sandbox.mpk.settings import Settings
from tests.payments.mpk_neighbour import CLIENT, SECRET, Neighbour, listening
from tests.sandbox.city.running import answering


@dataclass
class Program:
    """`gateway` is ours; the rest is the operator's."""

    gateway: MpkGateway
    parts: Parts
    listener: Neighbour
    url: str

    def told(self) -> Iterator[Report]:
        """Yield what was notified of since, each time it was."""
        self.parts.gateway.lapse()
        self.parts.notifier.deliver_due()
        requests = list(self.listener.requests)
        self.listener.requests.clear()
        for request in requests:
            yield self.gateway.read_notification(request.body, request.headers["X-JWS-Signature"])

    def submits(self, address: str, **form: str) -> int:
        """A customer sends a page's form; return the status."""
        return urllib3.request("POST", address, fields=form, redirect=False).status

    def page(self, path: str) -> str:
        return urllib3.request("GET", self.url + path).data.decode()


@contextmanager
def running(now: Callable[[], datetime], state: Path) -> Iterator[Program]:
    clock = Flask("clock")
    clock.add_url_rule("/clock", view_func=lambda: jsonify(offset_seconds=(now() - datetime.now(UTC)).total_seconds()))
    with answering(clock) as clock_url, listening() as listener:
        listener.says(b"TRUE")
        settings = Settings(
            state=state,
            client_id=CLIENT,
            client_secret=SECRET,
            public_url="http://127.0.0.1:4573",
            clock_url=clock_url,
            silence_seconds=0,
            notify_after_seconds=0,
        )
        app = create_app(settings)
        parts = app.extensions["mpk"]
        with answering(app) as url:
            object.__setattr__(parts.settings, "public_url", url)  # known only once it answers
            known = MpkSettings(url, CLIENT, lambda: SECRET, f"{listener.url}/notifications")
            yield Program(MpkGateway(known), parts, listener, url)
        parts.store.close()
