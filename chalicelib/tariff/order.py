"""What a phone may ask of the tariff."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.tariff.product import Kind, LineNumber, Rate, Zone

_Day = Annotated[date, Meta(examples=["2026-11-23"])]
_Lines = Annotated[list[LineNumber], Meta(max_length=2, examples=[[]])]


class ProductsQuery(msgspec.Struct, frozen=True):
    """The day to describe."""

    on: Annotated[date | None, Meta(description="a day in Kraków; today unless given", examples=["2026-11-23"])] = None


class HeldTicket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ticket that the phone already holds, so that it may be warned of a similar one."""

    kind: Annotated[Kind, Meta(examples=["period"])]
    zones: Annotated[list[Zone], Meta(examples=[["I"]])]
    first_day: _Day
    last_day: _Day
    lines: _Lines = msgspec.field(default_factory=list)


class TicketQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A ticket that might be bought. Only `product` is always needed."""

    product: Annotated[
        str, Meta(max_length=40, description="as in GET /tickets/products", examples=["named-network-z1"])
    ]
    rate: Annotated[Rate, Meta(examples=["resident"])] = "normal"
    on: Annotated[
        date | None, Meta(description="the day of purchase, at most a year ahead; today unless given", examples=[None])
    ] = None
    first_day: Annotated[
        date | None,
        Meta(description="of a ticket with a chosen day; the day of purchase unless given", examples=[None]),
    ] = None
    stamped_at: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="of a stamped ticket, to learn its end", examples=[None]),
    ] = None
    months: Annotated[int, Meta(ge=1, le=24, description="bought at once", examples=[3])] = 1
    quantity: Annotated[int, Meta(ge=1, le=10_000, description="tickets alike, for people together", examples=[1])] = 1
    lines: _Lines = msgspec.field(default_factory=list)
    concession: Annotated[
        Annotated[str, Meta(max_length=40)] | None,
        Meta(description="the buyer's right, as in GET /tickets/products", examples=[None]),
    ] = None
    entitled: Annotated[
        list[Annotated[Rate, Meta(examples=["resident"])]],
        Meta(max_length=8, description="rates that the buyer may use as well", examples=[[]]),
    ] = msgspec.field(default_factory=list)
    purchases_before: Annotated[int, Meta(ge=0, description="period tickets that the buyer has had", examples=[0])] = 0
    certificate_issued_on: Annotated[
        date | None, Meta(description="of the labour office, for an activating ticket", examples=[None])
    ] = None
    people: Annotated[
        Annotated[int, Meta(ge=1, le=1_000_000)] | None, Meta(description="at an event", examples=[None])
    ] = None
    further_days: Annotated[int, Meta(ge=0, le=60, description="of an event, above four", examples=[0])] = 0
    rail_rebate: Annotated[int | None, Meta(description="statutory reduction on the railway, %", examples=[None])] = (
        None
    )
    from_driver: Annotated[bool, Meta(description="bought in the vehicle from its driver", examples=[False])] = False
    holding: Annotated[list[HeldTicket], Meta(max_length=20, examples=[[]])] = msgspec.field(default_factory=list)
