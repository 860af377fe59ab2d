"""Use case: everybody may have the list of what was returned, moved or changed."""

from collections.abc import Callable, Iterable
from datetime import datetime

from chalicelib.credentials import revocation
from chalicelib.credentials.credential import LIFETIME
from chalicelib.credentials.signing_key import SigningRing

RevokedSince = Callable[[datetime], Iterable[tuple[str, datetime]]]
"""Which tickets were returned, moved or changed at that moment or later, and from when they are unchanged."""


def list_revocations(now: datetime, revoked_since: RevokedSince, ring: SigningRing) -> bytes:
    """Return the signed list up to the full minute; whoever asks within it gets the same bytes."""
    minute = now.replace(second=0, microsecond=0)
    return revocation.signed(revoked_since(minute - LIFETIME), minute, ring.current(minute))
