"""What the public calculator is asked and what it answers. Times go out on Kraków's clock."""

from datetime import datetime
from typing import Annotated

import msgspec

from chalicelib.money import Money
from chalicelib.parking.fee import FeeLine
from chalicelib.warsaw import in_warsaw

_Moment = Annotated[datetime, msgspec.Meta(tz=True, description="RFC 3339 with an offset")]
_EDITION = msgspec.Meta(description="the edition of prices", examples=["opp-2026-08"])


class FeesQuery(msgspec.Struct, frozen=True):
    """A stay that might be. In a URL the `+` of an offset is written `%2B`."""

    subzone: Annotated[str, msgspec.Meta(pattern="^[A-Z]$", description="podstrefa", examples=["A"])]
    from_: Annotated[_Moment, msgspec.Meta(examples=["2026-09-15T10:00:00+02:00"])] = msgspec.field(name="from")
    until: Annotated[_Moment, msgspec.Meta(examples=["2026-09-15T11:00:00+02:00"])]
    resident: Annotated[
        bool, msgspec.Meta(description="with the Kraków Card's discount for this plate", examples=[False])
    ] = False


class FeeLineAnswer(msgspec.Struct, frozen=True):
    """One paid hour, or a part of it.

    `hour` counts from 1 within a day; 0 is what was added to reach the minimum charge.
    """

    from_: Annotated[_Moment, msgspec.Meta(examples=["2026-09-15T10:00:00+02:00"])] = msgspec.field(name="from")
    until: Annotated[_Moment, msgspec.Meta(examples=["2026-09-15T11:00:00+02:00"])]
    minutes: Annotated[int, msgspec.Meta(description="started minutes", examples=[60])]
    hour: Annotated[int, msgspec.Meta(description="which paid hour of the day", examples=[1])]
    hourly_price: Annotated[Money, msgspec.Meta(examples=[{"amount": 900, "currency": "PLN"}])]
    amount: Annotated[Money, msgspec.Meta(examples=[{"amount": 900, "currency": "PLN"}])]
    edition: Annotated[str, _EDITION]


class FeesAnswer(msgspec.Struct, frozen=True):
    """The price; the lines add up to the total. No lines: that time is free."""

    total: Annotated[Money, msgspec.Meta(examples=[{"amount": 900, "currency": "PLN"}])]
    lines: list[FeeLineAnswer]
    edition: Annotated[str, _EDITION]
    source: Annotated[
        str,
        msgspec.Meta(
            description="the act that sets the price, in Polish",
            examples=["Uchwała Rady Miasta Krakowa nr LXXXIX/2177/17 z 22 listopada 2017 r."],
        ),
    ]


def fee_line(line: FeeLine) -> FeeLineAnswer:
    """Return one paid hour as it is written out."""
    return FeeLineAnswer(
        from_=in_warsaw(line.from_),
        until=in_warsaw(line.until),
        minutes=line.minutes,
        hour=line.hour_number,
        hourly_price=Money(line.hourly_price_grosze),
        amount=Money(line.amount_grosze),
        edition=line.edition_id,
    )
