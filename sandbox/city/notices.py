"""Notifications: planned in the transaction of their cause, signed, delivered again until the answer is 2xx.

`X-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>." and the body>`. They only say "look"; the backend then
reads the object. Times are the virtual clock's, so a jump brings a repeat as well.
"""

import hashlib
import hmac
import json
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any, Literal

import urllib3

from sandbox.city.clock import ClockUnreachable, SharedClock
from sandbox.city.settings import Settings
from sandbox.clock import stamp
from sandbox.magic_phones import system_wish
from sandbox.store import Store

Kind = Literal["entitlement_changed", "vehicles_changed", "family_changed"]

TABLES = """
CREATE TABLE IF NOT EXISTS notices (
    id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, kind TEXT NOT NULL, subject_id TEXT NOT NULL,
    version INTEGER NOT NULL, happened_at TEXT NOT NULL, due_at TEXT NOT NULL, wish TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting');
CREATE INDEX IF NOT EXISTS notices_waiting ON notices (due_at) WHERE state = 'waiting';

CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, notice_id INTEGER NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_by_notice ON deliveries (notice_id);
"""

_LOOK_EVERY_SECONDS = 1.0
_ANSWER_WITHIN_SECONDS = 10.0
_OLD = timedelta(minutes=10)
_SHOWN = 200


@dataclass(frozen=True)
class Notice:
    """A notification that waits."""

    id: int
    event_id: str
    kind: Kind
    subject_id: str
    version: int
    happened_at: str
    due_at: str
    wish: str
    attempts: int
    state: str


class Notices:
    def __init__(self, source: str, store: Store, clock: SharedClock, settings: Settings) -> None:
        self._source, self._store, self._clock, self._settings = source, store, clock, settings
        self._http = urllib3.PoolManager(timeout=_ANSWER_WITHIN_SECONDS, retries=False)
        self._wake, self._stopped = Event(), Event()
        self._thread: Thread | None = None

    def plan(
        self, db: sqlite3.Connection, kind: Kind, subject_id: str, version: int, phone: str, now: datetime
    ) -> None:
        """Write down that something changed at `now`; it is told as soon as the transaction is done."""
        db.execute(
            "INSERT INTO notices (event_id, kind, subject_id, version, happened_at, due_at, wish)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (f"evt_{uuid.uuid4().hex}", kind, subject_id, version, stamp(now), stamp(now), system_wish(phone)),
        )
        self._wake.set()

    def run(self, first: Callable[[], None]) -> None:
        """Every second, do `first` and then deliver what is due, in the background until `stop`."""
        self._thread = Thread(target=self._go_on, args=(first,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the background work; a delivery under way is finished first."""
        self._stopped.set()
        self._wake.set()
        if self._thread:
            self._thread.join()

    def deliver_due(self) -> None:
        """Try everything that is due once, oldest first. Raises ClockUnreachable."""
        for notice in self._due():
            for copy in range(2 if notice.wish == "told-twice" and not notice.attempts else 1):
                self._keep(notice, copy, self._send(notice))

    def told(self, subject_id: str = "") -> list[dict[str, Any]]:
        """Return the newest notifications with their deliveries, newest first; of one subject when it is named."""
        condition, values = ("subject_id = ?", [subject_id]) if subject_id else ("1", [])
        newest = f"SELECT * FROM notices WHERE {condition} ORDER BY id DESC LIMIT {_SHOWN}"  # noqa: S608 - fixed texts
        of_notice = "SELECT at, outcome FROM deliveries WHERE notice_id = ? ORDER BY id"
        found = self._store.rows(newest, *values)
        return [notice | {"deliveries": self._store.rows(of_notice, notice["id"])} for notice in found]

    def _go_on(self, first: Callable[[], None]) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            try:
                first()
                self.deliver_due()
            except ClockUnreachable:
                pass  # asked again in a second; nothing is lost meanwhile
            self._wake.wait(_LOOK_EVERY_SECONDS)

    def _due(self) -> list[Notice]:
        """Return what is due; a moment further off than the next repeat is one that the clock was turned back from."""
        if not self._store.rows("SELECT 1 FROM notices WHERE state = 'waiting' LIMIT 1"):
            return []
        now = self._clock.now()
        furthest = now + timedelta(seconds=self._settings.repeat_seconds)
        due = "SELECT * FROM notices WHERE state = 'waiting' AND (due_at <= ? OR due_at > ?) ORDER BY id"
        return [Notice(**row) for row in self._store.rows(due, stamp(now), stamp(furthest))]

    def _send(self, notice: Notice) -> str:
        """Return what came of one delivery: `HTTP 204`, or why there was no answer."""
        spoil = notice.wish if notice.attempts == 0 else ""
        if spoil == "told-lost":
            return "lost on the way"
        body = json.dumps(
            {
                "event_id": notice.event_id,
                "source": self._source,
                "kind": notice.kind,
                "id": notice.subject_id,
                "version": notice.version,
                "happened_at": notice.happened_at,
            }
        ).encode()
        at = self._clock.now() - (_OLD if spoil == "told-old" else timedelta())
        key = "not the key" if spoil == "told-forged" else self._settings.notification_key
        headers = {"Content-Type": "application/json", "X-Signature": signature(body, int(at.timestamp()), key)}
        try:
            answer = self._http.request("POST", self._settings.notify_url, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            return f"no answer: {type(error).__name__}"
        return f"HTTP {answer.status}"

    def _keep(self, notice: Notice, copy: int, outcome: str) -> None:
        now = self._clock.now()
        state = "delivered" if outcome.startswith("HTTP 2") else "waiting"
        with self._store.transaction() as db:
            db.execute(
                "UPDATE notices SET attempts = ?, due_at = ?, state = ? WHERE id = ?",
                (
                    notice.attempts + copy + 1,
                    stamp(now + timedelta(seconds=self._settings.repeat_seconds)),
                    state,
                    notice.id,
                ),
            )
            db.execute(
                "INSERT INTO deliveries (notice_id, at, outcome) VALUES (?, ?, ?)", (notice.id, stamp(now), outcome)
            )


def signature(body: bytes, at: int, key: str) -> str:
    """Return the header's value for a body that is sent at that Unix second."""
    return f"t={at},v1={hmac.new(key.encode(), f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"
