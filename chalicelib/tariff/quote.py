"""Use case: tell anybody what a ticket would cost, on what conditions, and whether there is a cheaper way.

Reads one edition's file the first time and nothing else: no round trip.
"""

from datetime import datetime

from chalicelib.money import Money
from chalicelib.tariff.answer import (
    Coded,
    ConditionAnswer,
    InstalmentAnswer,
    QuoteLineAnswer,
    RecommendationAnswer,
    RecommendedTicketAnswer,
    TicketQuoteAnswer,
)
from chalicelib.tariff.buyer import documents, free_ride_documents
from chalicelib.tariff.concession import concession_of
from chalicelib.tariff.condition import conditions
from chalicelib.tariff.edition import Edition
from chalicelib.tariff.offer import Offer, offer
from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.published_editions import edition_foreseen
from chalicelib.tariff.recommend import Recommendation, recommend
from chalicelib.tariff.similar import similar_to
from chalicelib.tariff.validity import nth_month
from chalicelib.tariff.wording import coded, name_of
from chalicelib.texts import text
from chalicelib.warsaw import in_warsaw, warsaw_day, warsaw_moment


def quote(wish: TicketQuote, now: datetime, language: str) -> TicketQuoteAnswer:
    """Return the price of a wish by the rules of its day of purchase.

    A purchase today happens now; on another day, at its midnight. Raises TariffUnknown, ProductUnknown,
    RateNotOffered, PriceUnknown and what else an offer refuses.
    """
    today = warsaw_day(now)
    day = wish.on or today
    edition = edition_foreseen(day, today)
    bought_at = now if day == today else warsaw_moment(day)
    offered = offer(edition, wish, bought_at)
    validity = offered.validity
    return TicketQuoteAnswer(
        product=offered.product.id,
        kind=offered.product.kind,
        name=name_of(offered.product, language),
        rate=wish.rate,
        total=Money(offered.total_grosze),
        instalments=_instalments(offered),
        lines=_lines(offered, edition, language),
        valid_from=in_warsaw(validity.from_) if validity else None,
        valid_until=in_warsaw(validity.last_moment) if validity else None,
        conditions=_conditions(offered, edition, language),
        documents=coded("document", _documents(offered, edition), language),
        warnings=_warnings(offered, language),
        recommendation=_recommendation(recommend(edition, offered, bought_at), edition, language),
        confidence=offered.price.confidence,
        edition=edition.id,
        source=edition.source,
    )


def _instalments(offered: Offer) -> list[InstalmentAnswer]:
    if offered.validity is None or not offered.price.instalments:
        return []
    first_day = offered.validity.first_day
    priced = enumerate(offered.price.instalments, 1)
    months = [(number, grosze, nth_month(first_day, number, offered.validity.from_)) for number, grosze in priced]
    return [
        InstalmentAnswer(number, Money(grosze), month.first_day, month.last_day) for number, grosze, month in months
    ]


def _lines(offered: Offer, edition: Edition, language: str) -> list[QuoteLineAnswer]:
    return [
        QuoteLineAnswer(
            rule=line.rule,
            text=text(f"tickets.rule.{line.rule}", language, **dict(line.values)),
            amount=Money(line.grosze),
            sources=edition.citations(line.sources),
        )
        for line in offered.lines
    ]


def _conditions(offered: Offer, edition: Edition, language: str) -> list[ConditionAnswer]:
    return [
        ConditionAnswer(
            code=condition.code,
            text=text(f"tickets.condition.{condition.code}", language, **dict(condition.values)),
            sources=edition.citations(condition.sources),
        )
        for condition in conditions(edition, offered)
    ]


def _documents(offered: Offer, edition: Edition) -> tuple[str, ...]:
    wish = offered.wish
    right = concession_of(edition.concessions, wish.concession, wish.rate) if wish.concession else None
    codes = documents(offered.product, wish.rate, right)
    return codes if wish.rail_rebate is None else (*codes, "proof_of_reduction")


def _warnings(offered: Offer, language: str) -> list[Coded]:
    held = similar_to(offered, offered.wish.holding)
    if held is None:
        return []
    days = {"first_day": held.first_day.isoformat(), "last_day": held.last_day.isoformat()}
    return [Coded("similar_ticket", text("tickets.warning.similar_ticket", language, **days))]


def _recommendation(recommended: Recommendation | None, edition: Edition, language: str) -> RecommendationAnswer | None:
    if recommended is None:
        return None
    codes = [code for one in recommended.offers for code in _documents(one, edition)]
    if recommended.right:
        codes += free_ride_documents(recommended.right)
    return RecommendationAnswer(
        reason=recommended.reason,
        text=text(f"tickets.reason.{recommended.reason}", language),
        saving=Money(recommended.saving_grosze),
        tickets=[_recommended(one, language) for one in recommended.offers],
        total=Money(sum(one.total_grosze for one in recommended.offers)),
        documents=coded("document", dict.fromkeys(codes), language),
        without=coded("network", recommended.without, language),
    )


def _recommended(one: Offer, language: str) -> RecommendedTicketAnswer:
    return RecommendedTicketAnswer(
        product=one.product.id,
        name=name_of(one.product, language),
        rate=one.wish.rate,
        months=one.wish.months,
        quantity=one.wish.quantity,
        total=Money(one.total_grosze),
    )
