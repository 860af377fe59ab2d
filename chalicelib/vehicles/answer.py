"""What a phone or a partner gets."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.vehicles.garage import Garage

PlateShown = Annotated[str, Meta(examples=["KR1AB23"])]
Day = Annotated[date, Meta(description="in Kraków", examples=["2026-11-23"])]


class VehicleAnswer(msgspec.Struct, frozen=True):
    """A vehicle on a card. `in_card_system`: the card system knows it too, which may take a minute."""

    plate: PlateShown
    card_id: Annotated[str, Meta(examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"])]
    in_card_system: Annotated[bool, Meta(examples=[False])]


class Vehicles(msgspec.Struct, frozen=True):
    items: list[VehicleAnswer]


class DiscountAnswer(msgspec.Struct, frozen=True):
    """Whether the vehicle would get the resident's price now. Nothing about a person or a card."""

    plate: PlateShown
    day: Day
    available: Annotated[bool, Meta(examples=[True])]


class ClaimAnswer(msgspec.Struct, frozen=True):
    """Whether the vehicle has the resident's price on that day; `claim_id` only if it has."""

    plate: PlateShown
    day: Day
    granted: Annotated[bool, Meta(examples=[True])]
    claim_id: Annotated[str, Meta(examples=["claim_nfxgk2ltmzxw6ytboi4dkmrt"])] | None


def vehicle_answer(garage: Garage, plate: str) -> VehicleAnswer:
    return VehicleAnswer(plate, garage.card_id, plate in garage.known.plates)


def vehicle_answers(garages: Iterable[Garage]) -> Vehicles:
    return Vehicles([vehicle_answer(garage, plate) for garage in garages for plate in garage.plates])
