"""List cursors: opaque to phones, signed by us, bound to the list they belong to."""

import hashlib
import hmac
import json
from typing import Any

from chalicelib import base64url
from chalicelib.errors import InvalidCursor

_SIGNATURE_BYTES = 12


def seal(position: dict[str, Any], list_name: str, key: str) -> str:
    """Return the cursor of a position in one caller's list, e.g. `stays:dev_…`."""
    payload = json.dumps(position, separators=(",", ":"), sort_keys=True).encode()
    return base64url.encode(_signature(payload, list_name, key) + payload)


def unseal(cursor: str, list_name: str, key: str) -> dict[str, Any]:
    """Return the position; raises InvalidCursor for a cursor that is not ours or is of another list."""
    try:
        raw = base64url.decode(cursor)
    except ValueError as error:
        raise InvalidCursor() from error
    signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(payload, list_name, key)):
        raise InvalidCursor()
    position: dict[str, Any] = json.loads(payload)
    return position


def _signature(payload: bytes, list_name: str, key: str) -> bytes:
    return hmac.digest(key.encode(), list_name.encode() + b"\x00" + payload, hashlib.sha256)[:_SIGNATURE_BYTES]
