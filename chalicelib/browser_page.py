"""The page on which a neighbour's page leaves the browser: a few words and the way into the app (RFC 8252 §7)."""

from html import escape

from chalice.app import Response

from chalicelib.problem import Headers

_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
{refresh}<title>mKraków</title>
<style>
body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;text-align:center}}
</style>
<h1>{title}</h1><p>{body}</p><p><a href="{link}">{button}</a></p></html>
"""
_REFRESH = '<meta http-equiv="refresh" content="0;url={link}">\n'


def browser_page(language: str, title: str, body: str, button: str, link: str, *, at_once: bool = False) -> Response:
    """Return the page; its texts and the link may hold anything. `at_once`: the browser follows the link by itself."""
    link = escape(link)
    page = _PAGE.format(
        language=language,
        refresh=_REFRESH.format(link=link) if at_once else "",
        title=escape(title),
        body=escape(body),
        button=escape(button),
        link=link,
    )
    return Response(
        page,
        headers=Headers(
            {"Content-Type": "text/html; charset=utf-8", "Content-Language": language, "Cache-Control": "no-store"}
        ),
    )
