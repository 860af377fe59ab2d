"""The names of tickets, places and codes in a language, from the catalogue of texts."""

from collections.abc import Iterable

from chalicelib.tariff.answer import Coded
from chalicelib.tariff.edition import Edition
from chalicelib.tariff.product import Product
from chalicelib.texts import text

_DAY_MINUTES = 24 * 60


def name_of(product: Product, language: str) -> str:
    """Return a ticket's name: the official one in Polish, its sense in the other languages."""
    return text(
        f"tickets.kind.{_name_key(product)}",
        language,
        minutes=product.minutes or 0,
        hours=(product.minutes or 0) // 60,
        people=product.people or 0,
        days=product.consecutive_days or 0,
        kilometres=product.up_to_km or 0,
    )


def place_of(product: Product, edition: Edition, language: str) -> str:
    """Return where a ticket is good, zones by their Polish names."""
    zones = ", ".join(f"{zone} ({edition.zones[zone]})" for zone in product.zones)
    networks = ", ".join(text(f"tickets.network.{network}", language) for network in product.networks)
    return text("tickets.place", language, zones=zones, networks=networks)


def coded(group: str, codes: Iterable[str], language: str) -> list[Coded]:
    """Return codes with their sentences, e.g. those of `tickets.document.…`."""
    return [Coded(code, text(f"tickets.{group}.{code}", language)) for code in codes]


def _name_key(product: Product) -> str:
    if product.kind == "time" and (product.minutes or 0) >= _DAY_MINUTES:
        return "hours"
    if product.kind == "single_ride" and product.service == "night":
        return "night_ride"
    if product.kind in ("period", "rail_stamp"):
        holder = "" if product.named else "bearer_"
        return f"{product.kind}_{holder}{product.lines}"
    return product.kind
