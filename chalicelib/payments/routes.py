"""The browser comes back from the gateway's page."""

from chalice.app import Response

from chalicelib.browser_page import browser_page
from chalicelib.http import Api
from chalicelib.payments.order import ReturnQuery
from chalicelib.texts import text

payments_api = Api(__name__, tag="Payments")


@payments_api.operation(
    "GET",
    "/payments/return",
    "Where the gateway's page sends the browser back to; it proves nothing about the payment",
    query=ReturnQuery,
    media_types=("text/html",),
)
def return_from_gateway() -> Response:
    language, link = payments_api.language, f"mkrakow://{payments_api.query(ReturnQuery).of}"
    title, body = (text(f"payments.return.{part}", language) for part in ("title", "body"))
    return browser_page(language, title, body, "mKraków", link)
