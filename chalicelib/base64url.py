"""base64url without padding (RFC 7515 §2): how bytes go into tokens, cursors, keys and hashes.

Nothing heavy may be imported here: the authorizer and the verifier are made of this.
"""

from base64 import b64decode, urlsafe_b64encode


def encode(raw: bytes) -> str:
    """Return the bytes as text, without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decode(encoded: str) -> bytes:
    """Return the bytes of the text; raises ValueError for any other sign or a length that nothing has."""
    return b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
