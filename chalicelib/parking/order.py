"""What a phone may ask for."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.email_address import EmailAddress
from chalicelib.payments.port import Method

Subzone = Annotated[str, Meta(min_length=1, max_length=3, description="podstrefa", examples=["B"])]
Until = Annotated[datetime, Meta(tz=True, description="RFC 3339 with offset", examples=["2026-11-23T12:30:00+01:00"])]
PlateText = Annotated[str, Meta(min_length=2, max_length=20, examples=["KR 1AB23"])]
CardId = Annotated[
    str,
    Meta(
        max_length=40,
        description="the card whose resident's price it is",
        examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"],
    ),
]


class Quote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With the plate, a quote is at the resident's price where a card of this phone gives it to that vehicle."""

    subzone: Subzone
    kind: Annotated[Literal["open", "limited"], Meta(description="bez limitu / z limitem", examples=["limited"])]
    until: Until | None = None
    plate: PlateText | None = None


class StayOrder(Quote, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`resident_card`: without it the stay is at the full price, whatever a quote said."""

    plate: PlateText
    email: Annotated[EmailAddress, Meta(examples=["driver@example.com"])]
    terms_version: Annotated[str, Meta(max_length=20, description="as in GET /legal", examples=["2026-11-21"])]
    method: Annotated[Method, Meta(examples=["card"])]
    resident_card: CardId | None = None


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    until: Until


class HistoryPage(msgspec.Struct, frozen=True):
    limit: Annotated[int, Meta(ge=1, le=100, examples=[20])] = 20
    cursor: Annotated[str, Meta(max_length=500, examples=["q83vEjRW…"])] | None = None


class PlateQuery(msgspec.Struct, frozen=True):
    subzone: Subzone | None = None
