"""A ticket as plain facts: all that a credential says of it, and all that an inspector needs. Rules only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

PREFIX = "tkt"
"""Begins every ticket's id, and so every order of a ticket."""


@dataclass(frozen=True)
class TicketFacts:
    """One ticket on one phone. Moments are UTC; `valid_until` is the moment from which it is good no more.

    `holder` is empty for a bearer's ticket. It is the only personal data that leaves the phone, in a code that
    anybody near may scan, so it is no more than an inspector needs beside a document: initials and year of birth.
    `documents` are the codes of all that must be shown besides, as `tickets.document.<code>` names them.
    No `lines`: good on all. `breakdown_minutes`: how much longer it is good where a breakdown forced a change or a
    detour. `unchanged_from`: no credential may be dated earlier; it says nothing of this itself.
    """

    ticket_id: str
    device_id: str
    holder: str
    product: str
    zones: tuple[str, ...]
    lines: tuple[str, ...]
    days: str
    concession: str
    valid_from: datetime
    valid_until: datetime
    documents: tuple[str, ...]
    breakdown_minutes: int = 0
    unchanged_from: datetime | None = None

    @property
    def ends_at_latest(self) -> datetime:
        """From then on it is good no more, whatever happened on the way."""
        return self.valid_until + timedelta(minutes=self.breakdown_minutes)


def shown_holder(given_name: str, surname: str, born_in: int) -> str:
    """Return what a credential shows of a holder, e.g. `J.K. 1990`."""
    return f"{given_name.strip()[0]}.{surname.strip()[0]}. {born_in}".upper()
