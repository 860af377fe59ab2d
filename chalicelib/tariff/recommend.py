"""The cheapest other way to buy the same travel: another rate, a ticket that reaches further, a longer or a group one.

Only what this buyer may have: rates that the wish says, the right that it names, and what anybody may buy. Zones,
lines, days, people and time are at least those of the wish; what it is good in and the recommended ticket may not be
(Tele-bus) is told in `without`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from msgspec.structs import replace

from chalicelib.errors import CityError
from chalicelib.tariff.concession import Concession
from chalicelib.tariff.edition import Edition
from chalicelib.tariff.offer import Offer, offer
from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.product import BY_THE_MONTH, RESIDENT, STAMPED, Kind, Network, Product, Rate
from chalicelib.warsaw import warsaw_day

Reason = Literal["free_ride", "better_rate", "group_ticket", "longer_ticket", "wider_ticket"]

_PERIODS: frozenset[Kind] = frozenset({"period", "metropolitan", "half_year", "semester", "student_year"})
_INSTEAD: tuple[tuple[frozenset[Kind], frozenset[Kind]], ...] = (
    (frozenset({"single_ride", "group_ride"}), frozenset({"single_ride", "group_ride", "ride_or_time"})),
    (frozenset({"time"}), frozenset({"time", "ride_or_time"})),
    (frozenset({"ride_or_time"}), frozenset({"ride_or_time"})),
    (_PERIODS, _PERIODS),
)
"""Which kinds can stand in for which."""
_STUDY: dict[Kind, frozenset[str]] = {
    "semester": frozenset({"pupil", "student"}),
    "student_year": frozenset({"student"}),
}


@dataclass(frozen=True)
class Recommendation:
    """`offer` is null for who rides free."""

    reason: Reason
    saving_grosze: int
    offer: Offer | None = None
    without: tuple[Network, ...] = ()


def recommend(edition: Edition, asked: Offer, bought_at: datetime) -> Recommendation | None:
    """Return the cheapest way that costs less than what was asked and gives at least as much; None if there is none."""
    right = _right(edition, asked.wish)
    if right and right.basis == "free" and all(right.holds_on(day) for day in _days(asked, bought_at)):
        return Recommendation("free_ride", asked.total_grosze)
    better = [
        candidate
        for candidate in _candidates(edition, asked, _rates(asked.wish, right), bought_at)
        if candidate.total_grosze < asked.total_grosze
    ]
    if not better:
        return None
    best = min(better, key=lambda one: (one.total_grosze, one.product.id != asked.product.id, one.wish.rate))
    without = tuple(network for network in asked.product.networks if network not in best.product.networks)
    return Recommendation(_reason(asked, best), asked.total_grosze - best.total_grosze, best, without)


def _right(edition: Edition, wish: TicketQuote) -> Concession | None:
    return next((right for right in edition.concessions if right.id == wish.concession), None)


def _days(asked: Offer, bought_at: datetime) -> Iterable[date]:
    return asked.validity.days() if asked.validity else [warsaw_day(bought_at)]


def _rates(wish: TicketQuote, right: Concession | None) -> set[Rate]:
    rates: set[Rate] = {wish.rate, "normal", *wish.entitled}
    if wish.purchases_before:
        rates.add("city")
    if right:
        rates |= {rate for rate in right.rates if rate not in RESIDENT or rates & RESIDENT}
    return rates


def _candidates(edition: Edition, asked: Offer, rates: set[Rate], bought_at: datetime) -> Iterator[Offer]:
    for product in edition.products:
        if not _may_replace(product, asked):
            continue
        for rate in rates & set(product.rates):
            try:
                candidate = offer(edition, _instead(product, rate, asked), bought_at)
            except CityError:
                continue
            if _lasts(candidate, asked):
                yield candidate


def _may_replace(product: Product, asked: Offer) -> bool:
    wanted = asked.product
    if not product.reaches(wanted):
        return False
    if product.kind in _STUDY and asked.wish.concession not in _STUDY[product.kind]:
        return False
    return any(wanted.kind in kinds and product.kind in instead for kinds, instead in _INSTEAD)


def _instead(product: Product, rate: Rate, asked: Offer) -> TicketQuote:
    wish = asked.wish
    by_the_month = product.kind in BY_THE_MONTH and asked.product.kind in BY_THE_MONTH
    return replace(
        wish,
        product=product.id,
        rate=rate,
        months=wish.months if by_the_month else 1,
        quantity=-(-_people(asked) // (product.people or 1)) if product.kind == "group_ride" else wish.quantity,
        lines=wish.lines if product.lines == asked.product.lines else [],
    )


def _lasts(candidate: Offer, asked: Offer) -> bool:
    if _people(candidate) < _people(asked):
        return False
    if asked.product.kind in STAMPED:
        return (candidate.product.minutes or 0) >= (asked.product.minutes or 0)
    if candidate.validity is None or asked.validity is None:
        return False
    return candidate.validity.from_ <= asked.validity.from_ and candidate.validity.until >= asked.validity.until


def _people(offered: Offer) -> int:
    return (offered.product.people or 1) * offered.wish.quantity


def _reason(asked: Offer, best: Offer) -> Reason:
    if best.product.id == asked.product.id:
        return "better_rate"
    if best.product.kind == "group_ride":
        return "group_ticket"
    longer = best.product.kind != asked.product.kind or best.product.minutes != asked.product.minutes
    return "longer_ticket" if longer else "wider_ticket"
