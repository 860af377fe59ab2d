"""The page on which the card system leaves the browser: it hands the sign-in over to the app (RFC 8252 §7)."""

from urllib.parse import urlencode

import msgspec
from chalice.app import Response

from chalicelib.activation.order import SignInReturn
from chalicelib.browser_page import browser_page
from chalicelib.texts import text

APP_LINK = "mkrakow://activations/sign-in"


def return_page(returned: SignInReturn, language: str) -> Response:
    """Return the HTML page. What it carries is worth nothing without the phone that began the sign-in."""
    carried = {name: value for name, value in msgspec.structs.asdict(returned).items() if value}
    outcome = "done" if returned.code and returned.state else "refused"
    title, body = (text(f"activation.return.{outcome}.{part}", language) for part in ("title", "body"))
    button = text("activation.return.button", language)
    page = browser_page(language, title, body, button, f"{APP_LINK}?{urlencode(carried)}", at_once=True)
    page.headers["Referrer-Policy"] = "no-referrer"  # the page's own address holds the code
    return page
