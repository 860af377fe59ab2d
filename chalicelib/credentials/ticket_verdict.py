"""Whether a shown ticket is good here and now, as an inspector is told: valid, not valid, or *cannot tell*. Rules only.

Needs no network and asks nobody. What cannot be known is never called a no: a passenger is not to pay for an
inspector's old list or a clock that is wrong. Nothing is a yes before the documents were looked at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.credentials import credential as credentials
from chalicelib.credentials import presentation as presentations
from chalicelib.credentials.cose import NotSigned, Signed, take_apart
from chalicelib.credentials.credential import Credential
from chalicelib.credentials.presentation import NewerFormat, NotATicket
from chalicelib.credentials.revocation import Revocations
from chalicelib.credentials.ticket_key import KeySet
from chalicelib.tickets.ticket_facts import TicketFacts
from chalicelib.warsaw import warsaw_day

Outcome = Literal["valid", "not_valid", "cannot_tell"]
Reason = Literal[
    "good",
    "not_a_ticket",
    "forged",
    "unknown_key",
    "other_phone",
    "not_yet",
    "ended",
    "revoked",
    "other_zone",
    "other_day",
    "newer_format",
    "own_clock",
    "not_live",
    "clock_ahead",
    "keys_old",
    "revocations_old",
    "credential_old",
    "breakdown",
    "line_not_told",
    "other_line",
    "documents",
]

OUTCOMES: dict[Reason, Outcome] = {
    "good": "valid",
    "not_a_ticket": "not_valid",
    "forged": "not_valid",
    "unknown_key": "not_valid",
    "other_phone": "not_valid",
    "not_yet": "not_valid",
    "ended": "not_valid",
    "revoked": "not_valid",
    "other_zone": "not_valid",
    "other_day": "not_valid",
    "newer_format": "cannot_tell",
    "own_clock": "cannot_tell",
    "not_live": "cannot_tell",
    "clock_ahead": "cannot_tell",
    "keys_old": "cannot_tell",
    "revocations_old": "cannot_tell",
    "credential_old": "cannot_tell",
    "breakdown": "cannot_tell",
    "line_not_told": "cannot_tell",
    "other_line": "cannot_tell",
    "documents": "cannot_tell",
}

LIVE = timedelta(seconds=20)
"""How long a code may be looked at after it was signed; a picture of it is dead then."""
AHEAD = timedelta(seconds=10)
"""How far a phone's clock may be before ours."""
OWN_CLOCK = timedelta(minutes=5)
"""Nothing that we were given can be from the future, but for so much."""
KEYS_COMPLETE = timedelta(days=1)
"""Keys are published long before they sign: a set so young has them all."""
KEYS_OLD = timedelta(days=7)
REVOCATIONS_OLD = timedelta(hours=24)

_SATURDAY = 5


@dataclass(frozen=True)
class Look:
    """One inspection: when, and where if the inspector says so; whether the holder's documents were seen to agree."""

    now: datetime
    zone: str | None = None
    line: str | None = None
    documents_seen: bool = False


@dataclass(frozen=True)
class Trust:
    """What an inspector's device has fetched beforehand."""

    keys: KeySet
    revocations: Revocations | None


@dataclass(frozen=True)
class Verdict:
    """What an inspector is told; `facts` once the city's signature is verified, also on a ticket that is not good."""

    outcome: Outcome
    reason: Reason
    facts: TicketFacts | None = None


class NotAccepted(Exception):
    """There is nothing more to judge: the verdict is this."""

    def __init__(self, reason: Reason, facts: TicketFacts | None = None) -> None:
        super().__init__(reason)
        self.verdict = verdict(reason, facts)


def verdict(reason: Reason, facts: TicketFacts | None = None) -> Verdict:
    return Verdict(OUTCOMES[reason], reason, facts)


def judged(shown: bytes, look: Look, trust: Trust) -> Verdict:
    """Judge the bytes of a scanned code with no network."""
    try:
        credential = live(shown, trust.keys, look.now)
    except NotAccepted as refusal:
        return refusal.verdict
    facts, revocations = credential.facts, trust.revocations
    if revocations is not None and look.now < revocations.written_at - OWN_CLOCK:
        return verdict("own_clock", facts)
    if revocations is not None and revocations.cover(credential):
        return verdict("revoked", facts)
    reason = unfit(facts, look) or _outdated(credential, trust, look.now) or to_be_seen(facts, look)
    return verdict(reason or "good", facts)


def live(shown: bytes, keys: KeySet, now: datetime) -> Credential:
    """Return the credential that the city signed and its own phone shows at this moment; raises NotAccepted."""
    try:
        presentation = presentations.take_apart(shown)
        credential = _genuine(take_apart(presentation.credential), keys, now)
    except (NotATicket, NotSigned):
        raise NotAccepted("not_a_ticket") from None
    except NewerFormat:
        raise NotAccepted("newer_format") from None
    if not presentation.is_of(credential.phone_key):
        raise NotAccepted("other_phone", credential.facts)
    if now < max(keys.published_at, credential.issued_at) - OWN_CLOCK:
        raise NotAccepted("own_clock", credential.facts)
    if presentation.shown_at > now + AHEAD:
        raise NotAccepted("clock_ahead", credential.facts)
    if now - presentation.shown_at > LIVE:
        raise NotAccepted("not_live", credential.facts)
    return credential


def _genuine(signed: Signed, keys: KeySet, now: datetime) -> Credential:
    key = keys.keys.get(signed.key_id)
    if key is None:
        raise NotAccepted("keys_old" if now - keys.published_at > KEYS_COMPLETE else "unknown_key")
    try:
        credential = credentials.read_payload(signed.verified(key.verifying, credentials.PURPOSE))
    except NotSigned:
        raise NotAccepted("forged") from None
    if not key.signs_at(credential.issued_at):
        raise NotAccepted("forged")
    return credential


def unfit(facts: TicketFacts, look: Look) -> Reason | None:
    """Return why a genuine ticket is certainly not good now and here; None where it may be."""
    if look.now >= facts.ends_at_latest:
        return "ended"
    if look.now < facts.valid_from:
        return "not_yet"
    if look.zone is not None and look.zone not in facts.zones:
        return "other_zone"
    weekend = warsaw_day(look.now).weekday() >= _SATURDAY
    return "other_day" if facts.days == ("mon_fri" if weekend else "weekend") else None


def to_be_seen(facts: TicketFacts, look: Look) -> Reason | None:
    """Return what only the inspector can tell, if anything is left to them.

    Whether a breakdown forced the passenger to change or to go round, so that a ticket by the minute is good for
    longer. Where a ticket for a line is shown on another one: it is good along their common route, which no list here
    tells.
    """
    if look.now >= facts.valid_until:
        return "breakdown"
    if facts.lines and not look.line:
        return "line_not_told"
    if facts.lines and look.line not in facts.lines:
        return "other_line"
    return "documents" if (facts.holder or facts.documents) and not look.documents_seen else None


def _outdated(credential: Credential, trust: Trust, now: datetime) -> Reason | None:
    if now - trust.keys.published_at > KEYS_OLD:
        return "keys_old"
    if trust.revocations is None or now - trust.revocations.written_at > REVOCATIONS_OLD:
        return "revocations_old"
    return "credential_old" if now >= credential.expires_at else None
