"""Use case: hand a phone all that is kept about it and its holder (GDPR art. 15 and 20)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.activation.own_data import own_cards
from chalicelib.additional_fares.own_data import own_demands
from chalicelib.complaints.own_data import own_complaints
from chalicelib.complaints.port import Files
from chalicelib.credentials.own_data import own_ticket_inspections
from chalicelib.cursor import Position, paged
from chalicelib.devices.own_data import own_device
from chalicelib.invoices.own_data import own_invoices
from chalicelib.me.answer import Export
from chalicelib.notifications.own_data import own_endpoint
from chalicelib.parking.edition import Editions
from chalicelib.parking.own_data import own_inspections, own_stays
from chalicelib.tickets.own_data import own_tickets
from chalicelib.vehicles.own_data import own_vehicles
from chalicelib.warsaw import in_warsaw

PAGE = 100
"""Items of the lists on one page: half a megabyte at most, where Lambda takes six."""

Read = Callable[[str, int, Position | None], tuple[list[Any], Position | None]]
"""(device, at most so many, after): a page of one list, and the position to go on from."""


def export(
    device_id: str,
    cursor: str | None,
    now: datetime,
    language: str,
    editions: Editions,
    files: Files,
    page: int = PAGE,
) -> Export:
    """Return the first page, or the one that the cursor leads to; raises InvalidCursor for another phone's."""
    reads: dict[str, Read] = {
        "stays": partial(own_stays, now=now, editions=editions),
        "tickets": partial(own_tickets, now=now, language=language),
        "invoices": own_invoices,
        "complaints": partial(own_complaints, files=files),
        "inspections": own_inspections,
        "ticket_inspections": own_ticket_inspections,
        "additional_fares": own_demands,
    }
    lists, next_cursor = paged(f"export:{device_id}", cursor, lambda place: _lists(device_id, reads, place, page))
    return Export(
        exported_at=in_warsaw(now),
        phone=None if cursor else own_device(device_id),
        push=None if cursor else own_endpoint(device_id),
        cards=[] if cursor else own_cards(device_id, now),
        vehicles=[] if cursor else own_vehicles(device_id),
        **lists,
        next_cursor=next_cursor,
    )


def _lists(
    device_id: str, reads: dict[str, Read], place: Position | None, room: int
) -> tuple[dict[str, list[Any]], Position | None]:
    """Fill the page list by list from a place on; return the lists, and where the next page begins."""
    lists: dict[str, list[Any]] = {name: [] for name in reads}
    first, after = (place["list"], place["after"]) if place else (next(iter(reads)), None)
    for name in list(reads)[list(reads).index(first) :]:
        if room == 0:
            return lists, {"list": name, "after": None}
        lists[name], after = reads[name](device_id, room, after)
        room -= len(lists[name])
        if after:
            return lists, {"list": name, "after": after}
    return lists, None
