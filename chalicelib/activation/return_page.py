"""The page on which the card system leaves the browser: it hands the sign-in over to the app (RFC 8252 §7)."""

from html import escape
from urllib.parse import urlencode

import msgspec

from chalicelib.activation.order import SignInReturn
from chalicelib.texts import text

PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
APP_LINK = "mkrakow://activations/sign-in"


def return_page(returned: SignInReturn, language: str) -> str:
    """Return the HTML page. What it carries is worth nothing without the phone that began the sign-in."""
    carried = {name: value for name, value in msgspec.structs.asdict(returned).items() if value}
    outcome = "done" if returned.code and returned.state else "refused"
    return _PAGE.format(
        language=language,
        title=escape(text(f"activation.return.{outcome}.title", language)),
        body=escape(text(f"activation.return.{outcome}.body", language)),
        button=escape(text("activation.return.button", language)),
        link=escape(f"{APP_LINK}?{urlencode(carried)}", quote=True),
    )


_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="0;url={link}">
<title>mKraków</title>
<style>
body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;text-align:center}}
</style>
<h1>{title}</h1><p>{body}</p><p><a href="{link}">{button}</a></p></html>
"""
