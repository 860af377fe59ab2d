"""Transactions, refunds, their history and mandates in the store."""

import sqlite3
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sandbox.clock import stamp
from sandbox.mpk.mandate import Mandate
from sandbox.mpk.transaction import Refund, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS transactions (
    transaction_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, asked TEXT NOT NULL, amount INTEGER NOT NULL,
    method TEXT NOT NULL, email TEXT NOT NULL, lang TEXT NOT NULL, description TEXT NOT NULL,
    success_url TEXT NOT NULL, error_url TEXT NOT NULL, notify_url TEXT NOT NULL, started_at TEXT NOT NULL,
    expires_at TEXT NOT NULL, changed_at TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
    refunded INTEGER NOT NULL, mandate TEXT NOT NULL, use TEXT NOT NULL, mandate_until TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS transactions_by_order ON transactions (order_id);
CREATE INDEX IF NOT EXISTS transactions_pending ON transactions (expires_at) WHERE status = 'pending';
CREATE INDEX IF NOT EXISTS transactions_by_start ON transactions (started_at);

CREATE TABLE IF NOT EXISTS refunds (
    reference TEXT PRIMARY KEY, refund_id TEXT NOT NULL, transaction_id TEXT NOT NULL, amount INTEGER NOT NULL,
    asked_at TEXT NOT NULL, due_at TEXT NOT NULL, is_bound_to_fail INTEGER NOT NULL, status TEXT NOT NULL,
    settled_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS refunds_by_transaction ON refunds (transaction_id);
CREATE INDEX IF NOT EXISTS refunds_pending ON refunds (due_at) WHERE status = 'pending';

CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, transaction_id TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_transaction ON events (transaction_id);

CREATE TABLE IF NOT EXISTS mandates (
    alias TEXT PRIMARY KEY, email TEXT NOT NULL, card TEXT NOT NULL, until TEXT NOT NULL, made_at TEXT NOT NULL,
    changed_at TEXT NOT NULL, status TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS attempts (idempotency_key TEXT PRIMARY KEY);
"""


def keep(db: sqlite3.Connection, what: Transaction | Refund | Mandate) -> None:
    """Add it, or replace what was known of it."""
    table = {Transaction: "transactions", Refund: "refunds", Mandate: "mandates"}[type(what)]
    columns = [field.name for field in fields(what)]
    values = ", ".join(f":{name}" for name in columns)
    db.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({values})", asdict(what))  # noqa: S608 - own names


def of_order(db: sqlite3.Connection, order_id: str) -> list[Transaction]:
    """Return the transactions of an order, oldest first."""
    rows = db.execute("SELECT * FROM transactions WHERE order_id = ? ORDER BY started_at", (order_id,))
    return [Transaction(**dict(row)) for row in rows.fetchall()]


def find(db: sqlite3.Connection, transaction_id: str) -> Transaction | None:
    row = db.execute("SELECT * FROM transactions WHERE transaction_id = ?", (transaction_id,)).fetchone()
    return Transaction(**dict(row)) if row else None


def expired(db: sqlite3.Connection, now: datetime) -> list[Transaction]:
    """Return the transactions that nobody paid in time."""
    rows = db.execute("SELECT * FROM transactions WHERE status = 'pending' AND expires_at <= ?", (stamp(now),))
    return [Transaction(**dict(row)) for row in rows.fetchall()]


def refund(db: sqlite3.Connection, reference: str) -> Refund | None:
    row = db.execute("SELECT * FROM refunds WHERE reference = ?", (reference,)).fetchone()
    return _refund(row) if row else None


def refunds_of(db: sqlite3.Connection, transaction_id: str) -> list[Refund]:
    rows = db.execute("SELECT * FROM refunds WHERE transaction_id = ? ORDER BY asked_at", (transaction_id,))
    return [_refund(row) for row in rows.fetchall()]


def refunds_due(db: sqlite3.Connection, now: datetime) -> list[Refund]:
    rows = db.execute("SELECT * FROM refunds WHERE status = 'pending' AND due_at <= ?", (stamp(now),))
    return [_refund(row) for row in rows.fetchall()]


def mandate(db: sqlite3.Connection, alias: str) -> Mandate | None:
    row = db.execute("SELECT * FROM mandates WHERE alias = ?", (alias,)).fetchone()
    return Mandate(**dict(row)) if row else None


def mandates(db: sqlite3.Connection) -> list[Mandate]:
    """Return every mandate, the newest first."""
    return [Mandate(**dict(row)) for row in db.execute("SELECT * FROM mandates ORDER BY made_at DESC").fetchall()]


def note(db: sqlite3.Connection, transaction_id: str, now: datetime, what: str) -> None:
    """Write a line into the transaction's history."""
    db.execute("INSERT INTO events (transaction_id, at, what) VALUES (?, ?, ?)", (transaction_id, stamp(now), what))


def is_first_attempt(db: sqlite3.Connection, idempotency_key: str) -> bool:
    """Tell whether a call comes for the first time, and remember that it came."""
    return db.execute("INSERT OR IGNORE INTO attempts VALUES (?)", (idempotency_key,)).rowcount == 1


def _refund(row: sqlite3.Row) -> Refund:
    stored: dict[str, Any] = dict(row)
    return Refund(**stored | {"is_bound_to_fail": bool(stored["is_bound_to_fail"])})
