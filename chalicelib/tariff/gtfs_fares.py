"""An edition as GTFS Fares v2 files, for journey planners.

The format and its keys are those of the GTFS Schedule reference. Prices that were not found are left out. A ticket
that the format cannot place has its price and no leg rule: tickets for one or two lines, for groups, by distance, and
those not good on every day. Stops of a zone and lines of a network are the timetable's to say (stop_areas.txt,
route_networks.txt).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from chalicelib.money import CURRENCY, decimal_text
from chalicelib.tariff.edition import Edition
from chalicelib.tariff.product import STAMPED, Kind, Product, Rate
from chalicelib.tariff.wording import name_of
from chalicelib.texts import text

_LANGUAGE = "pl"
_MEDIA = {"paper": 1, "driver": 1, "card": 2, "app": 4}
"""fare_media_type: 1 paper, 2 transit card, 4 mobile app."""
_NETWORKS = ("kmk_day", "kmk_night", "tele_bus", "rail", "local_bus")
_ONE_FROM_ANOTHER = 0
"""duration_limit_type: from the departure of the first leg to the arrival of the last."""
_FREE = 0
"""fare_transfer_type: the price of the first leg, and nothing for the next."""
_NOT_PLACED: frozenset[Kind] = frozenset({"rail_integrated", "rail_stamp", "tourist_card", "event_group"})
_ONE_RIDE: frozenset[Kind] = frozenset({"single_ride"})

Row = Sequence[str | int]


def export(edition: Edition) -> dict[str, str]:
    """Return the files of an edition by their names; UTF-8 text, a header line each."""
    used = {network for product in _placed(edition) for network in _networks(product)}
    return {
        "areas.txt": _file(("area_id", "area_name"), ((f"zone_{zone}", name) for zone, name in edition.zones.items())),
        "networks.txt": _file(
            ("network_id", "network_name"),
            ((name, text(f"tickets.network.{name}", _LANGUAGE)) for name in _NETWORKS if name in used),
        ),
        "rider_categories.txt": _file(
            ("rider_category_id", "rider_category_name", "is_default_fare_category"), _categories(edition)
        ),
        "fare_media.txt": _file(
            ("fare_media_id", "fare_media_name", "fare_media_type"),
            (
                (medium, text(f"tickets.medium.{medium}", _LANGUAGE), type_)
                for medium, type_ in _MEDIA.items()
                if medium in (*edition.carriers, "driver" if edition.rules.driver_sales else "")
            ),
        ),
        "fare_products.txt": _file(
            ("fare_product_id", "fare_product_name", "rider_category_id", "fare_media_id", "amount", "currency"),
            _fare_products(edition),
        ),
        "fare_leg_rules.txt": _file(
            ("leg_group_id", "network_id", "from_area_id", "to_area_id", "fare_product_id"), _leg_rules(edition)
        ),
        "fare_transfer_rules.txt": _file(
            (
                "from_leg_group_id",
                "to_leg_group_id",
                "transfer_count",
                "duration_limit",
                "duration_limit_type",
                "fare_transfer_type",
            ),
            _transfer_rules(edition),
        ),
    }


def _categories(edition: Edition) -> Iterator[Row]:
    rates = dict.fromkeys(rate for product in edition.products for rate in _known(product))
    for rate in rates:
        yield rate, text(f"tickets.rate.{rate}", _LANGUAGE), int(rate == "normal")


def _fare_products(edition: Edition) -> Iterator[Row]:
    for product in edition.products:
        for rate in _known(product):
            grosze = edition.price(product, rate).grosze
            for medium in sorted({*_media(product)} & {*edition.carriers}):
                yield _fare_product(product, rate, medium, grosze)
            sales = edition.rules.driver_sales
            if sales and product.id in sales.products:
                surcharge = edition.driver_surcharge(rate)
                yield _fare_product(product, rate, "driver", grosze + (surcharge.grosze if surcharge else 0))


def _fare_product(product: Product, rate: Rate, medium: str, grosze: int) -> Row:
    return product.id, name_of(product, _LANGUAGE), rate, medium, decimal_text(grosze), CURRENCY


def _leg_rules(edition: Edition) -> Iterator[Row]:
    for product in _placed(edition):
        for network in _networks(product):
            for from_ in product.zones:
                for to in product.zones:
                    yield product.id, network, f"zone_{from_}", f"zone_{to}", product.id


def _transfer_rules(edition: Edition) -> Iterator[Row]:
    for product in _placed(edition):
        if product.kind in _ONE_RIDE:
            continue
        count = 1 if product.kind == "two_ride" else -1
        limit: Row = (product.minutes * 60, _ONE_FROM_ANOTHER) if product.minutes else ("", "")
        yield product.id, product.id, count, *limit, _FREE


def _placed(edition: Edition) -> list[Product]:
    return [
        product
        for product in edition.products
        if _known(product)
        and (product.people, product.lines, product.days) == (1, "all", "all")
        and product.kind not in _NOT_PLACED
    ]


def _known(product: Product) -> tuple[Rate, ...]:
    return tuple(rate for rate in product.rates if rate not in product.unknown)


def _media(product: Product) -> tuple[str, ...]:
    if product.kind in STAMPED:
        return ("paper",) if product.kind == "joint_time" else ("paper", "app")
    if product.kind in ("rail_stamp", "rail_integrated", "event_group"):
        return ("paper",)
    return ("card",) if product.kind == "tourist_card" else ("card", "app")


def _networks(product: Product) -> Iterator[str]:
    """A list that names no day or night lines restricts nothing; the joint ticket's one railway is not a whole zone."""
    if product.service != "night":
        yield "kmk_day"
    if product.service != "day":
        yield "kmk_night"
    for network in product.networks:
        if network != "kmk" and product.kind != "joint_time":
            yield network


def _file(header: Row, rows: Iterable[Row]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    return written.getvalue()
