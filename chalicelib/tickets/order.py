"""What a phone may ask for about tickets."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.email_address import EmailAddress
from chalicelib.money import Money
from chalicelib.payments.charge_port import ChargeMethod
from chalicelib.tariff.product import LineNumber, Rate

_Day = Annotated[date, Meta(examples=["2026-11-23"])]
_Lines = Annotated[list[LineNumber], Meta(max_length=2, examples=[[]])]


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
    email: Annotated[EmailAddress, Meta(examples=["passenger@example.com"])]
    terms_version: Annotated[str, Meta(max_length=20, description="as in GET /legal", examples=["2026-11-21"])]


class TicketsPage(msgspec.Struct, frozen=True):
    limit: Annotated[int, Meta(ge=1, le=100, examples=[20])] = 20
    cursor: Annotated[str, Meta(max_length=500, examples=["q83vEjRW…"])] | None = None


class ReturnOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`refund` is the sum that was shown: nothing is returned for any other."""

    refund: Money


class LinesOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All lines of the ticket as they are to be."""

    lines: Annotated[list[LineNumber], Meta(min_length=1, max_length=2)]


class MoveOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The proof: the code that the ticket's phone showed; without one, the ticket's Kraków Card on this phone."""

    code: Annotated[Annotated[str, Meta(max_length=40)] | None, Meta(examples=["move_nbswy3dpnbswy3dp"])] = None
