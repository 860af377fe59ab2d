"""Authorisation codes and access tokens: RFC 6749 with PKCE (RFC 7636)."""

import base64
import hashlib
import hmac
import secrets
import sqlite3
from datetime import timedelta
from typing import Any

from sandbox.city.clock import SharedClock
from sandbox.clock import stamp
from sandbox.store import Store

TABLES = """
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY, account_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, challenge TEXT NOT NULL,
    expires_at TEXT NOT NULL, spent INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, code TEXT NOT NULL, account_id TEXT NOT NULL, expires_at TEXT NOT NULL);
"""

TOKEN_LIFE = timedelta(seconds=300)
_CODE_LIFE = timedelta(seconds=60)


class InvalidGrant(Exception):
    """The code is unknown, spent, old, or not for whom shows it."""


class SignIn:
    def __init__(self, store: Store, clock: SharedClock) -> None:
        self._store, self._clock = store, clock

    def new_code(self, account_id: str, redirect_uri: str, challenge: str) -> str:
        code, expires_at = secrets.token_urlsafe(32), stamp(self._clock.now() + _CODE_LIFE)
        with self._store.transaction() as db:
            db.execute(
                "INSERT INTO codes (code, account_id, redirect_uri, challenge, expires_at) VALUES (?, ?, ?, ?, ?)",
                (code, account_id, redirect_uri, challenge, expires_at),
            )
        return code

    def redeem(self, code: str, redirect_uri: str, verifier: str) -> str:
        """Return an access token. Any try spends the code; one more ends the first one's token. Raises InvalidGrant."""
        now, token = self._clock.now(), secrets.token_urlsafe(32)
        with self._store.transaction() as db:
            found = _spent(db, code)
            fits = found is not None and _fits(found, redirect_uri, verifier, stamp(now))
            if found and fits:
                values = (token, code, found["account_id"], stamp(now + TOKEN_LIFE))
                db.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", values)
        if not fits:
            raise InvalidGrant
        return token

    def account_of(self, token: str) -> str | None:
        """Return whose token it is; None for an unknown or an old one."""
        valid = "SELECT account_id FROM tokens WHERE token = ? AND expires_at > ?"
        found = self._store.rows(valid, token, stamp(self._clock.now()))
        return str(found[0]["account_id"]) if found else None


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a code verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _spent(db: sqlite3.Connection, code: str) -> dict[str, Any] | None:
    """Spend the code and return it; None when there is none or it was spent before."""
    row = db.execute("SELECT * FROM codes WHERE code = ?", (code,)).fetchone()
    if row is None:
        return None
    if row["spent"]:
        db.execute("DELETE FROM tokens WHERE code = ?", (code,))
        return None
    db.execute("UPDATE codes SET spent = 1 WHERE code = ?", (code,))
    return dict(row)


def _fits(code: dict[str, Any], redirect_uri: str, verifier: str, now: str) -> bool:
    is_his = hmac.compare_digest(code["challenge"].encode(), challenge_of(verifier).encode())
    return is_his and code["redirect_uri"] == redirect_uri and code["expires_at"] > now
