"""Use case: hand an inspector's phone what it raised, a page at a time. Who pays leaves nothing here to hand out."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.raised_demands import Position
from chalicelib.tariff.additional_fare import Offence
from chalicelib.warsaw import in_warsaw


class OwnDemand(msgspec.Struct, frozen=True):
    """That this phone's holder raised an additional fare; whose it is and what became of it is somebody else's."""

    inspected_at: Annotated[datetime, Meta(tz=True, examples=["2026-12-08T10:15:00+01:00"])]
    offence: Annotated[Offence, Meta(examples=["no_ticket"])]
    line: Annotated[str, Meta(examples=["50"])]


def own_demands(device_id: str, limit: int, after: Position | None) -> tuple[list[OwnDemand], Position | None]:
    """Return a page of what the phone raised as an inspector's, oldest first, and the position to go on from."""
    demands, position = raised_demands.of_inspector(device_id, limit, after)
    return [OwnDemand(in_warsaw(one.inspected_at), one.offence, one.line) for one in demands], position
