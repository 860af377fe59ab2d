"""What signs tickets: a ring of Ed25519 keys, each with the time in which it signs. Rules only.

A key is published for as long as it is in the ring, and signs from its `not_before`, before its `not_after`. So a new
key is added a week before it signs, and every inspector has it by then. An old one stays for as long as a ticket may
live: what it signed is not taken for forged, and dies of its own age. How keys are changed is in docs/runbook.md.
"""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chalicelib.credentials.ticket_key import KeySet, TicketKey, key_set

MARK_KEY_BYTES = 32


class NoKeyInForce(Exception):
    """No key of the ring signs now: our mistake, never the caller's."""


@dataclass(frozen=True)
class SigningKey:
    private: Ed25519PrivateKey = field(repr=False)
    public: TicketKey


@dataclass(frozen=True)
class SigningRing:
    """Several keys, so that they can be changed without a ticket refused; and what the marks of the day come from."""

    keys: tuple[SigningKey, ...]
    mark_key: bytes = field(repr=False)

    def current(self, now: datetime) -> SigningKey:
        """Return the youngest key that signs now; raises NoKeyInForce."""
        signing = [key for key in self.keys if key.public.signs_at(now)]
        if not signing:
            raise NoKeyInForce()
        return max(signing, key=lambda key: key.public.not_before)

    def published(self, now: datetime) -> KeySet:
        """Return every key, also one that signs no more: what it signed is still shown."""
        return key_set(now, tuple(key.public for key in self.keys))

    def signs_until(self, now: datetime) -> datetime:
        """Return the first moment from now on at which no key signs."""
        until = now
        while signing := [key.public.not_after for key in self.keys if key.public.signs_at(until)]:
            until = max(signing)
        return until


def signing_ring(written: str) -> SigningRing:
    """Return the ring of the secret's JSON; raises ValueError, KeyError or TypeError for another shape.

    `{"keys": [{"private": "<base64 of 32 bytes>", "not_before": "2026-11-01T00:00:00Z", "not_after": "…"}],
    "marks": "<base64 of 32 bytes>"}`
    """
    read = json.loads(written)
    keys = tuple(
        _signing_key(_key_bytes(key["private"]), _moment(key["not_before"]), _moment(key["not_after"]))
        for key in read["keys"]
    )
    if len({key.public.key_id for key in keys}) != len(keys):
        raise ValueError("two keys have the same id: make another one")
    return SigningRing(keys, _key_bytes(read["marks"]))


def _signing_key(raw: bytes, not_before: datetime, not_after: datetime) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(raw)
    return SigningKey(private, TicketKey(private.public_key().public_bytes_raw(), not_before, not_after))


def _key_bytes(encoded: str) -> bytes:
    raw = base64.b64decode(encoded, validate=True)
    if len(raw) != MARK_KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return raw


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment
