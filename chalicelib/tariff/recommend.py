"""The cheapest other way to buy the same travel: another rate, a wider or a longer ticket, or several for a group.

Only what this buyer may have: rates that the wish says, the right that it names, and what anybody may buy. A right and
the buyer's further rates are the buyer's own: for several people only the rate asked for and the normal one count.
Zones, lines, days, people and time are at least those of the wish; what it is good in and a recommended ticket may not
be (Tele-bus) is told in `without`.
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
from chalicelib.tariff.product import BY_THE_MONTH, PERIODS, RESIDENT, STAMPED, SUBSCRIBED, Kind, Network, Product, Rate
from chalicelib.tariff.ride_mix import cheapest_mix
from chalicelib.warsaw import warsaw_day

Reason = Literal["free_ride", "better_rate", "group_ticket", "longer_ticket", "wider_ticket"]

_PERIODS = PERIODS - SUBSCRIBED
_RIDES: frozenset[Kind] = frozenset({"single_ride", "group_ride"})
_INSTEAD: tuple[tuple[frozenset[Kind], frozenset[Kind]], ...] = (
    (_RIDES, _RIDES | {"ride_or_time"}),
    (frozenset({"time"}), frozenset({"time", "ride_or_time"})),
    (frozenset({"ride_or_time"}), frozenset({"ride_or_time"})),
    (_PERIODS, _PERIODS),
)
"""Which kinds can stand in for which."""
_STUDY: dict[Kind, frozenset[str]] = {
    "semester": frozenset({"pupil", "student"}),
    "student_year": frozenset({"student"}),
}
_FREE_NETWORKS: frozenset[Network] = frozenset({"kmk", "tele_bus"})
_FREE_INSTEAD: frozenset[Kind] = STAMPED | PERIODS | {"social", "activating"}
"""Where and for what the rights of the city's list spare one passenger a ticket; railways have lists of their own."""


@dataclass(frozen=True)
class Recommendation:
    """`offers` are bought together; none for who rides free, by the `right`."""

    reason: Reason
    saving_grosze: int
    offers: tuple[Offer, ...] = ()
    without: tuple[Network, ...] = ()
    right: Concession | None = None


def recommend(edition: Edition, asked: Offer, bought_at: datetime) -> Recommendation | None:
    """Return the cheapest way that costs less than what was asked and gives at least as much; None if there is none."""
    right = _right(edition, asked)
    if right and _rides_free(right, asked, bought_at):
        return Recommendation("free_ride", asked.total_grosze, right=right)
    candidates = [*_candidates(edition, asked, right, bought_at)]
    if not candidates:
        return None
    best = _mixed(edition, asked, candidates, bought_at) if asked.product.kind in _RIDES else _single(asked, candidates)
    saving = asked.total_grosze - sum(one.total_grosze for one in best)
    if saving <= 0:
        return None
    good_in = set.intersection(*({*one.product.networks} for one in best))
    without = tuple(network for network in asked.product.networks if network not in good_in)
    return Recommendation(_reason(asked, best), saving, best, without)


def _right(edition: Edition, asked: Offer) -> Concession | None:
    """Return the right that the wish names, if the ticket is for its buyer alone."""
    rights = edition.concessions if _for_one(asked) else ()
    return next((right for right in rights if right.id == asked.wish.concession), None)


def _for_one(asked: Offer) -> bool:
    return asked.product.people == 1 and asked.wish.quantity == 1


def _rides_free(right: Concession, asked: Offer, bought_at: datetime) -> bool:
    """Tell whether no ticket is needed. A bearer's is for others as well, whom the buyer's right does not help."""
    product = asked.product
    return (
        right.basis == "free"
        and product.kind in _FREE_INSTEAD
        and (product.named or product.kind in STAMPED)
        and {*product.networks} <= _FREE_NETWORKS
        and all(right.holds_on(day) for day in _days(asked, bought_at))
    )


def _days(asked: Offer, bought_at: datetime) -> Iterable[date]:
    return asked.validity.days() if asked.validity else [warsaw_day(bought_at)]


def _rates(asked: Offer, right: Concession | None) -> set[Rate]:
    wish = asked.wish
    rates: set[Rate] = {wish.rate, "normal"}
    if _for_one(asked):
        rates |= {*wish.entitled}
        if wish.purchases_before:
            rates.add("city")
    if right:
        rates |= {rate for rate in right.rates if rate not in RESIDENT or rates & RESIDENT}
    return rates


def _candidates(edition: Edition, asked: Offer, right: Concession | None, bought_at: datetime) -> Iterator[Offer]:
    """Yield what might do, at each rate: of rides one ticket, of anything else as many as were asked for."""
    rates = _rates(asked, right)
    for product in edition.products:
        if not _may_replace(product, asked.product, right):
            continue
        for rate in rates & set(product.rates):
            try:
                yield offer(edition, _instead(product, rate, asked), bought_at)
            except CityError:
                continue


def _may_replace(product: Product, wanted: Product, right: Concession | None) -> bool:
    if not product.reaches(wanted):
        return False
    if product.kind in _STUDY and (right is None or right.id not in _STUDY[product.kind]):
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
        quantity=1 if asked.product.kind in _RIDES else wish.quantity,
        lines=wish.lines if product.lines == asked.product.lines else [],
    )


def _single(asked: Offer, candidates: list[Offer]) -> tuple[Offer, ...]:
    """Return the cheapest kind of ticket that lasts as long; what was asked itself is one."""
    lasting = [one for one in candidates if _lasts(one, asked)] or [asked]
    return (min(lasting, key=lambda one: _preference(one, asked)),)


def _mixed(edition: Edition, asked: Offer, candidates: list[Offer], bought_at: datetime) -> tuple[Offer, ...]:
    """Return the cheapest tickets with which as many people ride, the biggest first."""
    by_size: dict[int, Offer] = {}
    for one in sorted(candidates, key=lambda one: _preference(one, asked)):
        by_size.setdefault(one.product.people or 1, one)
    people = (asked.product.people or 1) * asked.wish.quantity
    mix = cheapest_mix({size: one.total_grosze for size, one in by_size.items()}, people)
    return tuple(
        offer(edition, replace(by_size[size].wish, quantity=mix[size]), bought_at) for size in sorted(mix, reverse=True)
    )


def _preference(one: Offer, asked: Offer) -> tuple[int, bool, Rate]:
    return one.total_grosze, one.product.id != asked.product.id, one.wish.rate


def _lasts(candidate: Offer, asked: Offer) -> bool:
    if asked.product.kind in STAMPED:
        return (candidate.product.minutes or 0) >= (asked.product.minutes or 0)
    if candidate.validity is None or asked.validity is None:
        return False
    return candidate.validity.from_ <= asked.validity.from_ and candidate.validity.until >= asked.validity.until


def _reason(asked: Offer, best: tuple[Offer, ...]) -> Reason:
    if any(one.product.kind == "group_ride" for one in best):
        return "group_ticket"
    product = best[0].product
    if product.id == asked.product.id:
        return "better_rate"
    longer = product.kind != asked.product.kind or product.minutes != asked.product.minutes
    return "longer_ticket" if longer else "wider_ticket"
