"""Use cases: hand a phone all that is kept about its tickets, a page at a time."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from chalicelib.tickets import kept_tickets
from chalicelib.tickets.ticket_answer import TicketAnswer, ticket_answer

Position = dict[str, Any]


class OwnTicket(msgspec.Struct, frozen=True):
    """A ticket as the app shows it, and what else is kept with it."""

    ticket: TicketAnswer
    email: Annotated[str, Meta(examples=["passenger@example.com"])]
    language: Annotated[str, Meta(examples=["pl"])]
    terms_version: Annotated[str, Meta(examples=["2026-11-21"])]
    resident_card: Annotated[str, Meta(examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"])] | None


def own_tickets(
    device_id: str, limit: int, after: Position | None, now: datetime, language: str
) -> tuple[list[OwnTicket], Position | None]:
    """Return a page of the phone's tickets, newest first, and the position to go on from."""
    tickets, position = kept_tickets.of_device(device_id, limit, after)
    return [
        OwnTicket(
            ticket=ticket_answer(ticket, now, language),
            email=ticket.email,
            language=ticket.language,
            terms_version=ticket.terms_version,
            resident_card=ticket.card_id or None,
        )
        for ticket in tickets
    ], position
