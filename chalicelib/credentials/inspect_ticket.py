"""Use case: an inspector with a network has a shown ticket judged."""

from chalicelib.credentials import recorded_looks
from chalicelib.credentials.issue_credential import OwnTicket
from chalicelib.credentials.signing_key import SigningRing
from chalicelib.credentials.ticket_verdict import Look, NotAccepted, Verdict, live, to_be_seen, unfit, verdict
from chalicelib.tickets.errors import TicketUnknown


def inspect_ticket(shown: bytes, look: Look, inspector_id: str, own_ticket: OwnTicket, ring: SigningRing) -> Verdict:
    """Return whether the ticket is good, by what we know of it now, and record the look before answering.

    The credential only tells which ticket and whose phone; the rest is a strong read, so neither its age nor a list
    matters.
    """
    told = _judged(shown, look, own_ticket, ring)
    recorded_looks.keep(inspector_id, look, told)
    return told


def _judged(shown: bytes, look: Look, own_ticket: OwnTicket, ring: SigningRing) -> Verdict:
    try:
        told = live(shown, ring.published(look.now), look.now).facts
    except NotAccepted as refusal:
        return refusal.verdict
    try:
        facts = own_ticket(told.ticket_id, told.device_id)
    except TicketUnknown:
        return verdict("revoked", told)
    return verdict(unfit(facts, look) or to_be_seen(facts, look) or "good", facts)
