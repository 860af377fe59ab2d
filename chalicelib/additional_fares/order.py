"""What an inspector's phone may ask for about additional fares, and what a passenger's may."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.email_address import EmailAddress
from chalicelib.money import Money
from chalicelib.payments.charge_port import ChargeMethod
from chalicelib.tariff.additional_fare import Offence
from chalicelib.tariff.product import Zone
from chalicelib.tickets.order import HolderOrder

_TicketId = Annotated[str, Meta(pattern="^tkt_[a-z2-7]{24}$", examples=["tkt_mzxw6ytboi4dkmrtnfxgk2lt"])]


class DemandOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An inspection that ended with a demand. No name, no number of a person is kept.

    `passenger`, where a document was seen, is kept as a hash until the demand is settled: the named ticket of that
    person alone may then cancel it from a phone.
    """

    offence: Annotated[Offence, Meta(examples=["no_ticket"])]
    line: Annotated[str, Meta(min_length=1, max_length=8, examples=["50"])]
    zone: Annotated[Zone | None, Meta(examples=["I"])] = None
    vehicle: Annotated[
        Annotated[str, Meta(min_length=1, max_length=12)] | None,
        Meta(description="its number on the side", examples=["RY832"]),
    ] = None
    ticket_id: Annotated[_TicketId | None, Meta(description="of the ticket that was shown, if one was")] = None
    passenger: HolderOrder | None = None
    paid_to_inspector: Annotated[bool, Meta(description="taken on the spot, so nothing is due", examples=[False])] = (
        False
    )


class Slip(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was handed over at the inspection. Spaces, hyphens and small letters do not matter."""

    number: Annotated[str, Meta(max_length=20, examples=["1234 5678 9092"])]
    secret: Annotated[str, Meta(max_length=12, examples=["K7QM-3XWD"])]


class FarePaymentOrder(Slip, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`total` is the amount that was shown: nothing is charged for any other."""

    total: Money
    method: Annotated[ChargeMethod, Meta(examples=["blik"])]
    email: Annotated[
        EmailAddress, Meta(description="for the gateway, and not kept", examples=["passenger@example.com"])
    ]


class FareCancellation(Slip, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A named ticket on this phone, bought before the inspection and good at it."""

    ticket_id: _TicketId
