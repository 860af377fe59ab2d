"""Detached signatures over notifications: RFC 7515 appendix F, RS256 and nothing else.

The gateway publishes its public keys as a JWK set (RFC 7517) and names one in each signature. The set is kept for an
hour, so that a key which is withdrawn is believed no longer than that, and is read again for a key that it lacks. While
it cannot be read, the keys that we have are good for a day, and nobody waits for another try sooner than in `rest`.
`cryptography` does the cryptography and is imported when the first notification comes; the tests hold this against
joserfc.
"""

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib import base64url
from chalicelib.payments.errors import GatewayUnknown, NotAuthentic
from chalicelib.payments.mpk_api import unknown

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_DETACHED = re.compile(r"([A-Za-z0-9_-]{1,500})\.\.([A-Za-z0-9_-]{1,2000})")
_KEPT_SECONDS = 3600.0
_KEPT_UNREAD_SECONDS = 86_400.0
_SMALLEST_KEY_BITS = 2048


class _Header(msgspec.Struct, frozen=True):
    """`crit` would name extensions that change what is signed, and none is spoken here."""

    alg: str
    kid: str
    crit: Any = None


class _Jwk(msgspec.Struct, frozen=True):
    kty: str
    kid: str = ""
    n: str = ""
    e: str = ""
    use: str = "sig"
    alg: str = "RS256"


class _JwkSet(msgspec.Struct, frozen=True):
    keys: list[_Jwk]


class Verifier:
    """The gateway's keys as `published` tells them, or raises GatewayUnknown.

    Whether it answers or not, a key that nobody knows is asked for at most once in `rest_seconds`.
    """

    def __init__(self, published: Callable[[], bytes], rest_seconds: float) -> None:
        self._published, self._rest_seconds = published, rest_seconds
        self._keys: dict[str, RSAPublicKey] = {}
        self._read_at = self._asked_at = float("-inf")
        self._unanswered = False

    def verify(self, body: bytes, signature: str) -> None:
        """Raise NotAuthentic unless the gateway signed this body; GatewayUnknown when its keys cannot be had."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        parts = _DETACHED.fullmatch(signature)
        if parts is None:
            raise NotAuthentic()
        try:
            header = msgspec.json.decode(base64url.decode(parts[1]), type=_Header)
            raw = base64url.decode(parts[2])
        except ValueError as error:
            raise NotAuthentic() from error
        if header.alg != "RS256" or header.crit is not None:
            raise NotAuthentic()
        signed = parts[1].encode() + b"." + base64url.encode(body).encode()
        try:
            self._key(header.kid).verify(raw, signed, PKCS1v15(), SHA256())
        except InvalidSignature as error:
            raise NotAuthentic() from error

    def _key(self, name: str) -> "RSAPublicKey":
        now = time.monotonic()
        wanted = name not in self._keys or now - self._read_at > _KEPT_SECONDS
        if wanted and now - self._asked_at >= self._rest_seconds:
            self._read()
        if name in self._keys and now - self._read_at <= _KEPT_UNREAD_SECONDS:
            return self._keys[name]
        if self._unanswered:
            raise GatewayUnknown()
        raise NotAuthentic()

    def _read(self) -> None:
        try:
            self._keys = _keys_in(self._published())
            self._read_at, self._unanswered = time.monotonic(), False
        except GatewayUnknown:
            self._unanswered = True
        self._asked_at = time.monotonic()


def _keys_in(document: bytes) -> "dict[str, RSAPublicKey]":
    """Return the keys fit for RS256 by their names; raises GatewayUnknown for a document that is no JWK set."""
    try:
        told = msgspec.json.decode(document, type=_JwkSet).keys
    except ValueError as error:
        raise unknown("signing keys that cannot be read") from error
    found = {key.kid: _rsa(key) for key in told if (key.kty, key.use, key.alg) == ("RSA", "sig", "RS256")}
    return {name: key for name, key in found.items() if key is not None}


def _rsa(key: _Jwk) -> "RSAPublicKey | None":
    """Return the key; None when it is too small or no RSA key at all, which leaves the others usable."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    try:
        exponent, modulus = (int.from_bytes(base64url.decode(number)) for number in (key.e, key.n))
        return RSAPublicNumbers(exponent, modulus).public_key() if modulus.bit_length() >= _SMALLEST_KEY_BITS else None
    except ValueError:
        return None
