"""COSE_Sign1 (RFC 9052) in the one form used here: tagged, Ed25519, a key id of two bytes, nothing unprotected.

So all bytes but the key id, the payload and the signature are known beforehand: there is no algorithm to choose,
one claim has one spelling, and no CBOR is parsed before its signature is verified. What a signature is for
(`purpose`) is its external data, which costs no byte: a signed list is no ticket. `cwt` would do it with its own
model of keys and algorithms, but holds cbor2 below 6; `pycose` had its last release in 2022.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_ID_BYTES = 2
SIGNATURE_BYTES = 64

_TAG_AND_ARRAY = bytes.fromhex("d284")
_PROTECTED = bytes.fromhex("a201270442")
"""{1: -8 (EdDSA), 4: …}, the bytes of the key id to follow."""
_HEAD = _TAG_AND_ARRAY + bytes([0x40 + len(_PROTECTED) + KEY_ID_BYTES]) + _PROTECTED
_UNPROTECTED = b"\xa0"
_BEFORE_SIGNATURE = b"\x58\x40"
_PAYLOAD_AT = len(_HEAD) + KEY_ID_BYTES + len(_UNPROTECTED)
_PAYLOAD_UNTIL = -SIGNATURE_BYTES - len(_BEFORE_SIGNATURE)


class NotSigned(Exception):
    """These bytes are not of this form, or the key did not sign them for this purpose."""


@dataclass(frozen=True)
class Signed:
    """A message taken apart. Its payload is only a claim until `verified`."""

    key_id: bytes
    payload: bytes
    signature: bytes

    def verified(self, key: Ed25519PublicKey, purpose: bytes) -> bytes:
        """Return the payload; raises NotSigned unless this key signed it for this purpose."""
        try:
            key.verify(self.signature, _to_sign(self.key_id, self.payload, purpose))
        except InvalidSignature as error:
            raise NotSigned() from error
        return self.payload


def sign(payload: bytes, purpose: bytes, key_id: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return the message; `key_id` has two bytes."""
    signature = key.sign(_to_sign(key_id, payload, purpose))
    return _HEAD + key_id + _UNPROTECTED + _byte_string(payload) + _BEFORE_SIGNATURE + signature


def take_apart(message: bytes) -> Signed:
    """Return the parts of a message; raises NotSigned for any other form."""
    encoded = message[_PAYLOAD_AT:_PAYLOAD_UNTIL]
    key_id, signature = message[len(_HEAD) :][:KEY_ID_BYTES], message[-SIGNATURE_BYTES:]
    for length_bytes in (0, 1, 2, 4):
        payload = encoded[1 + length_bytes :]
        whole = _HEAD + key_id + _UNPROTECTED + _byte_string(payload) + _BEFORE_SIGNATURE + signature
        if whole == message:
            return Signed(key_id, payload, signature)
    raise NotSigned()


def _to_sign(key_id: bytes, payload: bytes, purpose: bytes) -> bytes:
    """RFC 9052 §4.4."""
    parts = (_PROTECTED + key_id, purpose, payload)
    return b"\x84\x6aSignature1" + b"".join(map(_byte_string, parts))


def _byte_string(raw: bytes) -> bytes:
    """RFC 8949 §3.1, in its shortest form."""
    size = len(raw)
    if size < 24:
        return bytes([0x40 + size]) + raw
    lead, length_bytes = (0x58, 1) if size < 1 << 8 else (0x59, 2) if size < 1 << 16 else (0x5A, 4)
    return bytes([lead]) + size.to_bytes(length_bytes) + raw
