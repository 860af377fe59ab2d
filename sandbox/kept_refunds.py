"""Refunds in the store."""

import sqlite3
from dataclasses import asdict, fields
from datetime import datetime

from sandbox.clock import stamp
from sandbox.refund import Refund

_COLUMNS = [field.name for field in fields(Refund)]


def keep(db: sqlite3.Connection, refund: Refund) -> None:
    """Add the refund, or replace what was known of it."""
    values = ", ".join(f":{name}" for name in _COLUMNS)
    db.execute(f"INSERT OR REPLACE INTO refunds ({', '.join(_COLUMNS)}) VALUES ({values})", asdict(refund))  # noqa: S608 - own names


def find(db: sqlite3.Connection, message_id: str) -> Refund | None:
    row = db.execute("SELECT * FROM refunds WHERE message_id = ?", (message_id,)).fetchone()
    return Refund(**dict(row)) if row else None


def of_transaction(db: sqlite3.Connection, remote_id: str) -> list[Refund]:
    rows = db.execute("SELECT * FROM refunds WHERE remote_id = ?", (remote_id,))
    return [Refund(**dict(row)) for row in rows.fetchall()]


def due(db: sqlite3.Connection, now: datetime) -> list[Refund]:
    """Return the accepted refunds whose moment has come."""
    rows = db.execute("SELECT * FROM refunds WHERE settled_at = '' AND due_at <= ?", (stamp(now),))
    return [Refund(**dict(row)) for row in rows.fetchall()]
