"""On what conditions a ticket is good, as the codes and values of their texts."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.tariff.edition import Edition
from chalicelib.tariff.offer import Offer
from chalicelib.tariff.product import LINES_NAMED, STAMPED, SUBSCRIBED, Product
from chalicelib.tariff.return_rule import is_returnable, last_day_to_return
from chalicelib.tariff.validity import breakdown_minutes, last_day_of_months
from chalicelib.warsaw import in_warsaw

_DAY_MINUTES = 24 * 60
_HOUR_MINUTES = 60


@dataclass(frozen=True)
class Condition:
    """One sentence for the passenger; `sources` are keys of the edition, none for what the list prints by itself."""

    code: str
    values: tuple[tuple[str, str | int], ...] = ()
    sources: tuple[str, ...] = ()


def conditions(edition: Edition, offered: Offer) -> tuple[Condition, ...]:
    """Return all that a passenger must know to use what was offered, the most important first."""
    product = offered.product
    found = [*_of_time(offered), *_of_place(edition, product), *_of_kind(edition, product)]
    if product.kind in STAMPED:
        found += _of_trouble(edition, product)
    else:
        found += _of_return(edition, offered)
    if offered.wish.rate == "special":
        found.append(Condition("special_agreement"))
    if offered.price.confidence == "low":
        found.append(Condition("unconfirmed_price"))
    return tuple(found)


def _of_time(offered: Offer) -> Iterator[Condition]:
    product = offered.product
    if product.kind in STAMPED:
        yield Condition("stamp_at_once")
    match product.kind:
        case "single_ride" | "group_ride":
            yield Condition("to_the_end_of_the_route")
        case "ride_or_time":
            yield Condition("ride_or_minutes", (("minutes", product.minutes or 0),))
        case "two_ride":
            yield Condition("two_stamps")
        case "week":
            yield Condition("seven_days")
        case "weekend_family":
            yield Condition("until_sunday")
            yield Condition("family")
        case "time" | "joint_time" if (product.minutes or 0) >= _DAY_MINUTES:
            yield Condition("hours", (("hours", (product.minutes or 0) // _HOUR_MINUTES),))
        case "time" | "joint_time":
            yield Condition("minutes", (("minutes", product.minutes or 0),))
        case _ if offered.validity:
            start = in_warsaw(offered.validity.from_)
            at_once = (start.hour, start.minute, start.second) != (0, 0, 0)
            yield Condition("from_now_to_midnight" if at_once else "whole_days")


def _of_place(edition: Edition, product: Product) -> Iterator[Condition]:
    if product.service == "day":
        yield Condition("day_lines_only")
    if product.service == "night":
        yield Condition("night_lines_only")
    if product.days == "mon_fri":
        yield Condition("monday_to_friday")
    rule, not_sold = edition.rules.line_tickets, edition.rules.lines_not_sold
    if LINES_NAMED[product.lines] and product.kind == "period":
        if not_sold:
            yield Condition("no_night_line", (), not_sold.sources)
        if rule:
            yield Condition("shared_route_and_stop" if rule.one_stop_beyond else "shared_route", (), rule.sources)
            yield Condition("line_changes", (("changes", rule.changes_per_month),), rule.sources)
    if "tele_bus" in product.networks:
        yield Condition("tele_bus")


def _of_kind(edition: Edition, product: Product) -> Iterator[Condition]:
    certificate = edition.rules.certificate
    match product.kind:
        case "joint_time":
            yield Condition("joint_section")
        case "five_plus_one":
            yield Condition("five_plus_one")
        case "activating" if certificate:
            yield Condition("certificate", (("months", certificate.months),), certificate.sources)
        case "tourist_card":
            yield Condition("show_tourist_card")
        case "event_group":
            yield Condition("hologram")
        case "rail_stamp":
            yield Condition("stuck_on_rail_ticket")
        case "rail_integrated":
            yield Condition("rail_part_only")


def _of_trouble(edition: Edition, product: Product) -> Iterator[Condition]:
    breakdown = edition.rules.breakdown
    if breakdown is None:
        return
    if minutes := breakdown_minutes(product, breakdown):
        yield Condition("breakdown", (("minutes", minutes),), breakdown.sources)
    if product.kind in ("single_ride", "ride_or_time"):
        yield Condition("replacement_service", (), breakdown.sources)


def _of_return(edition: Edition, offered: Offer) -> Iterator[Condition]:
    product, returns = offered.product, edition.rules.returns
    if product.named and product.kind not in ("tourist_card", "event_group"):
        yield Condition("named")
    elif product.kind == "period":
        yield Condition("bearer")
    returnable = is_returnable(product, returns)
    if returnable is False:
        yield Condition("not_returnable")
    elif returnable is None or returns is None or offered.validity is None:
        yield Condition("return_rule_unknown")
    else:
        ends = offered.validity.last_day
        if product.kind in SUBSCRIBED:  # each month is a ticket of its own, and this is the first
            ends = last_day_of_months(offered.validity.first_day, 1)
        last = last_day_to_return(ends, returns)
        yield Condition("return_until", (("day", last.isoformat()),), returns.sources)
