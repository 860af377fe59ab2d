"""One SQLite file for each program; it survives a restart and may be deleted to begin again."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any


class OfAnotherVersion(Exception):
    """The file was written by a program with other tables."""


class Store:
    """One connection behind one lock: every decision of the sandbox is alone while it is made."""

    def __init__(self, path: Path, tables: str, version: int) -> None:
        """Open the file, making `tables` (SQL) where they are missing; `version` is raised whenever they change."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        is_new = not self.rows("SELECT 1 FROM sqlite_master LIMIT 1")
        if not is_new and self.rows("PRAGMA user_version")[0]["user_version"] != version:
            raise OfAnotherVersion(f"{path} has the tables of another version; delete it to begin again")
        self._connection.executescript(
            f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA user_version = {version};" + tables
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
