"""Use case: what an order under a contract costs today, and what its tickets are."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.orders.bulk_order import Draft, Price
from chalicelib.orders.bulk_price import priced, product_in
from chalicelib.tariff.edition import Edition
from chalicelib.tariff.product import Product
from chalicelib.tariff.published_editions import all_editions, edition_on
from chalicelib.warsaw import warsaw_day


def price_order(draft: Draft, now: datetime) -> Price:
    """Return the price by the tariff of today. Raises TariffUnknown and what `priced` refuses."""
    return priced(draft.wanted, _lists_until(warsaw_day(now)), draft.contract.number, now)


def ordered_product(draft: Draft, on: date) -> Product:
    """Return the ticket of an order that was made on a day; raises ProductUnknown."""
    return product_in(_lists_until(on), draft.wanted.product)


def source_of(price: Price) -> str:
    """Return the list by which a price was computed, as it is cited to passengers, in Polish."""
    return next(edition.source for edition in all_editions() if edition.id == price.edition)


def _lists_until(day: date) -> Sequence[Edition]:
    """Return the list in force on a day, then the earlier ones, the newest first; raises TariffUnknown."""
    in_force = edition_on(day)
    return [in_force, *(edition for edition in reversed(all_editions()) if edition.valid_from < in_force.valid_from)]
