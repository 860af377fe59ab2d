"""What an order under a contract costs: the tariff's own rules, for many at once. Rules only.

At least 50 named or 10 bearer's special tickets in one transaction, from the city's page of the kinds of tickets, II a
(2018–2019). Lists whose own rule was not found keep that one, because contracts are made for such numbers. An event's
price and its rebate are `tariff/group.py` (part V of that page), a tourist card's is in its list (part VI of the list
of 2008). No list since 1 February 2021 has any of the two, none since 1 August 2023 a special price: there an order
needs the price that its contract names, and never gets a guessed one.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from chalicelib.errors import CityError
from chalicelib.orders.bulk_order import Kind, Price, Wanted
from chalicelib.orders.errors import NotOrderedInBulk, OrderDetailInvalid, OrderTooSmall, PriceIsListed
from chalicelib.tariff import product as products
from chalicelib.tariff.edition import Edition, Fee
from chalicelib.tariff.errors import ProductUnknown
from chalicelib.tariff.offer import offer
from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.product import Product, Rate

NAMED_AT_LEAST = 50
BEARER_AT_LEAST = 10
_RATES: dict[Kind, tuple[Rate, ...]] = {
    "bulk_named": ("special", "normal"),
    "bulk_bearer": ("special", "normal"),
    "event_group": ("normal",),
    "tourist_cards": ("normal",),
}
"""The others are for what each passenger proves."""
_CONTRACT = "contract"


def kind_of(product: Product) -> Kind:
    """Return what kind of order a ticket makes; raises NotOrderedInBulk."""
    if product.kind in products.BY_THE_MONTH:
        return "bulk_named" if product.named else "bulk_bearer"
    if product.kind == "event_group":
        return "event_group"
    if product.kind == "tourist_card":
        return "tourist_cards"
    raise NotOrderedInBulk()


def product_in(editions: Sequence[Edition], product_id: str) -> Product:
    """Return a ticket from the first of these lists, the newest first, that has it; raises ProductUnknown."""
    for edition in editions:
        for product in edition.products:
            if product.id == product_id:
                return product
    raise ProductUnknown(product=product_id)


def priced(wanted: Wanted, editions: Sequence[Edition], contract: str, bought_at: datetime) -> Price:
    """Return the price of an order that is made at a moment.

    `editions`: the list in force, then the earlier ones, the newest first. Raises NotOrderedInBulk, OrderTooSmall,
    PriceIsListed, OrderDetailInvalid, and what an offer refuses.
    """
    in_force, product = editions[0], product_in(editions, wanted.product)
    _expect_in_bulk(wanted, in_force, product)
    if wanted.agreed_grosze:
        in_force = with_agreed_price(in_force, product, wanted, contract)
    offered = offer(in_force, _wish(wanted, product), bought_at)
    units = offered.wish.quantity
    dated = offered.validity if wanted.first_day else None
    return Price(offered.total_grosze // units, units, in_force.id, dated.last_day if dated else None)


def with_agreed_price(edition: Edition, product: Product, wanted: Wanted, contract: str) -> Edition:
    """Return the list with the contract's price in it, cited as such; raises PriceIsListed where it has its own.

    An event's is for all of it, so its further days cost nothing on top.
    """
    if _is_listed(edition, wanted):
        raise PriceIsListed()
    own = {row.id: row for row in edition.products}
    agreed = products.Price(grosze=wanted.agreed_grosze, confidence="high", sources=(_CONTRACT,))
    included: dict[Fee, products.Price] = {"event_group_further_day": msgspec.structs.replace(agreed, grosze=0)}
    row = msgspec.structs.replace(
        product,
        prices=(product.prices if product.id in own else {}) | {wanted.rate: agreed},
        unknown=tuple(rate for rate in product.unknown if rate != wanted.rate and product.id in own),
        same_price_as=None,
    )
    return msgspec.structs.replace(
        edition,
        products=tuple((own | {row.id: row}).values()),
        fees=edition.fees | (included if product.kind == "event_group" else {}),
        sources=edition.sources | {_CONTRACT: contract},
    )


def _is_listed(edition: Edition, wanted: Wanted) -> bool:
    try:
        edition.price(edition.product(wanted.product), wanted.rate)
    except CityError:
        return False
    return True


def _expect_in_bulk(wanted: Wanted, edition: Edition, product: Product) -> None:
    kind, rule = kind_of(product), edition.rules.in_bulk
    if wanted.rate not in _RATES[kind]:
        raise NotOrderedInBulk()
    least = {
        "bulk_named": rule.named_at_least if rule else NAMED_AT_LEAST,
        "bulk_bearer": rule.bearer_at_least if rule else BEARER_AT_LEAST,
    }.get(kind, 1)
    if wanted.count < least:
        raise OrderTooSmall(least=least)
    if (wanted.first_day is None) != (kind == "tourist_cards"):
        raise OrderDetailInvalid(detail="first_day")


def _wish(wanted: Wanted, product: Product) -> TicketQuote:
    is_event = product.kind == "event_group"
    return TicketQuote(
        product=wanted.product,
        rate=wanted.rate,
        first_day=wanted.first_day,
        months=wanted.months,
        lines=list(wanted.lines),
        quantity=1 if is_event else wanted.count,
        people=wanted.count if is_event and not wanted.agreed_grosze else None,
        further_days=wanted.further_days,
    )
