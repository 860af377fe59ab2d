"""The keys that sign notifications: published as a JWK set, made anew at will, kept in the store."""

from functools import cache
from typing import Any

from joserfc import jws
from joserfc.jwk import RSAKey

from sandbox.store import Store

TABLE = "CREATE TABLE IF NOT EXISTS signing_keys (id INTEGER PRIMARY KEY, kid TEXT NOT NULL, pem TEXT NOT NULL);"

_ALGORITHM = "RS256"
_PUBLISHED = 3
"""The newest ones; an older key is withdrawn."""


class SigningKeys:
    def __init__(self, store: Store) -> None:
        self._store = store
        if not store.rows("SELECT 1 FROM signing_keys LIMIT 1"):
            self.rotate()

    def rotate(self) -> str:
        """Make a new key, which signs from now on; return its name."""
        pem = _new_key().as_pem(private=True).decode()
        with self._store.transaction() as db:
            number = db.execute("INSERT INTO signing_keys (kid, pem) VALUES ('', ?)", (pem,)).lastrowid
            db.execute("UPDATE signing_keys SET kid = ? WHERE id = ?", (f"mpk-{number}", number))
        return f"mpk-{number}"

    def published(self) -> dict[str, Any]:
        """Return the public keys as a JWK set, newest first."""
        newest = self._store.rows("SELECT kid, pem FROM signing_keys ORDER BY id DESC LIMIT ?", _PUBLISHED)
        known = {row["kid"]: _key(row["pem"]) for row in newest}
        more = {"use": "sig", "alg": _ALGORITHM}
        return {"keys": [key.as_dict(private=False) | more | {"kid": kid} for kid, key in known.items()]}

    def sign(self, body: bytes, *, forged: bool = False) -> str:
        """Return the detached JWS of a body; a forged one names the newest key and is signed by another."""
        (newest,) = self._store.rows("SELECT kid, pem FROM signing_keys ORDER BY id DESC LIMIT 1")
        key = _another_key() if forged else _key(newest["pem"])
        whole = jws.serialize_compact({"alg": _ALGORITHM, "kid": newest["kid"]}, body, key)
        header, _, signature = whole.split(".")
        return f"{header}..{signature}"


def _new_key() -> RSAKey:
    return RSAKey.generate_key(2048)


@cache
def _key(pem: str) -> RSAKey:
    return RSAKey.import_key(pem)


@cache
def _another_key() -> RSAKey:
    return _new_key()
