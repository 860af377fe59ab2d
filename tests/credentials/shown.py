"""A phone and a city in memory: keys from fixed numbers, so that every run shows the same bytes."""

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib import base64url
from chalicelib.credentials import cose, revocation
from chalicelib.credentials.credential import PURPOSE, issued, payload
from chalicelib.credentials.signing_key import SigningRing, signing_ring
from chalicelib.credentials.ticket_verdict import Look, Trust, Verdict, judged
from chalicelib.devices.public_key import device_id_of
from chalicelib.tickets.ticket_facts import TicketFacts

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""A Monday."""
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def number(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def secret(*keys: tuple[str, datetime, datetime]) -> str:
    """The secret `tickets/signing-keys` with keys of these names and times."""
    written = [
        {
            "private": base64.b64encode(number(name)).decode(),
            "not_before": start.isoformat(),
            "not_after": end.isoformat(),
        }
        for name, start, end in keys
    ]
    return json.dumps({"keys": written, "marks": base64.b64encode(number("marks")).decode()})


def ring(name: str = "city", since: datetime = NOW - 90 * DAY, until: datetime = NOW + 90 * DAY) -> SigningRing:
    return signing_ring(secret((name, since, until)))


@dataclass(frozen=True)
class Phone:
    private: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> ec.EllipticCurvePublicKey:
        return self.private.public_key()

    @property
    def device_id(self) -> str:
        return device_id_of(self.public)

    @property
    def key(self) -> str:
        """As the phone sends it: a compressed point in base64url."""
        point = self.public.public_numbers()
        return base64url.encode(bytes([2 + (point.y & 1)]) + point.x.to_bytes(32))

    def show(self, credential: bytes, at: datetime = NOW) -> bytes:
        """The bytes of the code, written here by the document and not by the product's own hand."""
        second = int(at.timestamp()).to_bytes(4)
        signature = self.private.sign(
            b"mkrakow-shown-1" + second + credential, ec.ECDSA(SHA256(), deterministic_signing=True)
        )
        r, s = decode_dss_signature(signature)
        return b"MK\x01" + second + r.to_bytes(32) + s.to_bytes(32) + credential


def phone(name: str = "phone") -> Phone:
    return Phone(ec.derive_private_key(int.from_bytes(number(name)) >> 1, ec.SECP256R1()))


FACTS = TicketFacts(
    ticket_id="tkt_mzxw6ytboi4dkmrtgq2dmnzy",
    device_id=phone().device_id,
    holder="J.K. 1990",
    product="named-network-z1",
    zones=("I",),
    lines=(),
    days="all",
    concession="student",
    valid_from=NOW - 5 * DAY,
    valid_until=NOW + 25 * DAY,
    documents=("student_card",),
)


def credential_of(
    facts: TicketFacts = FACTS,
    owner: Phone | None = None,
    at: datetime = NOW - HOUR,
    signed_by: SigningRing | None = None,
) -> bytes:
    key = (signed_by or ring()).current(at)
    claims = payload(issued(facts, (owner or phone()).public, at))
    return cose.sign(claims, PURPOSE, key.public.key_id, key.private)


def revoked(*tickets: tuple[str, datetime], at: datetime = NOW - HOUR) -> revocation.Revocations:
    city = ring()
    return revocation.read(revocation.signed(tickets, at, city.current(at)), city.published(at))


def trust(**other: Any) -> Trust:
    """What an inspector has who fetched both an hour ago."""
    return replace(Trust(ring().published(NOW - HOUR), revoked()), **other)


def seen(shown: bytes, now: datetime = NOW, known: Trust | None = None, **look: Any) -> Verdict:
    """The verdict of an inspector who has compared the documents already, unless told otherwise."""
    return judged(shown, Look(now, **{"documents_seen": True} | look), known or trust())
