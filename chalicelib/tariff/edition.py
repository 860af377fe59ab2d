"""Editions of the tariff: every ticket, fee and rule of one price list, between two dates.

An edition is one file of `editions/`, complete in itself; nothing is inherited from the one before it. Each price
names its sources and how sure we are of it. A rule that is null was not found for that list. Days are Warsaw days,
amounts grosze.
"""

from datetime import date
from typing import Literal

import msgspec

from chalicelib.tariff.additional_fare import AdditionalFare
from chalicelib.tariff.concession import Concession
from chalicelib.tariff.errors import PriceUnknown, ProductUnknown, RateNotOffered
from chalicelib.tariff.product import REDUCED, Confidence, Price, Product, Rate, Zone

Fee = Literal[
    "driver_surcharge_normal",
    "driver_surcharge_reduced",
    "lost_stamp",
    "lost_card",
    "first_card",
    "further_card",
    "handling",
    "event_group_further_day",
]

Carrier = Literal["paper", "card", "app"]


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    confidence: Confidence
    sources: tuple[str, ...]


class SeveralMonths(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    longest: int
    resident_longest: int
    rebate_percent: int
    """Off the whole multiple for each month after the first; 0: the plain multiple."""


class SaleAhead(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    days: int


class LineTickets(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    changes_per_month: int
    one_stop_beyond: bool
    """Good on other lines also one stop before and after the shared route."""


class LinesNotSold(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    numbers: dict[Literal["night", "replacement", "temporary"], tuple[tuple[int, int], ...]]
    """From which number to which, both included."""

    def include(self, line: str) -> bool:
        """Tell whether a line's number is one of those."""
        return any(first <= int(line) <= last for spans in self.numbers.values() for first, last in spans)


class Returns(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    days_before_end: int


class InBulk(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    named_at_least: int
    bearer_at_least: int


class Breakdown(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    minutes: int


class Certificate(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    months: int


class DriverSales(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    products: tuple[str, ...]


class RideOnTop(_Rule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    product: str
    """Whose normal price is added to an additional fare."""


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The rules of a list, each with its source; null where none was found."""

    several_months: SeveralMonths | None
    sale_ahead: SaleAhead | None
    line_tickets: LineTickets | None
    lines_not_sold: LinesNotSold | None
    returns: Returns | None
    in_bulk: InBulk | None
    breakdown: Breakdown | None
    certificate: Certificate | None
    driver_sales: DriverSales | None
    ride_on_top: RideOnTop | None


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The price list in force from `valid_from` to `valid_to`, both included; null: until a successor begins."""

    id: str
    valid_from: date
    valid_to: date | None
    dates_confidence: Confidence
    source: str
    """The act or list that says so, as it is cited to passengers, in Polish."""
    sources: dict[str, str]
    """What the keys stand for that prices and rules name."""
    notes: tuple[str, ...]
    """What is missing or contradicted, for the reader of the file."""
    zones: dict[Zone, str]
    carriers: tuple[Carrier, ...]
    """What tickets were on."""
    rules: Rules
    fees: dict[Fee, Price]
    additional_fares: tuple[AdditionalFare, ...]
    concessions: tuple[Concession, ...]
    products: tuple[Product, ...]

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"{self.id} ends before it begins")
        ids = [product.id for product in self.products]
        for what, names in (("product", ids), ("concession", [right.id for right in self.concessions])):
            if len(names) != len(set(names)):
                raise ValueError(f"{self.id} lists a {what} twice")
        if missing := _referred_products(self) - set(ids):
            raise ValueError(f"{self.id} refers to unknown products: {', '.join(sorted(missing))}")
        if uneven := _cited(self) ^ set(self.sources):
            raise ValueError(f"{self.id} cites what it does not list or lists what it does not cite: {sorted(uneven)}")
        if strange := {zone for product in self.products for zone in product.zones} - set(self.zones):
            raise ValueError(f"{self.id} has no zone {', '.join(sorted(strange))}")

    def product(self, id_: str) -> Product:
        """Return a ticket on sale by its id; raises ProductUnknown."""
        for product in self.products:
            if product.id == id_:
                return product
        raise ProductUnknown(product=id_)

    def price(self, product: Product, rate: Rate) -> Price:
        """Return what one ticket costs at a rate; raises RateNotOffered, PriceUnknown."""
        if rate not in product.rates:
            raise RateNotOffered()
        if product.same_price_as:
            return self.price(self.product(product.same_price_as), "normal")
        if rate in product.unknown:
            raise PriceUnknown()
        return product.prices[rate]

    def driver_surcharge(self, rate: Rate) -> Price | None:
        """Return what a driver adds to a ticket at a rate; None where the list adds nothing."""
        return self.fees.get("driver_surcharge_reduced" if rate in REDUCED else "driver_surcharge_normal")

    def citations(self, keys: tuple[str, ...]) -> list[str]:
        """Return what the source keys stand for."""
        return [self.sources[key] for key in keys]

    @property
    def complete(self) -> bool:
        """Whether the price of every ticket that was on sale is known."""
        return not any(product.unknown for product in self.products)


def parsed(document: bytes) -> Edition:
    """Return the edition that a file holds; raises msgspec.ValidationError (a ValueError) naming what is wrong."""
    return msgspec.json.decode(document, type=Edition)


def _referred_products(edition: Edition) -> set[str]:
    referred = {product.same_price_as for product in edition.products if product.same_price_as}
    if edition.rules.driver_sales:
        referred |= set(edition.rules.driver_sales.products)
    if edition.rules.ride_on_top:
        referred.add(edition.rules.ride_on_top.product)
    return referred


def _cited(edition: Edition) -> set[str]:
    fares = edition.additional_fares
    amounts = [amount for fare in fares for amount in (fare.full, fare.at_inspector, fare.within_7_days) if amount]
    prices = [price for product in edition.products for price in product.prices.values()]
    rules = [rule for rule in msgspec.structs.astuple(edition.rules) if rule]
    cited = [*amounts, *prices, *rules, *edition.fees.values(), *edition.concessions]
    return {key for one in cited for key in one.sources}
