"""Tickets over HTTP: the tariff of a day, and what a ticket would cost."""

from chalicelib.clock import utc_now
from chalicelib.http import Api
from chalicelib.tickets import errors
from chalicelib.tickets.answer import ProductsAnswer, TicketQuoteAnswer
from chalicelib.tickets.list_products import list_products
from chalicelib.tickets.order import ProductsQuery, TicketQuote
from chalicelib.tickets.quote import quote

tickets_api = Api(__name__, tag="Tickets")


@tickets_api.operation(
    "GET",
    "/tickets/products",
    "Tickets on sale on a day, any day whose price list is known, with their prices and who may buy them",
    query=ProductsQuery,
    answers=ProductsAnswer,
    refuses=[errors.TariffUnknown],
    cached=True,
)
def list_ticket_products() -> ProductsAnswer:
    return list_products(tickets_api.query(ProductsQuery).on, utc_now(), tickets_api.language)


@tickets_api.operation(
    "POST",
    "/tickets/quotes",
    "What a ticket would cost, rule by rule, on what conditions, and a cheaper way where there is one",
    takes=TicketQuote,
    answers=TicketQuoteAnswer,
    refuses=[
        errors.TariffUnknown,
        errors.ProductUnknown,
        errors.RateNotOffered,
        errors.PriceUnknown,
        errors.SeveralMonthsUnknown,
        errors.TooManyMonths,
        errors.OutsideSale,
        errors.LinesWanted,
        errors.NotAWeekend,
        errors.ConcessionUnknown,
        errors.ConcessionOfAnotherRate,
        errors.SecondPurchaseWanted,
        errors.QuantityTooSmall,
        errors.CertificateNotValid,
        errors.NotSoldByDriver,
        errors.DetailNotWanted,
        errors.RebateUnknown,
    ],
)
def quote_ticket() -> TicketQuoteAnswer:
    return quote(tickets_api.body(TicketQuote), utc_now(), tickets_api.language)
