"""The Lambda behind every route: a slice's routes are loaded by the first request for one of them.

`app.py` registers all of them at once, as Chalice's packaging wants; in a fresh Lambda that would take twice as long.
"""

from functools import cache
from pkgutil import resolve_name
from typing import Any

from chalice.app import Chalice

from chalicelib.http import PDF, Api
from chalicelib.problem import refusals_of_chalice

_ROUTES = {
    "/.well-known": "credentials.routes:credentials_api",
    "/activations": "activation.routes:activation_api",
    "/additional-fares": "additional_fares.routes:additional_fares_api",
    "/cards": "activation.routes:activation_api",
    "/complaints": "complaints.routes:complaints_api",
    "/devices": "devices.routes:devices_api",
    "/docs": "openapi:docs_api",
    "/health": "openapi:docs_api",
    "/inspection": "credentials.routes:credentials_api",
    "/inspection/additional-fares": "additional_fares.routes:additional_fares_api",
    "/inspection/plates": "parking.routes:parking_api",
    "/invoices": "invoices.routes:invoices_api",
    "/legal": "legal.routes:legal_api",
    "/me": "me.routes:me_api",
    "/oauth": "devices.routes:devices_api",
    "/openapi.json": "openapi:docs_api",
    "/parking": "parking.routes:parking_api",
    "/partners": "vehicles.routes:partners_api",
    "/payments/autopay": "parking.routes:parking_api",
    "/payments/mpk": "gateway_reports.routes:gateway_reports_api",
    "/payments/return": "payments.routes:payments_api",
    "/services": "activation.routes:activation_api",
    "/subscriptions": "tickets.subscription_routes:subscriptions_api",
    "/tickets": "tickets.routes:tickets_api",
    "/tickets/products": "tariff.routes:tariff_api",
    "/tickets/quotes": "tariff.routes:tariff_api",
    "/tickets/{ticket_id}/credential": "credentials.routes:credentials_api",
    "/tickets/{ticket_id}/invoices": "tickets.invoice_routes:ticket_invoices_api",
    "/vehicles": "vehicles.routes:vehicles_api",
}
"""How a path begins → whose it is; the longest beginning counts."""
_DESCRIBE_ALL = ("/docs", "/openapi.json")


def new_city() -> Chalice:
    """Return the API without any routes."""
    city = Chalice(app_name="mkrakow")
    city.api.binary_types.append(PDF)
    city.register_middleware(refusals_of_chalice, "http")
    return city


def handle(event: dict[str, Any], context: Any) -> Any:
    """Answer one request that API Gateway proxies."""
    for name in wanted(event["resource"]):
        _load(name)
    return _city()(event, context)


def wanted(resource: str) -> list[str]:
    """Return whose routes a request needs, by the path as it was declared; the documentation describes all."""
    if resource in _DESCRIBE_ALL:
        return list(dict.fromkeys(_ROUTES.values()))
    begin = [beginning for beginning in _ROUTES if f"{resource}/".startswith(f"{beginning}/")]
    return [_ROUTES[max(begin, key=len)]] if begin else []


@cache
def _city() -> Chalice:
    return new_city()


@cache
def _load(name: str) -> None:
    blueprint: Api = resolve_name(f"chalicelib.{name}")
    _city().register_blueprint(blueprint)
