"""One SQLite file; it survives a restart and may be deleted to begin again."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

_VERSION = 2
"""Of the schema; raised whenever a table changes."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS orders (
    remote_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, amount INTEGER NOT NULL, is_hold INTEGER NOT NULL,
    currency TEXT NOT NULL, gateway_id TEXT NOT NULL, email TEXT NOT NULL, description TEXT NOT NULL,
    return_url TEXT NOT NULL, started_at TEXT NOT NULL, deadline TEXT NOT NULL, status TEXT NOT NULL,
    details TEXT NOT NULL, changed_at TEXT NOT NULL, held INTEGER NOT NULL, captured INTEGER NOT NULL,
    released INTEGER NOT NULL, still_held INTEGER NOT NULL, refunded INTEGER NOT NULL,
    clear_attempts INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS orders_by_order_id ON orders (order_id);
CREATE INDEX IF NOT EXISTS orders_by_deadline ON orders (deadline) WHERE deadline <> '';
CREATE INDEX IF NOT EXISTS orders_by_start ON orders (started_at);

CREATE TABLE IF NOT EXISTS refunds (
    message_id TEXT PRIMARY KEY, remote_id TEXT NOT NULL, amount INTEGER NOT NULL, status TEXT NOT NULL,
    asked_at TEXT NOT NULL, due_at TEXT NOT NULL, settled_at TEXT NOT NULL, remote_out_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS refunds_by_transaction ON refunds (remote_id);
CREATE INDEX IF NOT EXISTS refunds_due ON refunds (due_at) WHERE settled_at = '';

CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, remote_id TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_transaction ON events (remote_id);

CREATE TABLE IF NOT EXISTS notifications (
    id INTEGER PRIMARY KEY, order_id TEXT NOT NULL, remote_id TEXT NOT NULL, status TEXT NOT NULL,
    details TEXT NOT NULL, amount INTEGER NOT NULL, happened_at TEXT NOT NULL, due_at REAL NOT NULL,
    copies INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting');
CREATE INDEX IF NOT EXISTS notifications_due ON notifications (due_at) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS notifications_by_order ON notifications (order_id);
CREATE INDEX IF NOT EXISTS notifications_by_transaction ON notifications (remote_id);

CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, notification_id INTEGER NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_by_notification ON deliveries (notification_id);

CREATE TABLE IF NOT EXISTS pushes (
    identifier TEXT NOT NULL, device_id TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL,
    data TEXT NOT NULL, stage_time TEXT NOT NULL, arrived_at TEXT NOT NULL, times INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (identifier, device_id));
"""


class OfAnotherVersion(Exception):
    """The file was written by a sandbox with other tables."""


class Store:
    """One connection behind one lock: every decision of the sandbox is alone while it is made."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        is_new = not self.rows("SELECT 1 FROM sqlite_master LIMIT 1")
        if not is_new and self.rows("PRAGMA user_version")[0]["user_version"] != _VERSION:
            raise OfAnotherVersion(f"{path} has the tables of another version; delete it to begin again")
        self._connection.executescript(
            f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA user_version = {_VERSION};" + _SCHEMA
        )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside one transaction: all of it is kept, or none after an exception."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Return what a question finds, each row by its column names."""
        with self._lock:
            return [dict(row) for row in self._connection.execute(sql, values)]

    def setting(self, name: str, default: str) -> str:
        found = self.rows("SELECT value FROM settings WHERE name = ?", name)
        return str(found[0]["value"]) if found else default

    def keep_setting(self, name: str, value: str) -> None:
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def close(self) -> None:
        self._connection.close()
