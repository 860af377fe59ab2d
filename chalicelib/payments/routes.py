"""The browser comes back from the gateway's page."""

from html import escape

from chalice.app import Response

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
    language = payments_api.language
    page = _PAGE.format(
        language=language,
        title=escape(text("payments.return.title", language)),
        body=escape(text("payments.return.body", language)),
        place=payments_api.query(ReturnQuery).of,
    )
    return Response(
        page,
        headers={"Content-Type": "text/html; charset=utf-8", "Content-Language": language, "Cache-Control": "no-store"},
    )


_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>mKraków</title>
<style>
body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;text-align:center}}
</style>
<h1>{title}</h1><p>{body}</p><p><a href="mkrakow://{place}">mKraków</a></p></html>
"""
