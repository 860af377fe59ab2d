"""Which credentials have died before their time: their ticket was returned, moved to another phone, or changed.

A credential lives two days, so the list looks two days back and no further: ten bytes for each ticket. Rules only.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.credentials import cose
from chalicelib.credentials.credential import Credential
from chalicelib.credentials.signing_key import SigningKey
from chalicelib.credentials.ticket_key import KeySet

PURPOSE = b"mkrakow-revoked-1"

_ISSUED_AT, _RECORDS = 6, -65537
_ID_BYTES = 6
"""With a thousand tickets listed and a million looks a day, an innocent one is hit once in some eight hundred years."""
_MOMENT_BYTES = 4
_RECORD_BYTES = _ID_BYTES + _MOMENT_BYTES


@dataclass(frozen=True)
class Revocations:
    """All that was revoked in the two days before `written_at`."""

    written_at: datetime
    revoked: Mapping[bytes, int]
    """The moment, in seconds since 1970, by the first bytes of the SHA-256 of the ticket's id."""

    def cover(self, credential: Credential) -> bool:
        """Tell whether the credential is older than the last change of its ticket."""
        revoked_at = self.revoked.get(_short(credential.facts.ticket_id))
        return revoked_at is not None and credential.issued_at.timestamp() < revoked_at


def signed(revoked: Iterable[tuple[str, datetime]], at: datetime, key: SigningKey) -> bytes:
    """Return the list of (ticket id, moment) as everybody may have it, complete up to `at`."""
    from cbor2 import dumps  # only who signs or inspects a ticket waits for it

    records = sorted(_short(ticket_id) + _seconds(moment).to_bytes(_MOMENT_BYTES) for ticket_id, moment in revoked)
    payload = dumps({_ISSUED_AT: _seconds(at), _RECORDS: b"".join(records)}, canonical=True)
    return cose.sign(payload, PURPOSE, key.public.key_id, key.private)


def read(message: bytes, keys: KeySet) -> Revocations:
    """Return the list; raises NotSigned unless a known key signed it in that key's time."""
    from cbor2 import loads

    taken_apart = cose.take_apart(message)
    key = keys.keys.get(taken_apart.key_id)
    if key is None:
        raise cose.NotSigned()
    claims = loads(taken_apart.verified(key.verifying, PURPOSE))
    written_at, records = datetime.fromtimestamp(claims[_ISSUED_AT], UTC), claims[_RECORDS]
    if not key.signs_at(written_at):
        raise cose.NotSigned()
    return Revocations(written_at, dict(_record(records, at) for at in range(0, len(records), _RECORD_BYTES)))


def _record(records: bytes, at: int) -> tuple[bytes, int]:
    moment_at = at + _ID_BYTES
    return records[at:moment_at], int.from_bytes(records[moment_at : at + _RECORD_BYTES])


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _short(ticket_id: str) -> bytes:
    return hashlib.sha256(ticket_id.encode()).digest()[:_ID_BYTES]
