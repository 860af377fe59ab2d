"""The public half of what signs tickets, as everybody may have it: a JWK Set with the time of each key. Rules only."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chalicelib import base64url
from chalicelib.credentials.cose import KEY_ID_BYTES


@dataclass(frozen=True)
class TicketKey:
    """A key and when it signs: from `not_before`, before `not_after`. What it signed stays good for its own time."""

    public: bytes
    """The 32 bytes of RFC 8032."""
    not_before: datetime
    not_after: datetime

    @property
    def key_id(self) -> bytes:
        """The first two bytes of the key's SHA-256: a ring is small, and none has two keys of one id."""
        return hashlib.sha256(self.public).digest()[:KEY_ID_BYTES]

    @property
    def verifying(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)

    def signs_at(self, moment: datetime) -> bool:
        return self.not_before <= moment < self.not_after


@dataclass(frozen=True)
class KeySet:
    """The keys as they were published."""

    published_at: datetime
    keys: Mapping[bytes, TicketKey]
    """By key id."""


def key_set(published_at: datetime, keys: tuple[TicketKey, ...]) -> KeySet:
    return KeySet(published_at, {key.key_id: key for key in keys})


def jwk_set(published: KeySet) -> dict[str, Any]:
    """Return the set as JSON: RFC 7517, RFC 8037, with `nbf`, `exp` and `published_at` in seconds since 1970."""
    return {
        "published_at": int(published.published_at.timestamp()),
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "use": "sig",
                "kid": key_id.hex(),
                "x": base64url.encode(key.public),
                "nbf": int(key.not_before.timestamp()),
                "exp": int(key.not_after.timestamp()),
            }
            for key_id, key in published.keys.items()
        ],
    }


def read_jwk_set(read: Mapping[str, Any]) -> KeySet:
    """Return the set of its JSON; raises ValueError, KeyError or TypeError for another shape.

    A key's id is computed, not believed.
    """
    keys = (TicketKey(_public(key), _moment(key["nbf"]), _moment(key["exp"])) for key in read["keys"])
    return key_set(_moment(read["published_at"]), tuple(keys))


def _public(key: Mapping[str, Any]) -> bytes:
    public = base64url.decode(key["x"])
    if key["kty"] != "OKP" or key["crv"] != "Ed25519":
        raise ValueError("not an Ed25519 key")
    Ed25519PublicKey.from_public_bytes(public)
    return public


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
