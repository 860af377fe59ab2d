"""The documentation page: one HTML document, written from the OpenAPI document, that needs nothing else."""

import json
from html import escape
from typing import Any

Schema = dict[str, Any]

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --link: light-dark(#0645ad, #8ab4f8) }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line) }
a { color: var(--link) }
pre, code { font: 14px/1.45 ui-monospace, monospace }
pre { background: var(--soft); padding: .75rem; overflow-x: auto; border-radius: .4rem }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .5rem .75rem }
summary { cursor: pointer; overflow-wrap: anywhere }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-top: 1px solid var(--line) }
.method { font-weight: 700 }
tr:target { background: #fd03 }
"""

_GUIDE = """
<h2 id="start">From a new phone to a first call</h2>
<ol>
<li>The phone makes a P-256 key pair in its secure hardware and sends the public half as a JWK to
<code>POST /devices</code>. The answer is its <code>device_id</code>.</li>
<li>It signs a JWT with the private half (RFC 7523 <code>private_key_jwt</code>, ES256): <code>iss</code> and
<code>sub</code> are the <code>device_id</code>, <code>aud</code> is the address above, <code>exp</code> lies at most
a minute ahead, <code>jti</code> is fresh. <code>POST /oauth/token</code> trades it for an access token of
<code>expires_in</code> seconds. An assertion works once.</li>
<li>Every call marked <em>device</em> carries <code>Authorization: Bearer …</code>. On
<code>401 unauthenticated</code>, fetch a new token and repeat.</li>
</ol>
<h2 id="idempotency">Repeating safely</h2>
<p>Calls marked <em>idempotent</em> need an <code>Idempotency-Key</code> of 8 to 255 characters, e.g. a UUID, chosen
once per intention and kept until an answer comes. After a lost answer send the same request with the same key: it
gets the first result and nothing happens twice. The same key with another body is
<a href="#error-idempotency_key_reused"><code>422 idempotency_key_reused</code></a>. On <code>503</code> wait as
<code>Retry-After</code> says, then repeat with the same key.</p>
<h2 id="money">Money</h2>
<p>Always whole grosze with a currency: <code>{"amount": 1400, "currency": "PLN"}</code> is 14.00 zł. Never a
fraction, never text.</p>
<h2 id="languages">Languages</h2>
<p><code>Accept-Language</code> chooses among Polish (<code>pl</code>, the default), English (<code>en</code>) and
Ukrainian (<code>uk</code>). Titles of errors and documents follow it; codes and field names never change.</p>
<h2 id="problems">Errors</h2>
<p>Every error is <code>application/problem+json</code>. Switch on <code>code</code>, show <code>title</code>;
<code>detail</code> is for developers. New codes may appear: treat an unknown one by its status.</p>
"""


def page(document: Schema, error_texts: dict[str, dict[str, str]]) -> str:
    """Return the page of an OpenAPI document and the catalogue of error codes (code → language → text)."""
    info = document["info"]
    tags = [tag["name"] for tag in document["tags"]]
    links = " · ".join(f'<a href="#tag-{escape(tag)}">{escape(tag)}</a>' for tag in tags)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])} API</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])} API <small>{escape(info['version'])}</small></h1>"
        f"<p>{_prose(info['description'])}</p>"
        f"<p>Address: <code>{escape(document['servers'][0]['url'])}</code> · "
        '<a href="openapi.json">openapi.json</a></p>'
        f'<nav><p><a href="#start">Start</a> · {links} · <a href="#errors">Error codes</a></p></nav>'
        f"{_GUIDE}{''.join(_tag(document, tag) for tag in tags)}{_errors(error_texts)}</body></html>"
    )


def _tag(document: Schema, tag: str) -> str:
    operations = [
        _operation(method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if operation["tags"] == [tag]
    ]
    return f'<h2 id="tag-{escape(tag)}">{escape(tag)}</h2>{"".join(operations)}'


def _operation(method: str, path: str, operation: Schema) -> str:
    parts = []
    if "description" in operation:
        parts.append(f"<p>{_prose(operation['description'])}</p>")
    parts.append(_parameters(operation["parameters"]))
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        parts.append(_example(f"Request, <code>{escape(media_type)}</code>", content))
    for status, answer in operation["responses"].items():
        if not status.startswith(("4", "5")):
            parts.append(_answer(status, answer))
    parts.append(_refusals(operation["responses"]))
    marks = [audience for requirement in operation["security"] for roles in requirement.values() for audience in roles]
    if any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"]):
        marks.append("idempotent")
    return (
        f'<details id="{escape(operation["operationId"])}"><summary><code><span class="method">{method.upper()}</span> '
        f"{escape(path)}</code> {escape(operation['summary'])} <em>{', '.join(marks)}</em></summary>"
        f"{''.join(parts)}</details>"
    )


def _parameters(parameters: list[Schema]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(parameter['name'])}</code></td><td>{parameter['in']}"
        f"{', required' if parameter.get('required') else ''}</td><td><code>{escape(_text(parameter.get('example')))}"
        f"</code></td><td>{_prose(_about(parameter))}</td></tr>"
        for parameter in parameters
    )
    return f'<div class="scroll"><table>{rows}</table></div>'


def _about(parameter: Schema) -> str:
    return str(parameter.get("description", parameter["schema"].get("description", "")))


def _answer(status: str, answer: Schema) -> str:
    contents = answer.get("content", {})
    if not contents:
        return f"<p>Answer <code>{status}</code>: {escape(answer['description'])}</p>"
    return "".join(
        _example(f"Answer <code>{status}</code>, <code>{escape(media_type)}</code>", content)
        for media_type, content in contents.items()
    )


def _example(heading: str, content: Schema) -> str:
    if "example" not in content:
        return f"<p>{heading}</p>"
    shown = json.dumps(content["example"], ensure_ascii=False, indent=2)
    return f"<p>{heading}</p><pre><code>{escape(shown)}</code></pre>"


def _refusals(responses: Schema) -> str:
    codes = [
        f'{status} <a href="#error-{code}"><code>{code}</code></a>'
        for status, answer in responses.items()
        for content in answer.get("content", {}).values()
        for code in content.get("examples", {})
    ]
    return f"<p>Errors: {', '.join(codes)}</p>"


def _errors(error_texts: dict[str, dict[str, str]]) -> str:
    languages = list(next(iter(error_texts.values())))
    heads = "".join(f"<th>{language}</th>" for language in languages)
    rows = "".join(
        f'<tr id="error-{code}"><td><code>{code}</code></td>'
        + "".join(f'<td lang="{language}">{escape(texts[language])}</td>' for language in languages)
        + "</tr>"
        for code, texts in sorted(error_texts.items())
    )
    return (
        '<h2 id="errors">Error codes</h2><div class="scroll"><table>'
        f"<thead><tr><th>code</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _prose(text: str) -> str:
    """Plain text whose `backticks` are code and whose empty lines part paragraphs."""
    pieces = escape(text).replace("\n\n", "</p><p>").split("`")
    return "".join(f"<code>{piece}</code>" if odd % 2 else piece for odd, piece in enumerate(pieces))


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
