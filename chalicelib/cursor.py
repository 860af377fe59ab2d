"""List cursors: opaque to phones, signed by us, bound to the list they belong to."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any, TypeVar

from chalicelib import base64url
from chalicelib.errors import InvalidCursor
from chalicelib.secret_values import secret

_SIGNATURE_BYTES = 12


T = TypeVar("T")
Position = dict[str, Any]
"""Where a query goes on, as DynamoDB says it."""


def paged(
    list_name: str, cursor: str | None, read: Callable[[Position | None], tuple[T, Position | None]]
) -> tuple[T, str | None]:
    """Return the page that the cursor leads to, the first without one, and the cursor of the next.

    `read` gives a page after a position, and the position to go on from. `list_name` is one caller's list, e.g.
    `stays:dev_…`; raises InvalidCursor for a cursor of another one.
    """
    page, position = read(unseal(cursor, list_name, secret("cursors/key")) if cursor else None)
    return page, seal(position, list_name, secret("cursors/key")) if position else None


def seal(position: Position, list_name: str, key: str) -> str:
    """Return the cursor of a position in one caller's list, e.g. `stays:dev_…`."""
    payload = json.dumps(position, separators=(",", ":"), sort_keys=True).encode()
    return base64url.encode(_signature(payload, list_name, key) + payload)


def unseal(cursor: str, list_name: str, key: str) -> Position:
    """Return the position; raises InvalidCursor for a cursor that is not ours or is of another list."""
    try:
        raw = base64url.decode(cursor)
    except ValueError as error:
        raise InvalidCursor() from error
    signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(payload, list_name, key)):
        raise InvalidCursor()
    position: Position = json.loads(payload)
    return position


def _signature(payload: bytes, list_name: str, key: str) -> bytes:
    return hmac.digest(key.encode(), list_name.encode() + b"\x00" + payload, hashlib.sha256)[:_SIGNATURE_BYTES]
