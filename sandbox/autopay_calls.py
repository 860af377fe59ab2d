"""What every call of a merchant has in common: its form and hash, refusals, silence, XML.

The numbers in `<error>` beside those of the document's refunds page are this sandbox's own.
"""

import time
from collections.abc import Iterable

from flask import Blueprint, Response, request

from sandbox import autopay_protocol as protocol
from sandbox.parts import parts
from sandbox.refusals import Invalid

CALL_HEADER = "pay-bm"


class Refused(Exception):
    """A request that is not this merchant's, not readable or not possible: HTTP 400 with `<error>`."""

    def __init__(self, code: int, name: str, description: str) -> None:
        super().__init__(description)
        self.code, self.name = code, name


def blueprint_of_calls(name: str) -> Blueprint:
    """Return a blueprint that answers Refused and Invalid with `<error>`."""
    calls = Blueprint(name, __name__)
    calls.register_error_handler(Refused, _error)
    calls.register_error_handler(Invalid, lambda error: _error(Refused(1, "INVALID_REQUEST", str(error))))
    return calls


def signed_form(header: str, order_of_hash: Iterable[str], known: set[str] | None = None) -> dict[str, str]:
    """Return the form if it is this merchant's and its hash is right; refuses it otherwise."""
    order_of_hash = tuple(order_of_hash)
    form = request.form.to_dict()
    settings = parts().settings
    if request.headers.get("BmHeader") != header:
        raise Refused(2, "INVALID_HEADER", f"this call is played with BmHeader: {header}")
    unknown = form.keys() - (known or {*order_of_hash}) - {"Hash"}
    if unknown or any(len(values) > 1 for _, values in request.form.lists()):
        raise Invalid(f"unknown or repeated fields: {', '.join(sorted(unknown)) or 'repeated'}")
    if form.get("ServiceID") != settings.service_id:
        raise Refused(3, "SERVICE_NOT_FOUND", "no such ServiceID")
    if not protocol.is_signed(form, order_of_hash, settings.shared_key):
        raise Refused(7, "INVALID_HASH", "the hash does not fit the values in the documented order")
    return form


def require_message_id(form: dict[str, str]) -> None:
    message_id = form.get("MessageID", "")
    if not (message_id.isascii() and message_id.isalnum() and len(message_id) == 32):
        raise Invalid("MessageID is 32 letters and digits")


def silence() -> Response:
    """Hold the line for longer than anyone waits; the 504 then meets a closed connection."""
    time.sleep(parts().settings.silence_seconds)
    return Response(status=504)


def xml(root: str, children: list[protocol.Node], *, signed: bool = True, status: int = 200) -> Response:
    key = parts().settings.shared_key if signed else ""
    return Response(protocol.document(root, children, key), status=status, mimetype="application/xml")


def _error(error: Refused) -> Response:
    texts: list[protocol.Node] = [
        ("statusCode", str(error.code)),
        ("name", error.name),
        ("description", str(error)),
    ]
    return xml("error", texts, signed=False, status=400)
