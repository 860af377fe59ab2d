"""An access token: what the authorizer believes about its holder for a quarter of an hour. Rules only.

Nothing heavy may be imported here: the authorizer is made of this.
"""

import os
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib import base64url
from chalicelib.devices import es256
from chalicelib.devices.es256 import NotGenuine, thumbprint

Scope = Literal["device", "inspector"]
PublicKeys = Mapping[str, ec.EllipticCurvePublicKey]
"""By `kid`: the RFC 7638 thumbprint."""

LIFETIME = timedelta(minutes=15)

_TYPE = "at+jwt"  # RFC 8725 §3.11: no other kind of token can stand in for this one
_P256_DER_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")


class Holder(NamedTuple):
    """Whose token it is, and what it is good for."""

    device_id: str
    scope: str


class Issuer(NamedTuple):
    """The API at its public address, with the key it signs with."""

    url: str
    key: ec.EllipticCurvePrivateKey


def sign(holder: Holder, issuer: Issuer, now: datetime) -> str:
    """Return a token for the holder, good for `LIFETIME`."""
    claims = {
        "iss": issuer.url,
        "sub": holder.device_id,
        "scope": holder.scope,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "jti": base64url.encode(os.urandom(12)),
    }
    return es256.sign({"typ": _TYPE, "kid": thumbprint(issuer.key.public_key())}, claims, issuer.key)


def read(token: str, issuer_url: str, now: datetime, keys: PublicKeys) -> Holder:
    """Return whose token it is; raises NotGenuine unless we issued it and it is still good."""
    unverified = es256.read(token)
    key = keys.get(str(unverified.header.get("kid")))
    if key is None or unverified.header.get("typ") != _TYPE:
        raise NotGenuine("not an access token of a known key")
    claims = unverified.verified(key)
    if claims["iss"] != issuer_url or claims["exp"] <= now.timestamp():
        raise NotGenuine("expired, or of another stage")
    return Holder(claims["sub"], claims["scope"])


def private_key(pem: str) -> ec.EllipticCurvePrivateKey:
    """Return the signing key of a PEM; raises ValueError for anything but a P-256 key."""
    # 35 modules that neither the authorizer nor most of the API's cold starts need.
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 private key")
    return key


def public_keys(configured: str) -> PublicKeys:
    """Return the keys of `TOKEN_PUBLIC_KEY`: base64 of DER (SubjectPublicKeyInfo), one or more after commas.

    With two, tokens of both are good, so that the signing key can be changed without refusing anybody. The
    point is cut out by hand because the library's DER loader would add 35 modules to the authorizer. Raises
    ValueError for anything but P-256 keys.
    """
    keys = [_public_key(b64decode(one, validate=True)) for one in configured.split(",")]
    return {thumbprint(key): key for key in keys}


def _public_key(der: bytes) -> ec.EllipticCurvePublicKey:
    if not der.startswith(_P256_DER_PREFIX):
        raise ValueError("not a P-256 public key in DER")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), der.removeprefix(_P256_DER_PREFIX))
