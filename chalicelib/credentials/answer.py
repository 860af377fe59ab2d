"""What a phone gets to show, and what an inspector gets to judge by. Times are on Kraków's clock, with their offset."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.credentials.day_mark import DayMark
from chalicelib.credentials.issue_credential import Issued
from chalicelib.credentials.ticket_key import KeySet, jwk_set
from chalicelib.credentials.ticket_verdict import Look, Outcome, Reason, Verdict
from chalicelib.tariff.answer import Coded
from chalicelib.tariff.wording import coded
from chalicelib.texts import text
from chalicelib.tickets.ticket_facts import TicketFacts
from chalicelib.warsaw import in_warsaw

_Moment = Annotated[datetime, Meta(tz=True, examples=["2026-11-23T09:00:00+01:00"])]
_Seconds = Annotated[int, Meta(description="since 1970", examples=[1795420800])]


class MarkAnswer(msgspec.Struct, frozen=True):
    """What is shown beside the code on that day, for the eye; it proves nothing alone."""

    day: Annotated[date, Meta(examples=["2026-11-23"])]
    colour: Annotated[str, Meta(description="behind the word, in white letters", examples=["#1456b8"])]
    word: Annotated[str, Meta(description="Polish in every language", examples=["bursztyn"])]


class MarksAnswer(msgspec.Struct, frozen=True):
    """The marks of today and of the next days."""

    items: list[MarkAnswer]


class CredentialAnswer(msgspec.Struct, frozen=True):
    """What the phone keeps and shows. It signs each code with its clock, set right by `issued_at`."""

    credential: Annotated[
        bytes, Meta(description="as it goes into the code, in base64", examples=["0oRHogEnBEJZraBYkw=="])
    ]
    issued_at: _Moment
    renew_at: Annotated[_Moment, Meta(description="from then on, whenever there is a network")]
    expires_at: _Moment
    marks: list[MarkAnswer]


class KeyAnswer(msgspec.Struct, frozen=True):
    """An Ed25519 key as a JWK (RFC 7517, RFC 8037); it signs from `nbf`, before `exp`."""

    kty: Annotated[str, Meta(examples=["OKP"])]
    crv: Annotated[str, Meta(examples=["Ed25519"])]
    use: Annotated[str, Meta(examples=["sig"])]
    kid: Annotated[str, Meta(description="two bytes in hexadecimal", examples=["5f1d"])]
    x: Annotated[str, Meta(examples=["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"])]
    nbf: _Seconds
    exp: _Seconds


class KeysAnswer(msgspec.Struct, frozen=True):
    """A JWK Set, and when it was so; with a key that is not in it, nothing is signed within a day of that."""

    published_at: _Seconds
    keys: list[KeyAnswer]


class RevocationsAnswer(msgspec.Struct, frozen=True):
    """The list; its own signature and date are in it."""

    revocations: Annotated[bytes, Meta(description="COSE_Sign1 in base64", examples=["0oRHogEnBEJZraBYkw=="])]


class ShownTicket(msgspec.Struct, frozen=True):
    """What the ticket says. `holder` and `documents` are to be compared by eye."""

    ticket_id: Annotated[str, Meta(examples=["tkt_mzxw6ytboi4dkmrtgq2dmnzy"])]
    product: Annotated[str, Meta(examples=["named-network-z1"])]
    zones: list[Annotated[str, Meta(examples=["I"])]]
    lines: Annotated[list[str], Meta(description="none: all of them", examples=[[]])]
    days: Annotated[str, Meta(examples=["all"])]
    holder: Annotated[str, Meta(examples=["J.K. 1990"])]
    concession: Annotated[str, Meta(examples=["student"])]
    documents: Annotated[list[Coded], Meta(description="all that is to be shown besides")]
    valid_from: _Moment
    valid_until: _Moment
    breakdown_minutes: Annotated[
        int, Meta(description="good for so much longer where a breakdown forced a change or a detour", examples=[0])
    ]


class TicketVerdict(msgspec.Struct, frozen=True):
    """What an inspector sees. `advice` is what to do next, in the language asked for."""

    verdict: Annotated[Outcome, Meta(examples=["valid"])]
    reason: Annotated[Reason, Meta(examples=["good"])]
    advice: Annotated[str, Meta(examples=["The ticket is good."])]
    checked_at: _Moment
    ticket: ShownTicket | None = None


def credential_answer(issued: Issued) -> CredentialAnswer:
    credential = issued.credential
    return CredentialAnswer(
        credential=issued.message,
        issued_at=in_warsaw(issued.at),
        renew_at=in_warsaw(credential.renew_at),
        expires_at=in_warsaw(credential.expires_at),
        marks=_marks(issued.marks),
    )


def keys_answer(keys: KeySet) -> KeysAnswer:
    return msgspec.convert(jwk_set(keys), KeysAnswer)


def marks_answer(marks: list[DayMark]) -> MarksAnswer:
    return MarksAnswer(_marks(marks))


def verdict_answer(told: Verdict, look: Look, language: str) -> TicketVerdict:
    return TicketVerdict(
        verdict=told.outcome,
        reason=told.reason,
        advice=text(f"inspection.{told.reason}", language),
        checked_at=in_warsaw(look.now),
        ticket=_shown(told.facts, language) if told.facts else None,
    )


def _marks(marks: list[DayMark]) -> list[MarkAnswer]:
    return [MarkAnswer(mark.day, mark.colour, mark.word) for mark in marks]


def _shown(facts: TicketFacts, language: str) -> ShownTicket:
    return ShownTicket(
        ticket_id=facts.ticket_id,
        product=facts.product,
        zones=list(facts.zones),
        lines=list(facts.lines),
        days=facts.days,
        holder=facts.holder,
        concession=facts.concession,
        documents=coded("document", facts.documents, language),
        valid_from=in_warsaw(facts.valid_from),
        valid_until=in_warsaw(facts.valid_until),
        breakdown_minutes=facts.breakdown_minutes,
    )
