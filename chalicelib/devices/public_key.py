"""The key that a phone registers: a P-256 public key, its private half never leaving the phone. Rules only."""

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib import base64url, ids
from chalicelib.devices.errors import InvalidPublicKey
from chalicelib.devices.es256 import COORDINATE_BYTES, thumbprint


def public_key_of(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    """Return the key of a JWK (RFC 7517, RFC 7518 §6.2); members beyond kty, crv, x and y are ignored.

    Raises InvalidPublicKey for another kind of key, a point that is not on the curve, or a private key.
    """
    if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise InvalidPublicKey()
    x, y = _coordinate(jwk.get("x")), _coordinate(jwk.get("y"))
    try:
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError as error:
        raise InvalidPublicKey() from error


def device_id_of(key: ec.EllipticCurvePublicKey) -> str:
    """Return the device that a key is, however its JWK is written."""
    return ids.derived_id("dev", thumbprint(key))


def _coordinate(encoded: object) -> int:
    try:
        raw = base64url.decode(encoded) if isinstance(encoded, str) else b""
    except ValueError as error:
        raise InvalidPublicKey() from error
    if len(raw) != COORDINATE_BYTES:
        raise InvalidPublicKey()
    return int.from_bytes(raw)
