"""Transactions and their events in the store."""

import sqlite3
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Literal

from sandbox.clock import stamp
from sandbox.order import Order

Key = Literal["order_id", "remote_id"]
_COLUMNS = [field.name for field in fields(Order)]


def add(db: sqlite3.Connection, order: Order) -> None:
    values = ", ".join(f":{name}" for name in _COLUMNS)
    db.execute(f"INSERT INTO orders ({', '.join(_COLUMNS)}) VALUES ({values})", asdict(order))  # noqa: S608 - own names


def update(db: sqlite3.Connection, order: Order) -> None:
    changes = ", ".join(f"{name} = :{name}" for name in _COLUMNS)
    db.execute(f"UPDATE orders SET {changes} WHERE remote_id = :remote_id", asdict(order))  # noqa: S608 - own names


def lapsed(db: sqlite3.Connection, now: datetime) -> list[Order]:
    """Return the orders whose deadline has passed."""
    rows = db.execute("SELECT * FROM orders WHERE deadline <> '' AND deadline <= ?", (stamp(now),))
    return [_order(row) for row in rows.fetchall()]


def of_order(db: sqlite3.Connection, order_id: str) -> list[Order]:
    """Return the transactions of an OrderID, oldest first."""
    rows = db.execute("SELECT * FROM orders WHERE order_id = ? ORDER BY rowid", (order_id,))
    return [_order(row) for row in rows.fetchall()]


def find(db: sqlite3.Connection, key: Key, value: str) -> Order | None:
    """Return the transaction; of an OrderID that was paid twice, the first."""
    row = db.execute(f"SELECT * FROM orders WHERE {key} = ? ORDER BY rowid", (value,)).fetchone()  # noqa: S608 - two names
    return _order(row) if row else None


def note(db: sqlite3.Connection, order: Order, now: datetime, what: str) -> None:
    """Write a line into the transaction's history."""
    db.execute("INSERT INTO events (remote_id, at, what) VALUES (?, ?, ?)", (order.remote_id, stamp(now), what.strip()))


def _order(row: sqlite3.Row) -> Order:
    stored: dict[str, Any] = dict(row)
    return Order(**stored | {"is_hold": bool(stored["is_hold"])})
