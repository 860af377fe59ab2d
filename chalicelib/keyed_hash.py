"""What may be compared but not read: keyed hashes. And what only we may read: sealed bytes.

There are so few PESELs and codes that a plain hash of one is as good as the thing itself. The keys are the secret
`identity/keys`: `{"current": "k2", "keys": {"k1": "<base64>", "k2": "<base64>"}}`, 32 random bytes each. Whatever is
made names its key. So a new key is added beside the old one, is made current five minutes later, when every process
has read it, and the old one is removed when nothing names it any more.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib import base64url
from chalicelib.secret_values import secret

_KEY_BYTES = 32
_NONCE_BYTES = 12
_NOTHING = "nothing:"
"""Equal to no hash."""


class NotSealedHere(Exception):
    """These bytes were not sealed by us, not for this purpose, or with a key that we have no more."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by their id. Each purpose has a key of its own, derived, so a hash for one is none for another."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if self.current not in self.keys or any(len(key) != _KEY_BYTES for key in self.keys.values()):
            raise ValueError("the current key must be there, and each must have 32 bytes")

    def keyed(self, purpose: str, text: str) -> str:
        """Return the hash under the current key, e.g. `k2:q83vEjRW…`: the key's id and 43 characters of base64url."""
        return self._hash(self.current, purpose, text)

    def candidates(self, purpose: str, text: str) -> list[str]:
        """Return the hash under every key, the current one's first: under which a thing may have been kept."""
        others = [key_id for key_id in self.keys if key_id != self.current]
        return [self._hash(key_id, purpose, text) for key_id in (self.current, *others)]

    def matches(self, purpose: str, text: str, kept: str | None) -> bool:
        """Tell whether `kept` is the hash of the text, in a time that does not depend on the answer.

        The same work is done when nothing is kept, or under a key that is gone.
        """
        key_id = (kept or "").partition(":")[0]
        made = self._hash(key_id if key_id in self.keys else self.current, purpose, text)
        return hmac.compare_digest(made, kept or _NOTHING)

    def seal(self, purpose: str, content: bytes, bound_to: str) -> str:
        """Return the bytes encrypted (AES-256-GCM) for what `bound_to` names, e.g. an id: `k2:<base64url>`."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher(self.current, purpose).encrypt(nonce, content, bound_to.encode())
        return f"{self.current}:{base64url.encode(nonce + sealed)}"

    def unseal(self, purpose: str, sealed: str, bound_to: str) -> bytes:
        """Return the bytes; raises NotSealedHere."""
        from cryptography.exceptions import InvalidTag

        key_id, _, encoded = sealed.partition(":")
        if key_id not in self.keys:
            raise NotSealedHere()
        try:
            raw = base64url.decode(encoded)
            nonce, content = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
            unsealed: bytes = self._cipher(key_id, purpose).decrypt(nonce, content, bound_to.encode())
        except (InvalidTag, ValueError):
            raise NotSealedHere() from None
        return unsealed

    def _hash(self, key_id: str, purpose: str, text: str) -> str:
        hashed = hmac.digest(self._derived(key_id, "hash", purpose), text.encode(), hashlib.sha256)
        return f"{key_id}:{base64url.encode(hashed)}"

    def _derived(self, key_id: str, use: str, purpose: str) -> bytes:
        return hmac.digest(self.keys[key_id], f"{use}\x00{purpose}".encode(), hashlib.sha256)

    def _cipher(self, key_id: str, purpose: str):  # type: ignore[no-untyped-def]
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # only who seals waits for it

        return AESGCM(self._derived(key_id, "seal", purpose))


def identity_keys() -> KeyRing:
    """Return this stage's keys (SSM, kept for five minutes). Never called while importing."""
    return key_ring(secret("identity/keys"))


def key_ring(written: str) -> KeyRing:
    """Return the keys of the secret's JSON; raises ValueError or KeyError for another shape."""
    read = json.loads(written)
    keys = {key_id: base64.b64decode(key, validate=True) for key_id, key in read["keys"].items()}
    return KeyRing(read["current"], keys)
