"""What a phone may ask for about tickets."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.money import Money
from chalicelib.payments.charge_port import ChargeMethod
from chalicelib.tickets.product import Kind, Rate, Zone

_Day = Annotated[date, Meta(examples=["2026-11-23"])]
_Lines = Annotated[list[Annotated[str, Meta(max_length=8, examples=["50"])]], Meta(max_length=2, examples=[[]])]


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
    on: Annotated[date | None, Meta(description="the day of purchase; today unless given", examples=[None])] = None
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


class HolderOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose ticket it is, as in the document that is shown with it. Only initials and year are kept."""

    given_name: Annotated[str, Meta(max_length=60, pattern=r"^\s*[^\W\d_]", examples=["Jan"])]
    surname: Annotated[str, Meta(max_length=60, pattern=r"^\s*[^\W\d_]", examples=["Przykładowy"])]
    born_in: Annotated[int, Meta(ge=1900, le=2100, examples=[1990])]


class TicketOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A ticket to be paid for in the app, one for one person. `total` is the price of the quote that was agreed to."""

    product: Annotated[
        str, Meta(max_length=40, description="as in GET /tickets/products", examples=["named-network-z1"])
    ]
    rate: Annotated[Rate, Meta(examples=["resident"])] = "normal"
    first_day: Annotated[date | None, Meta(description="today unless given", examples=["2026-12-01"])] = None
    months: Annotated[int, Meta(ge=1, le=24, description="bought at once", examples=[3])] = 1
    lines: _Lines = msgspec.field(default_factory=list)
    concession: Annotated[
        Annotated[str, Meta(max_length=40)] | None,
        Meta(description="the holder's right, as in GET /tickets/products", examples=[None]),
    ] = None
    holder: HolderOrder
    resident_card: Annotated[
        Annotated[str, Meta(max_length=40)] | None,
        Meta(
            description="for a resident's rate: the card of this phone that gives it, as in GET /cards",
            examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"],
        ),
    ] = None
    total: Money
    method: Annotated[ChargeMethod, Meta(examples=["blik"])]
    email: Annotated[
        str,
        Meta(
            max_length=255,
            pattern=r"^[^@\s|<>\"]{1,64}@[^@\s|<>\"]+\.[^@\s|<>\"]{2,}$",
            examples=["passenger@example.com"],
        ),
    ]
    terms_version: Annotated[str, Meta(max_length=20, description="as in GET /legal", examples=["2026-11-21"])]


class TicketsPage(msgspec.Struct, frozen=True):
    limit: Annotated[int, Meta(ge=1, le=100, examples=[20])] = 20
    cursor: Annotated[str, Meta(max_length=500, examples=["q83vEjRW…"])] | None = None


class ReturnOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`refund` is the sum that was shown: nothing is returned for any other."""

    refund: Money


class LinesOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All lines of the ticket as they are to be."""

    lines: Annotated[list[Annotated[str, Meta(max_length=8, examples=["52"])]], Meta(min_length=1, max_length=2)]


class MoveOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The proof: the code that the ticket's phone showed; without one, the ticket's Kraków Card on this phone."""

    code: Annotated[Annotated[str, Meta(max_length=40)] | None, Meta(examples=["move_nbswy3dpnbswy3dp"])] = None
