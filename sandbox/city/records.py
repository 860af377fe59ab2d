"""Records in the store: typed, each under its id, written as a whole."""

import sqlite3
from typing import Generic, TypeVar

import msgspec

TABLE = "CREATE TABLE IF NOT EXISTS records (id TEXT PRIMARY KEY, body BLOB NOT NULL);"


class Unknown(Exception):
    """No such record; the text is the code of the refusal."""


Record = TypeVar("Record", bound=msgspec.Struct)


class Records(Generic[Record]):
    """Few enough to be read one after another: whoever looks for one by its contents reads them all."""

    def __init__(self, kind: type[Record]) -> None:
        self._read = msgspec.json.Decoder(kind)

    def find(self, db: sqlite3.Connection, record_id: str) -> Record | None:
        row = db.execute("SELECT body FROM records WHERE id = ?", (record_id,)).fetchone()
        return self._read.decode(row["body"]) if row else None

    def all(self, db: sqlite3.Connection) -> list[Record]:
        """Return every record in the order of the ids."""
        return [self._read.decode(row["body"]) for row in db.execute("SELECT body FROM records ORDER BY id").fetchall()]

    def keep(self, db: sqlite3.Connection, record_id: str, record: Record) -> None:
        db.execute("INSERT OR REPLACE INTO records VALUES (?, ?)", (record_id, msgspec.json.encode(record)))
