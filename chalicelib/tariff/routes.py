"""The tariff over HTTP: what is on sale, and what it costs."""

from chalicelib.clock import utc_now
from chalicelib.http import Api
from chalicelib.tariff import errors
from chalicelib.tariff.answer import ProductsAnswer, TicketQuoteAnswer
from chalicelib.tariff.list_products import list_products
from chalicelib.tariff.order import ProductsQuery, TicketQuote
from chalicelib.tariff.quote import quote

tariff_api = Api(__name__, tag="Tariff")


@tariff_api.operation(
    "GET",
    "/tickets/products",
    "Tickets on sale on a day, any day whose price list is known, with their prices and who may buy them",
    query=ProductsQuery,
    answers=ProductsAnswer,
    refuses=[errors.TariffUnknown],
    cached=True,
)
def list_ticket_products() -> ProductsAnswer:
    return list_products(tariff_api.query(ProductsQuery).on, utc_now(), tariff_api.language)


@tariff_api.operation(
    "POST",
    "/tickets/quotes",
    "What a ticket would cost, rule by rule, on what conditions, and a cheaper way where there is one",
    takes=TicketQuote,
    answers=TicketQuoteAnswer,
    refuses=[
        *errors.OF_AN_OFFER,
        errors.NotAWeekend,
        errors.SecondPurchaseWanted,
        errors.QuantityTooSmall,
        errors.CertificateNotValid,
        errors.NotSoldByDriver,
        errors.RebateUnknown,
    ],
)
def quote_ticket() -> TicketQuoteAnswer:
    return quote(tariff_api.body(TicketQuote), utc_now(), tariff_api.language)
