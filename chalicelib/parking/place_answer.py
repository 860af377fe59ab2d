"""What is asked and answered about subzones and sectors. Times go out on Kraków's clock."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from chalicelib.money import Money

_PAID_HOURS = {"from": "2026-09-15T09:00:00+02:00", "until": "2026-09-15T22:00:00+02:00"}


def _zloty(*amounts: int) -> list[dict[str, int | str]]:
    return [{"amount": 100 * amount, "currency": "PLN"} for amount in amounts]


class SubzonesQuery(msgspec.Struct, frozen=True):
    """The day to describe."""

    on: Annotated[
        date | None, msgspec.Meta(description="a day in Kraków; today unless given", examples=["2026-09-15"])
    ] = None


class PaidHoursAnswer(msgspec.Struct, frozen=True):
    """When that day a place must be paid for."""

    from_: Annotated[datetime, msgspec.Meta(examples=[_PAID_HOURS["from"]])] = msgspec.field(name="from")
    until: Annotated[datetime, msgspec.Meta(examples=[_PAID_HOURS["until"]])]


class TermsAnswer(msgspec.Struct, frozen=True):
    """What one kind of driver pays that day."""

    paid_hours: Annotated[
        PaidHoursAnswer | None, msgspec.Meta(description="null when the day is free", examples=[_PAID_HOURS])
    ]
    hourly_prices: Annotated[
        list[Money],
        msgspec.Meta(description="of the first, second… paid hour; the last repeats", examples=[_zloty(9, 10, 11, 9)]),
    ]


class SubzoneAnswer(msgspec.Struct, frozen=True):
    """One podstrefa on that day."""

    subzone: Annotated[str, msgspec.Meta(examples=["A"])]
    sectors: Annotated[list[str], msgspec.Meta(examples=[["A1", "A2", "A3", "A4", "A6", "A13", "A20"]])]
    standard: TermsAnswer
    resident: Annotated[
        TermsAnswer,
        msgspec.Meta(
            description="with the Kraków Card's discount for the plate",
            examples=[{"paid_hours": _PAID_HOURS, "hourly_prices": _zloty(6, 7, 8, 6)}],
        ),
    ]


class SubzonesAnswer(msgspec.Struct, frozen=True):
    """All subzones on one day."""

    on: Annotated[date, msgspec.Meta(examples=["2026-09-15"])]
    items: list[SubzoneAnswer]
    minimum_charge: Annotated[Money, msgspec.Meta(description="the least that any paid time costs", examples=_zloty(0))]
    grace_minutes: Annotated[
        int, msgspec.Meta(description="how long an inspector waits for a payment; not free time", examples=[7])
    ]
    edition: Annotated[str, msgspec.Meta(examples=["opp-2026-08"])]
    source: Annotated[
        str,
        msgspec.Meta(
            description="the act that sets prices and hours, in Polish",
            examples=["Uchwała Rady Miasta Krakowa nr LXXXIX/2177/17 z 22 listopada 2017 r."],
        ),
    ]


class LocateQuery(msgspec.Struct, frozen=True):
    """A position, WGS 84."""

    lat: Annotated[float, msgspec.Meta(ge=-90, le=90, examples=[50.0614])]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180, examples=[19.9372])]


class ProposalAnswer(msgspec.Struct, frozen=True):
    """A sector in force today that may be the driver's."""

    subzone: Annotated[str, msgspec.Meta(examples=["A"])]
    sector: Annotated[str, msgspec.Meta(examples=["A1"])]
    near: Annotated[bool, msgspec.Meta(description="the position is outside it, within 150 m", examples=[False])]
    distance_metres: Annotated[int, msgspec.Meta(description="0 inside", examples=[0])]


class LocateAnswer(msgspec.Struct, frozen=True):
    """What a position proposes, the likeliest first; empty away from paid parking."""

    items: list[ProposalAnswer]
    choose: Annotated[bool, msgspec.Meta(description="always true: never start on a proposal alone", examples=[True])]
    notice: Annotated[
        str,
        msgspec.Meta(
            description="to be shown beside the choice, in the caller's language",
            examples=["The map is only a guide. Check the sign and choose the subzone yourself."],
        ),
    ]
    source: Annotated[
        str, msgspec.Meta(description="where the outlines come from, in Polish", examples=["Gmina Miejska Kraków"])
    ]
