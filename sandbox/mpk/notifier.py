"""Notifications: planned in the transaction of their cause, signed, repeated until the answer is 200 with `TRUE`.

Times are the virtual clock's, so a jump brings a repeat as well. What waits is in the store: a restart loses nothing.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, RLock, Thread

import urllib3

from sandbox.city.clock import ClockUnreachable, SharedClock
from sandbox.clock import stamp
from sandbox.mpk.settings import Settings
from sandbox.mpk.signing import SigningKeys
from sandbox.mpk.transaction import Transaction, amount_text
from sandbox.store import Store

TABLES = """
CREATE TABLE IF NOT EXISTS notifications (
    id INTEGER PRIMARY KEY, transaction_id TEXT NOT NULL, due_at TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting');
CREATE INDEX IF NOT EXISTS notifications_waiting ON notifications (due_at) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS notifications_by_transaction ON notifications (transaction_id);

CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, notification_id INTEGER NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_by_notification ON deliveries (notification_id);
"""

ACCEPTED = "TRUE"

_LOOK_EVERY_SECONDS = 0.5
_ANSWER_WITHIN_SECONDS = 10.0
_WAITING = (
    "SELECT notifications.id AS number, notifications.attempts, transactions.* FROM notifications"
    " JOIN transactions USING (transaction_id) WHERE state = 'waiting' AND {} ORDER BY due_at, notifications.id"
)


@dataclass(frozen=True)
class Notification:
    """One that waits, and the transaction it tells of, which is final."""

    number: int
    attempts: int
    of: Transaction


def plan(db: sqlite3.Connection, transaction_id: str, due: datetime) -> None:
    """Write down that a transaction has ended and is to be told."""
    db.execute("INSERT INTO notifications (transaction_id, due_at) VALUES (?, ?)", (transaction_id, stamp(due)))


class Notifier:
    def __init__(self, store: Store, clock: SharedClock, keys: SigningKeys, settings: Settings) -> None:
        self._store, self._clock, self._keys, self._settings = store, clock, keys, settings
        self._http = urllib3.PoolManager(timeout=_ANSWER_WITHIN_SECONDS, retries=False)
        self._alone = RLock()
        self._stopped = Event()

    def run(self, first: Callable[[], None]) -> None:
        """Twice a second, do `first` and then deliver what is due, in the background until `stop`."""
        Thread(target=self._go_on, args=(first,), daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def deliver_due(self) -> None:
        """Try everything that is due once, oldest first. Raises ClockUnreachable.

        A moment further off than any repeat is one that the clock was turned back from.
        """
        if not self._store.rows("SELECT 1 FROM notifications WHERE state = 'waiting' LIMIT 1"):
            return
        now = self._clock.now()
        furthest = now + timedelta(seconds=max(self._settings.late_seconds, *self._settings.retry_plan) + 60)
        self._deliver("(due_at <= ? OR due_at > ?)", stamp(now), stamp(furthest))

    def deliver_at_once(self, order_id: str) -> None:
        """Try each notification of an order once, due or not. Raises ClockUnreachable."""
        self._deliver("attempts = 0 AND order_id = ?", order_id)

    def _go_on(self, first: Callable[[], None]) -> None:
        while not self._stopped.wait(_LOOK_EVERY_SECONDS):
            with suppress(ClockUnreachable):  # asked again soon; nothing is lost meanwhile
                first()
                self.deliver_due()

    def _deliver(self, condition: str, *values: str) -> None:
        with self._alone:
            for row in self._store.rows(_WAITING.format(condition), *values):
                waiting = Notification(row.pop("number"), row.pop("attempts"), Transaction(**row))
                is_first = waiting.attempts == 0
                for copy in range(2 if is_first and "told-twice" in waiting.of.wishes else 1):
                    self._keep(waiting, copy, self._send(waiting.of, is_first))

    def _send(self, transaction: Transaction, is_first: bool) -> str:
        """Return what came of one delivery: TRUE, or what was wrong with the answer."""
        magic = transaction.wishes
        if is_first and "told-lost" in magic:
            return "lost on the way"
        if "told-rotated" in magic:
            self._keys.rotate()
        body = self._body(transaction)
        signature = self._keys.sign(body, forged=is_first and "told-forged" in magic)
        headers = {"Content-Type": "application/json", "X-JWS-Signature": signature}
        try:
            answer = self._http.request("POST", transaction.notify_url, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            return f"no answer: {type(error).__name__}"
        if answer.status == 200 and answer.data.strip() == ACCEPTED.encode():
            return ACCEPTED
        return f"HTTP {answer.status}" + (f", not {ACCEPTED}" if answer.status == 200 else "")

    def _body(self, transaction: Transaction) -> bytes:
        """Return what is told; money that has gone back meanwhile changes nothing of it."""
        told = transaction.item() | {"status": transaction.status, "clientId": self._settings.client_id}
        if "told-wrong" in transaction.wishes:
            told["amount"] = amount_text(transaction.amount + 100)
        return json.dumps(told, ensure_ascii=False).encode()

    def _keep(self, notification: Notification, copy: int, outcome: str) -> None:
        now, attempts, planned = self._clock.now(), notification.attempts + copy + 1, self._settings.retry_plan
        due, state = now, "waiting"
        if outcome == ACCEPTED:
            state = "accepted"
        elif attempts > len(planned):
            state = "given up"
        else:
            due = now + timedelta(seconds=planned[attempts - 1])
        with self._store.transaction() as db:
            db.execute(
                "UPDATE notifications SET attempts = ?, due_at = ?, state = ? WHERE id = ?",
                (attempts, stamp(due), state, notification.number),
            )
            db.execute(
                "INSERT INTO deliveries (notification_id, at, outcome) VALUES (?, ?, ?)",
                (notification.number, stamp(now), outcome),
            )
