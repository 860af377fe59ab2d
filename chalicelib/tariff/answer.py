"""What a phone gets about tickets: products of a day, and quotes. Times are on Kraków's clock, with their offset."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.money import Money
from chalicelib.tariff.additional_fare import Offence
from chalicelib.tariff.concession import Basis
from chalicelib.tariff.edition import Fee
from chalicelib.tariff.offer import Rule
from chalicelib.tariff.product import Confidence, Days, Kind, Lines, Network, Rate, Service, Zone
from chalicelib.tariff.recommend import Reason

Moment = Annotated[datetime, Meta(tz=True, examples=["2026-12-22T23:59:59+01:00"])]
_Text = Annotated[str, Meta(description="in the caller's language", examples=["Named period ticket, whole network"])]
_Sources = Annotated[
    list[
        Annotated[str, Meta(examples=["Ceny biletów, http://kmkrakow.pl/bilety/ceny-biletow.html (listopad 2018 r.)"])]
    ],
    Meta(description="in Polish, as the city names them"),
]
_Confidence = Annotated[Confidence, Meta(description="how sure the amount is", examples=["high"])]
_Edition = Annotated[str, Meta(examples=["kmk-2026-03-02"])]
_ProductId = Annotated[str, Meta(examples=["named-network-z1"])]
_Kind = Annotated[Kind, Meta(examples=["period"])]
_Rate = Annotated[Rate, Meta(examples=["resident"])]


class Coded(msgspec.Struct, frozen=True):
    """A permanent code and its sentence in the caller's language."""

    code: Annotated[str, Meta(examples=["krakow_card"])]
    text: Annotated[str, Meta(examples=["Kraków Card (Karta Krakowska) with the resident's right"])]


class RateAnswer(msgspec.Struct, frozen=True):
    """What a ticket costs for whom. A price that is null was not found: the ticket is on sale, at the counter."""

    rate: _Rate
    name: Annotated[str, Meta(examples=["resident"])]
    price: Money | None
    confidence: Annotated[Confidence | None, Meta(description="of the price", examples=["high"])]
    who_may_buy: list[Coded]
    documents: list[Coded]
    sources: _Sources


class PlaceAnswer(msgspec.Struct, frozen=True):
    """Where a ticket is good."""

    zones: Annotated[list[Zone], Meta(examples=[["I"]])]
    networks: Annotated[list[Network], Meta(examples=[["kmk"]])]
    text: Annotated[str, Meta(examples=["Zone I (Kraków); city transport"])]


class ProductAnswer(msgspec.Struct, frozen=True):
    """One ticket on sale."""

    product: _ProductId
    kind: _Kind
    name: _Text
    printed: Annotated[
        str, Meta(description="as the city's list names it", examples=["imienny miesięczny sieciowy, w strefie I"])
    ]
    valid_in: PlaceAnswer
    lines: Annotated[Lines, Meta(description="how many lines", examples=["all"])]
    service: Annotated[Service | None, Meta(description="null where the list does not say", examples=["day_and_night"])]
    days: Annotated[Days, Meta(examples=["all"])]
    people: Annotated[int | None, Meta(description="at most; null where the list does not say", examples=[1])]
    named: Annotated[bool, Meta(description="for one person alone", examples=[True])]
    minutes: Annotated[int | None, Meta(description="from the stamp", examples=[None])]
    consecutive_days: Annotated[int | None, Meta(examples=[None])]
    up_to_km: Annotated[int | None, Meta(description="by rail", examples=[None])]
    statutory_rebates: Annotated[list[int], Meta(description="of the railway, %", examples=[[]])]
    rates: list[RateAnswer]


class ConcessionAnswer(msgspec.Struct, frozen=True):
    """Who rides for less or free; `documents` are empty where the list that was found does not say."""

    concession: Annotated[str, Meta(examples=["student"])]
    basis: Annotated[Basis, Meta(examples=["statute"])]
    text: Annotated[str, Meta(examples=["Students of first- and second-cycle and long-cycle studies"])]
    documents: list[Coded]
    confidence: _Confidence
    sources: _Sources


class FeeAnswer(msgspec.Struct, frozen=True):
    """A fee beside the tickets."""

    fee: Annotated[Fee, Meta(examples=["handling"])]
    text: Annotated[str, Meta(examples=["Handling fee when an additional fare is cancelled"])]
    amount: Money
    confidence: _Confidence
    sources: _Sources


class AdditionalFareAnswer(msgspec.Struct, frozen=True):
    """What an inspector demands. An amount that is null was not found."""

    offence: Annotated[Offence, Meta(examples=["no_ticket"])]
    text: Annotated[str, Meta(examples=["Riding without a valid ticket"])]
    full: Money | None
    at_inspector: Money | None
    within_7_days: Money | None
    reduced: Annotated[bool, Meta(description="false: there is no reduction for paying early", examples=[True])]


class ProductsAnswer(msgspec.Struct, frozen=True):
    """The price list of one day."""

    on: Annotated[date, Meta(examples=["2026-11-23"])]
    items: list[ProductAnswer]
    concessions: list[ConcessionAnswer]
    fees: list[FeeAnswer]
    additional_fares: list[AdditionalFareAnswer]
    ride_on_top: Annotated[
        Money | None, Meta(description="added to an additional fare and never reduced; null where no list says so")
    ]
    complete: Annotated[bool, Meta(description="false: some price on that day was not found", examples=[False])]
    edition: _Edition
    valid_from: Annotated[date, Meta(examples=["2026-03-02"])]
    valid_to: Annotated[date | None, Meta(examples=[None])]
    source: Annotated[str, Meta(examples=["Taryfa biletowa KMK od 2 marca 2026 r."])]


class QuoteLineAnswer(msgspec.Struct, frozen=True):
    """What one rule adds or takes away."""

    rule: Annotated[Rule, Meta(examples=["several_months"])]
    text: Annotated[str, Meta(examples=["3 months at once"])]
    amount: Annotated[Money, Meta(description="below zero for a rebate")]
    sources: _Sources


class ConditionAnswer(Coded, frozen=True):
    """One condition; sources where a found rule is behind it, none where it is printed on the ticket's own page."""

    sources: _Sources


class RecommendedTicketAnswer(msgspec.Struct, frozen=True):
    """So many tickets alike, part of a cheaper way."""

    product: Annotated[str, Meta(examples=["group-20-z1"])]
    name: Annotated[str, Meta(examples=["Group ticket for up to 20 people, one ride"])]
    rate: Annotated[Rate, Meta(examples=["normal"])]
    months: Annotated[int, Meta(examples=[1])]
    quantity: Annotated[int, Meta(examples=[1])]
    total: Money


class RecommendationAnswer(msgspec.Struct, frozen=True):
    """A cheaper way to the same travel; its tickets are bought together, each by a quote of its own."""

    reason: Annotated[Reason, Meta(examples=["group_ticket"])]
    text: Annotated[str, Meta(examples=["For so many people group tickets cost less."])]
    saving: Money
    tickets: Annotated[list[RecommendedTicketAnswer], Meta(description="none for who rides free")]
    total: Money
    documents: list[Coded]
    without: Annotated[
        list[Coded], Meta(description="where the asked ticket is good and these may not be", examples=[[]])
    ]


class InstalmentAnswer(msgspec.Struct, frozen=True):
    """One month of a ticket that is bought month by month; the first is paid with the order."""

    number: Annotated[int, Meta(examples=[1])]
    amount: Money
    first_day: Annotated[date, Meta(examples=["2026-11-23"])]
    last_day: Annotated[date, Meta(examples=["2026-12-22"])]


class TicketQuoteAnswer(msgspec.Struct, frozen=True):
    """What a ticket would cost; the lines add up to the total. Nothing is bought or kept.

    `valid_from` and `valid_until` are null for a ticket that counts from its stamp, and for a single ride.
    """

    product: _ProductId
    kind: _Kind
    name: _Text
    rate: _Rate
    total: Money
    instalments: Annotated[
        list[InstalmentAnswer], Meta(description="together the total; empty for what is paid at once")
    ]
    lines: list[QuoteLineAnswer]
    valid_from: Moment | None
    valid_until: Annotated[Moment | None, Meta(description="the last second")]
    conditions: list[ConditionAnswer]
    documents: list[Coded]
    warnings: list[Coded]
    recommendation: RecommendationAnswer | None
    confidence: _Confidence
    edition: _Edition
    source: Annotated[str, Meta(examples=["Taryfa biletowa KMK od 2 marca 2026 r."])]
