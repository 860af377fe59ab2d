"""Use case: a phone fetches what it shows without a network."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import base64url
from chalicelib.credentials import cose
from chalicelib.credentials.credential import PURPOSE, Credential, issued, payload, phone_key_of
from chalicelib.credentials.day_mark import DayMark, mark_of
from chalicelib.credentials.errors import KeyOfAnotherPhone
from chalicelib.credentials.signing_key import SigningRing
from chalicelib.devices.errors import InvalidPublicKey
from chalicelib.devices.public_key import device_id_of
from chalicelib.tickets.errors import TicketNotInUse
from chalicelib.tickets.ticket_facts import TicketFacts
from chalicelib.warsaw import warsaw_day

OwnTicket = Callable[[str, str], TicketFacts]
"""(ticket_id, device_id, now): the ticket as it is now, if that phone holds it; raises TicketUnknown."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issued:
    """A credential, as the phone keeps it, and the marks of the days on which it is good. `at`: by our clock."""

    credential: Credential
    message: bytes
    marks: list[DayMark]
    at: datetime


def issue_credential(
    ticket_id: str, device_id: str, key: str, now: datetime, own_ticket: OwnTicket, ring: SigningRing
) -> Issued:
    """Return a fresh credential for the phone's own `key`: a compressed point of P-256 in base64url.

    For some seconds after a change it is dated ahead: what is dated before died with the change, whenever it was read.
    The ticket is the only thing read: a phone's id is made from its key, so the key needs no look-up. Raises
    InvalidPublicKey, KeyOfAnotherPhone, TicketUnknown, TicketNotInUse.
    """
    try:
        phone_key = phone_key_of(base64url.decode(key))
    except ValueError:
        raise InvalidPublicKey() from None
    if device_id_of(phone_key) != device_id:
        raise KeyOfAnotherPhone()
    facts = own_ticket(ticket_id, device_id)
    if now >= facts.ends_at_latest:
        raise TicketNotInUse()
    credential = issued(facts, phone_key, max(now, facts.unchanged_from or now))
    signing = ring.current(credential.issued_at)
    message = cose.sign(payload(credential), PURPOSE, signing.public.key_id, signing.private)
    return Issued(credential, message, marks_between(now, credential.expires_at, ring), now.replace(microsecond=0))


def marks_between(first: datetime, last: datetime, ring: SigningRing) -> list[DayMark]:
    """Return the marks of all Warsaw days from one moment to the other."""
    first_day, last_day = warsaw_day(first), warsaw_day(last)
    days = (last_day - first_day).days + 1
    return [mark_of(first_day + ahead * _DAY, ring.mark_key) for ahead in range(days)]
