"""What one wish costs under one edition: a line a rule, and when the ticket would be good.

Pure: given the edition and the moment of purchase. `TicketQuote` is the wish. Amounts are grosze, moments UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec.structs import replace

from chalicelib.tariff import errors
from chalicelib.tariff.concession import concession_of
from chalicelib.tariff.edition import Edition, SeveralMonths
from chalicelib.tariff.group import event_group_price, groups_of, rebate_percent
from chalicelib.tariff.line_rule import refuse_lines
from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.product import BY_THE_MONTH, LINES_NAMED, RESIDENT, STAMPED, Price, Product
from chalicelib.tariff.rebate import less_statutory, several_months
from chalicelib.tariff.validity import Validity, certificate_ends, from_stamp, of_chosen_day
from chalicelib.warsaw import warsaw_day

Rule = Literal[
    "price",
    "several_months",
    "months_rebate",
    "rail_rebate",
    "further_days",
    "event_groups",
    "event_rebate",
    "driver_surcharge",
    "quantity",
]

_FURTHEST = timedelta(days=366)
"""How far ahead we count where a list does not say how early a ticket is sold."""


@dataclass(frozen=True)
class Line:
    """What one rule adds or takes; `values` fill its text, `sources` are keys of the edition."""

    rule: Rule
    grosze: int
    sources: tuple[str, ...]
    values: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Offer:
    """The lines add up to the total. `validity` is null for a ticket not yet stamped, or good for a ride."""

    product: Product
    wish: TicketQuote
    price: Price
    lines: tuple[Line, ...]
    validity: Validity | None

    @property
    def total_grosze(self) -> int:
        return sum(line.grosze for line in self.lines)


def offer(edition: Edition, wish: TicketQuote, bought_at: datetime) -> Offer:
    """Return what a wish costs when it is bought at a moment; raises this slice's Invalid and Missing errors."""
    product = edition.product(wish.product)
    _refuse_details_of_other_kinds(product, wish)
    refuse_lines(wish.lines, LINES_NAMED[product.lines], edition.rules.lines_not_sold)
    price = edition.price(product, wish.rate)
    _refuse_buyer(edition, product, wish)
    validity = _validity(edition, product, wish, bought_at)
    _refuse_certificate(edition, wish, validity, bought_at)
    return Offer(product, wish, price, tuple(_lines(edition, product, wish, price)), validity)


def _lines(edition: Edition, product: Product, wish: TicketQuote, price: Price) -> Iterator[Line]:
    each: list[Line] = [Line("price", price.grosze, price.sources)]
    each += _of_months(edition, wish, price)
    each += _of_railway(product, wish, price)
    each += _of_event(edition, wish, price)
    each += _of_driver(edition, product, wish)
    yield from each
    if wish.quantity > 1:
        one = sum(line.grosze for line in each)
        yield Line("quantity", one * (wish.quantity - 1), price.sources, (("quantity", wish.quantity),))


def _of_months(edition: Edition, wish: TicketQuote, price: Price) -> Iterator[Line]:
    if wish.months == 1:
        return
    rule = _several_months(edition)
    whole = price.grosze * wish.months
    yield Line("several_months", whole - price.grosze, rule.sources, (("months", wish.months),))
    if rule.rebate_percent:
        rebate = several_months(price.grosze, wish.months, rule.rebate_percent) - whole
        percent = rule.rebate_percent * (wish.months - 1)
        yield Line("months_rebate", rebate, rule.sources, (("percent", percent),))


def _of_railway(product: Product, wish: TicketQuote, price: Price) -> Iterator[Line]:
    if wish.rail_rebate is None:
        return
    if wish.rail_rebate not in product.statutory_rebates:
        raise errors.RebateUnknown(percents=", ".join(map(str, product.statutory_rebates)))
    rebate = less_statutory(price.grosze, wish.rail_rebate) - price.grosze
    yield Line("rail_rebate", rebate, price.sources, (("percent", wish.rail_rebate),))


def _of_event(edition: Edition, wish: TicketQuote, price: Price) -> Iterator[Line]:
    one_group = price.grosze
    if wish.further_days:
        further = edition.fees["event_group_further_day"]
        one_group += further.grosze * wish.further_days
        yield Line("further_days", one_group - price.grosze, further.sources, (("days", wish.further_days),))
    groups = groups_of(wish.people or 1)
    if groups > 1:
        yield Line("event_groups", one_group * (groups - 1), price.sources, (("groups", groups),))
        rebate = event_group_price(one_group, wish.people or 1) - one_group * groups
        yield Line("event_rebate", rebate, price.sources, (("percent", rebate_percent(groups)),))


def _of_driver(edition: Edition, product: Product, wish: TicketQuote) -> Iterator[Line]:
    if not wish.from_driver:
        return
    sales = edition.rules.driver_sales
    if sales is None or product.id not in sales.products:
        raise errors.NotSoldByDriver()
    surcharge = edition.driver_surcharge(wish.rate)
    if surcharge:
        yield Line("driver_surcharge", surcharge.grosze, surcharge.sources)


def _validity(edition: Edition, product: Product, wish: TicketQuote, bought_at: datetime) -> Validity | None:
    if product.kind in STAMPED:
        return from_stamp(product, _stamp(wish.stamped_at, bought_at)) if wish.stamped_at else None
    today = warsaw_day(bought_at)
    first_day = wish.first_day or today
    _refuse_start(edition, today, first_day)
    if wish.further_days:
        product = replace(product, consecutive_days=(product.consecutive_days or 0) + wish.further_days)
    return of_chosen_day(product, first_day, wish.months, bought_at)


def _stamp(stamped_at: datetime, bought_at: datetime) -> datetime:
    earliest, latest = bought_at - timedelta(days=1), bought_at + _FURTHEST
    if not earliest <= stamped_at <= latest:
        raise errors.OutsideSale(first_day=_day(earliest), last_day=_day(latest))
    return stamped_at


def _day(moment: datetime) -> str:
    return warsaw_day(moment).isoformat()


def _several_months(edition: Edition) -> SeveralMonths:
    if edition.rules.several_months is None:
        raise errors.SeveralMonthsUnknown()
    return edition.rules.several_months


def _refuse_start(edition: Edition, today: date, first_day: date) -> None:
    ahead = edition.rules.sale_ahead
    last_start = today + (timedelta(days=ahead.days) if ahead else _FURTHEST)
    if not today <= first_day <= last_start:
        raise errors.OutsideSale(first_day=today.isoformat(), last_day=last_start.isoformat())


def _refuse_details_of_other_kinds(product: Product, wish: TicketQuote) -> None:
    stamped = product.kind in STAMPED
    longest_event = product.kind == "event_group" and product.consecutive_days == 4
    for name, given, wanted in (
        ("first_day", wish.first_day, not stamped),
        ("stamped_at", wish.stamped_at, stamped),
        ("people", wish.people, product.kind == "event_group"),
        ("further_days", wish.further_days or None, longest_event),
        ("rail_rebate", wish.rail_rebate, bool(product.statutory_rebates)),
        ("certificate_issued_on", wish.certificate_issued_on, product.kind == "activating"),
    ):
        if given is not None and not wanted:
            raise errors.DetailNotWanted(detail=name)
    if wish.months > 1 and product.kind not in BY_THE_MONTH:
        raise errors.TooManyMonths(months=1)


def _refuse_buyer(edition: Edition, product: Product, wish: TicketQuote) -> None:
    rules = edition.rules
    if wish.concession is not None:
        concession_of(edition.concessions, wish.concession, wish.rate)
    if wish.rate == "city" and wish.purchases_before < 1:
        raise errors.SecondPurchaseWanted()
    if wish.rate == "special" and rules.in_bulk:
        least = rules.in_bulk.named_at_least if product.named else rules.in_bulk.bearer_at_least
        if wish.quantity < least:
            raise errors.QuantityTooSmall(least=least)
    if wish.months > 1:
        rule = _several_months(edition)
        longest = rule.resident_longest if wish.rate in RESIDENT else rule.longest
        if wish.months > longest:
            raise errors.TooManyMonths(months=longest)


def _refuse_certificate(edition: Edition, wish: TicketQuote, validity: Validity | None, bought_at: datetime) -> None:
    issued_on, rule = wish.certificate_issued_on, edition.rules.certificate
    if issued_on is None or rule is None or validity is None:
        return
    if issued_on > warsaw_day(bought_at) or certificate_ends(issued_on, rule.months) < validity.first_day:
        raise errors.CertificateNotValid(months=rule.months)
