"""What a phone carries so that its ticket can be checked with no network: a CWT (RFC 8392) in COSE_Sign1. Rules only.

It says what the ticket is and which phone's key may show it (`cnf`, RFC 8747), so a copy on another phone proves
nothing. It lives two days at most, whatever the ticket, and is renewed quietly long before: what was returned or
moved dies by itself, and the list of revocations need not look back further. `docs/offline-ticket.md` gives every byte.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.credentials import cose
from chalicelib.credentials.presentation import NewerFormat
from chalicelib.devices.es256 import COORDINATE_BYTES
from chalicelib.devices.public_key import device_id_of
from chalicelib.tickets.ticket_facts import PREFIX, TicketFacts

LIFETIME = timedelta(hours=48)
RENEWED_AFTER = timedelta(hours=12)
"""A phone fetches the next one from then on, whenever it has a network."""

PURPOSE = b"mkrakow-ticket-1"

_EXPIRES_AT, _NOT_BEFORE, _ISSUED_AT, _TICKET_ID, _CONFIRMATION, _TICKET = 4, 5, 6, 7, 8, -65537
_PRODUCT, _ZONES, _LINES, _DAYS, _CONCESSION, _HOLDER, _DOCUMENTS, _UNTIL, _BREAKDOWN = range(1, 10)
_COSE_KEY, _KEY_TYPE, _CURVE, _X, _Y = 1, 1, -1, -2, -3
_EC2, _P256 = 2, 1
_BIT_OF_ZONE = {"I": 1, "II": 2, "III": 4}
_ALL_DAYS = "all"
DOCUMENTS = (
    *("krakow_card", "proof_of_reduction", "agreement", "identity_card", "school_card", "student_card"),
    *("school_or_student_card", "doctoral_card", "college_card", "isic_or_euro26_card", "deaf_association_card"),
    *("disability_card_or_ruling", "pensioner_card_or_decision", "repressed_card", "veteran_and_pensioner_card"),
    *("guardian_statement", "medical_certificate", "welfare_centre_statement", "unemployment_certificate"),
    *("tourist_card", "rail_ticket"),
)
"""A document is told by its place here, from 0: a new one goes to the end, and none is ever taken out."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Credential:
    """A ticket's facts, the key of the phone that may show them, and from when until when this paper is good."""

    facts: TicketFacts
    phone_key: ec.EllipticCurvePublicKey
    issued_at: datetime
    expires_at: datetime

    @property
    def renew_at(self) -> datetime:
        return min(self.issued_at + RENEWED_AFTER, self.expires_at)


def issued(facts: TicketFacts, phone_key: ec.EllipticCurvePublicKey, now: datetime) -> Credential:
    """Return the credential of a ticket that is not over yet, in whole seconds, never good beyond the ticket."""
    issued_at = now.replace(microsecond=0)
    return Credential(facts, phone_key, issued_at, min(issued_at + LIFETIME, facts.ends_at_latest))


def payload(credential: Credential) -> bytes:
    """Return the claims in CBOR; raises ValueError for an id, a zone or a document that cannot be written."""
    from cbor2 import dumps  # only who signs or inspects a ticket waits for it

    facts = credential.facts
    told = {
        _PRODUCT: facts.product,
        _ZONES: sum(_bit(zone) for zone in facts.zones),
        _LINES: list(facts.lines),
        _DAYS: "" if facts.days == _ALL_DAYS else facts.days,
        _CONCESSION: facts.concession,
        _HOLDER: facts.holder,
        _DOCUMENTS: [DOCUMENTS.index(document) for document in facts.documents],
        _UNTIL: _seconds(facts.valid_until),
        _BREAKDOWN: facts.breakdown_minutes,
    }
    claims = {
        _EXPIRES_AT: _seconds(credential.expires_at),
        _NOT_BEFORE: _seconds(facts.valid_from),
        _ISSUED_AT: _seconds(credential.issued_at),
        _TICKET_ID: _packed_id(facts.ticket_id),
        _CONFIRMATION: {_COSE_KEY: _cose_key(credential.phone_key)},
        _TICKET: {key: value for key, value in told.items() if value},
    }
    return dumps(claims, canonical=True)


def read_payload(verified: bytes) -> Credential:
    """Return the credential of claims whose signature was verified.

    Whatever it says, it lives no longer than any: so a key of the past is worth nothing to who steals it. Raises
    NotSigned where the claims are no credential, NewerFormat where they ask for a document that is not known here.
    """
    from cbor2 import CBORDecodeError, loads

    try:
        claims = loads(verified)
        return _credential(claims, claims[_TICKET])
    except (CBORDecodeError, LookupError, OverflowError, TypeError, ValueError) as error:
        raise cose.NotSigned() from error


def phone_key_of(point: bytes) -> ec.EllipticCurvePublicKey:
    """Return the P-256 key of a compressed point, 33 bytes; raises ValueError for anything else."""
    if len(point) != 1 + COORDINATE_BYTES:
        raise ValueError("not a compressed point")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def _credential(claims: Mapping[int, Any], told: Mapping[int, Any]) -> Credential:
    phone_key = _key_of(claims[_CONFIRMATION][_COSE_KEY])
    issued_at = _moment(claims[_ISSUED_AT])
    facts = TicketFacts(
        ticket_id=_unpacked_id(claims[_TICKET_ID]),
        device_id=device_id_of(phone_key),
        holder=told.get(_HOLDER, ""),
        product=told[_PRODUCT],
        zones=tuple(zone for zone, bit in _BIT_OF_ZONE.items() if told.get(_ZONES, 0) & bit),
        lines=tuple(told.get(_LINES, ())),
        days=told.get(_DAYS, _ALL_DAYS),
        concession=told.get(_CONCESSION, ""),
        valid_from=_moment(claims[_NOT_BEFORE]),
        valid_until=_moment(told[_UNTIL]),
        documents=tuple(map(_document, told.get(_DOCUMENTS, ()))),
        breakdown_minutes=told.get(_BREAKDOWN, 0),
    )
    return Credential(facts, phone_key, issued_at, min(_moment(claims[_EXPIRES_AT]), issued_at + LIFETIME))


def _cose_key(key: ec.EllipticCurvePublicKey) -> dict[int, int | bytes | bool]:
    """RFC 9053 §7.1.1, its y told by a sign bit."""
    point = key.public_numbers()
    return {_KEY_TYPE: _EC2, _CURVE: _P256, _X: point.x.to_bytes(COORDINATE_BYTES), _Y: bool(point.y & 1)}


def _key_of(written: Mapping[int, Any]) -> ec.EllipticCurvePublicKey:
    if (written[_KEY_TYPE], written[_CURVE]) != (_EC2, _P256):
        raise ValueError("not a P-256 key")
    return phone_key_of((b"\x03" if written[_Y] else b"\x02") + written[_X])


def _packed_id(ticket_id: str) -> bytes:
    prefix, _, rest = ticket_id.partition("_")
    if prefix != PREFIX:
        raise ValueError("not the id of a ticket")
    return base64.b32decode(rest.upper())


def _unpacked_id(packed: bytes) -> str:
    return f"{PREFIX}_{base64.b32encode(packed).decode().lower()}"


def _bit(zone: str) -> int:
    if zone not in _BIT_OF_ZONE:
        raise ValueError("not a zone")
    return _BIT_OF_ZONE[zone]


def _document(number: int) -> str:
    if number >= len(DOCUMENTS):
        raise NewerFormat()
    return DOCUMENTS[number]


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds)
