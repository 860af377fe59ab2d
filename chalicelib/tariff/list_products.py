"""Use case: tell anybody which tickets were or are on sale on a day, for whom, where, and for how much."""

from datetime import date, datetime

from chalicelib.money import Money
from chalicelib.tariff.additional_fare import AdditionalFare
from chalicelib.tariff.answer import (
    AdditionalFareAnswer,
    ConcessionAnswer,
    FeeAnswer,
    PlaceAnswer,
    ProductAnswer,
    ProductsAnswer,
    RateAnswer,
)
from chalicelib.tariff.buyer import buyers, documents
from chalicelib.tariff.edition import Edition
from chalicelib.tariff.product import Price, Product, Rate
from chalicelib.tariff.published_editions import edition_foreseen
from chalicelib.tariff.wording import coded, name_of, place_of
from chalicelib.texts import text
from chalicelib.warsaw import warsaw_day


def list_products(on: date | None, now: datetime, language: str) -> ProductsAnswer:
    """Return the price list of a Warsaw day, today unless given; raises TariffUnknown."""
    today = warsaw_day(now)
    day = on or today
    edition = edition_foreseen(day, today)
    return ProductsAnswer(
        on=day,
        items=[_product(product, edition, language) for product in edition.products],
        concessions=_concessions(edition, language),
        fees=_fees(edition, language),
        additional_fares=[_additional_fare(fare, language) for fare in edition.additional_fares],
        ride_on_top=_money(_ride_on_top(edition)),
        complete=edition.complete,
        edition=edition.id,
        valid_from=edition.valid_from,
        valid_to=edition.valid_to,
        source=edition.source,
    )


def _product(product: Product, edition: Edition, language: str) -> ProductAnswer:
    return ProductAnswer(
        product=product.id,
        kind=product.kind,
        name=name_of(product, language),
        printed=product.printed,
        valid_in=PlaceAnswer(list(product.zones), list(product.networks), place_of(product, edition, language)),
        lines=product.lines,
        service=product.service,
        days=product.days,
        people=product.people,
        named=product.named,
        minutes=product.minutes,
        consecutive_days=product.consecutive_days,
        up_to_km=product.up_to_km,
        statutory_rebates=list(product.statutory_rebates),
        rates=[_rate(rate, product, edition, language) for rate in product.rates],
    )


def _rate(rate: Rate, product: Product, edition: Edition, language: str) -> RateAnswer:
    price = None if rate in product.unknown else edition.price(product, rate)
    return RateAnswer(
        rate=rate,
        name=text(f"tickets.rate.{rate}", language),
        price=_money(price),
        confidence=price.confidence if price else None,
        who_may_buy=coded("buyer", buyers(product, rate), language),
        documents=coded("document", documents(product, rate), language),
        sources=edition.citations(price.sources) if price else [],
    )


def _concessions(edition: Edition, language: str) -> list[ConcessionAnswer]:
    return [
        ConcessionAnswer(
            concession=right.id,
            basis=right.basis,
            text=text(f"tickets.concession.{right.id}", language),
            documents=coded("document", right.documents, language),
            confidence=right.confidence,
            sources=edition.citations(right.sources),
        )
        for right in edition.concessions
    ]


def _fees(edition: Edition, language: str) -> list[FeeAnswer]:
    return [
        FeeAnswer(
            fee=fee,
            text=text(f"tickets.fee.{fee}", language),
            amount=Money(price.grosze),
            confidence=price.confidence,
            sources=edition.citations(price.sources),
        )
        for fee, price in edition.fees.items()
    ]


def _additional_fare(fare: AdditionalFare, language: str) -> AdditionalFareAnswer:
    return AdditionalFareAnswer(
        offence=fare.offence,
        text=text(f"tickets.offence.{fare.offence}", language),
        full=_money(fare.full),
        at_inspector=_money(fare.at_inspector),
        within_7_days=_money(fare.within_7_days),
        reduced=not fare.no_reduction,
    )


def _ride_on_top(edition: Edition) -> Price | None:
    rule = edition.rules.ride_on_top
    return edition.price(edition.product(rule.product), "normal") if rule else None


def _money(price: Price | None) -> Money | None:
    return Money(price.grosze) if price else None
