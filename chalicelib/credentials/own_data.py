"""Use case: hand an inspector's phone what is kept of its looks at tickets, a page at a time."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from chalicelib.credentials import recorded_looks
from chalicelib.warsaw import in_warsaw

Position = dict[str, Any]


class OwnTicketInspection(msgspec.Struct, frozen=True):
    """What an inspector was told; the ticket is somebody else's, so it is left out."""

    looked_at: Annotated[datetime, Meta(tz=True, examples=["2026-12-08T10:15:00+01:00"])]
    verdict: Annotated[str, Meta(examples=["valid"])]
    reason: Annotated[str, Meta(examples=["good"])]


def own_ticket_inspections(
    device_id: str, limit: int, after: Position | None
) -> tuple[list[OwnTicketInspection], Position | None]:
    """Return a page of what the phone looked at as an inspector's, oldest first, and the position to go on from."""
    looks, position = recorded_looks.page_of_inspector(device_id, limit, after)
    return [OwnTicketInspection(in_warsaw(look.looked_at), look.verdict, look.reason) for look in looks], position
