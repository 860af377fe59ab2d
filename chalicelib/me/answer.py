"""What a phone gets."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.activation.own_data import OwnCard
from chalicelib.additional_fares.own_data import OwnDemand
from chalicelib.complaints.own_data import OwnComplaint
from chalicelib.credentials.own_data import OwnTicketInspection
from chalicelib.devices.own_data import OwnDevice
from chalicelib.invoices.answer import InvoiceAnswer
from chalicelib.notifications.own_data import OwnEndpoint
from chalicelib.parking.own_data import OwnInspection, OwnStay
from chalicelib.tickets.own_data import OwnTicket
from chalicelib.vehicles.own_data import OwnVehicles


class Export(msgspec.Struct, frozen=True):
    """A page of all that is kept about this phone and its holder.

    The first page has the phone, its push address, cards and vehicles; the lists go on over the pages, at most a
    hundred of their items on one. `next_cursor` is null on the last. No secret of ours is in it, no other person, and
    not what goes by itself within days: hashes of numbers and codes.
    """

    exported_at: Annotated[datetime, Meta(tz=True, examples=["2026-11-21T10:30:00+01:00"])]
    phone: OwnDevice | None
    push: OwnEndpoint | None
    cards: list[OwnCard]
    vehicles: list[OwnVehicles]
    stays: list[OwnStay]
    tickets: list[OwnTicket]
    invoices: list[InvoiceAnswer]
    complaints: list[OwnComplaint]
    inspections: list[OwnInspection]
    ticket_inspections: list[OwnTicketInspection]
    additional_fares: Annotated[list[OwnDemand], Meta(description="raised by this phone as an inspector's")]
    next_cursor: Annotated[str, Meta(examples=["q83vEjRW…"])] | None
