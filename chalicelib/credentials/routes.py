"""Tickets without a network over HTTP: what phones show, what inspectors need beforehand, and the online look."""

from datetime import timedelta

from chalicelib.clock import utc_now
from chalicelib.credentials.answer import (
    CredentialAnswer,
    KeysAnswer,
    MarksAnswer,
    RevocationsAnswer,
    TicketVerdict,
    credential_answer,
    keys_answer,
    marks_answer,
    verdict_answer,
)
from chalicelib.credentials.errors import KeyOfAnotherPhone
from chalicelib.credentials.inspect_ticket import inspect_ticket
from chalicelib.credentials.issue_credential import issue_credential, marks_between
from chalicelib.credentials.list_revocations import list_revocations
from chalicelib.credentials.order import CredentialQuery, TicketLook
from chalicelib.credentials.signing_keys import signing_keys
from chalicelib.credentials.ticket_verdict import Look
from chalicelib.devices.audience import DEVICE, INSPECTOR
from chalicelib.devices.errors import InvalidPublicKey
from chalicelib.http import Api
from chalicelib.tickets.errors import TicketNotInUse, TicketUnknown
from chalicelib.tickets.own_ticket import own_ticket
from chalicelib.tickets.revoked_since import revoked_since

credentials_api = Api(__name__, tag="Tickets without a network")

_MARKS_AHEAD = timedelta(days=2)


@credentials_api.operation(
    "GET",
    "/tickets/{ticket_id}/credential",
    "What the phone shows an inspector, with and without a network",
    audience=DEVICE,
    query=CredentialQuery,
    answers=CredentialAnswer,
    refuses=[TicketUnknown, TicketNotInUse, InvalidPublicKey, KeyOfAnotherPhone],
)
def get_credential(ticket_id: str) -> CredentialAnswer:
    """Good for two days at most, and only when shown with the phone's own signature, made for that second."""
    key = credentials_api.query(CredentialQuery).key
    issued = issue_credential(ticket_id, credentials_api.device_id, key, utc_now(), own_ticket, signing_keys())
    return credential_answer(issued)


@credentials_api.operation(
    "GET",
    "/.well-known/ticket-keys",
    "The keys that sign tickets: past, present and next",
    answers=KeysAnswer,
    cached=True,
)
def get_ticket_keys() -> KeysAnswer:
    """The date is the full hour, so the answer changes once in it."""
    now = utc_now()
    return keys_answer(signing_keys().published(now.replace(minute=0, second=0, microsecond=0)))


@credentials_api.operation(
    "GET",
    "/.well-known/revoked-tickets",
    "Tickets returned, moved or changed in the last two days: what they had shown before is worthless",
    answers=RevocationsAnswer,
    cached=True,
)
def get_revoked_tickets() -> RevocationsAnswer:
    return RevocationsAnswer(list_revocations(utc_now(), revoked_since, signing_keys()))


@credentials_api.operation(
    "POST",
    "/inspection/tickets",
    "Is this ticket good right now? Every look is recorded",
    audience=INSPECTOR,
    takes=TicketLook,
    answers=TicketVerdict,
)
def inspect_shown_ticket() -> TicketVerdict:
    asked = credentials_api.body(TicketLook)
    look = Look(utc_now(), asked.zone, asked.line, asked.documents_seen)
    told = inspect_ticket(asked.shown, look, credentials_api.device_id, own_ticket, signing_keys())
    return verdict_answer(told, look, credentials_api.language)


@credentials_api.operation(
    "GET",
    "/inspection/marks",
    "The marks that phones show today and in the next two days",
    audience=INSPECTOR,
    answers=MarksAnswer,
)
def get_marks() -> MarksAnswer:
    now = utc_now()
    return marks_answer(marks_between(now, now + _MARKS_AHEAD, signing_keys()))
