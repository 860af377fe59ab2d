"""The gateway's routes for merchants: start, capture, release, status.

The numbers in `<error>` beside 7 (INVALID_HASH) are this sandbox's own: the document prints none for these calls.
"""

import time
from collections.abc import Iterable

from flask import Blueprint, Response, request

from sandbox import autopay_protocol as protocol
from sandbox.gateway import reported_amount
from sandbox.magic import wishes
from sandbox.order import Order
from sandbox.parts import parts
from sandbox.refusals import Invalid, NotConfirmed

autopay_api = Blueprint("autopay_api", __name__)

_START_HEADER = "pay-bm-continue-transaction-url"
_CALL_HEADER = "pay-bm"


class _Refused(Exception):
    """A request that is not this merchant's, or not readable: HTTP 400 with `<error>`."""

    def __init__(self, code: int, name: str, description: str) -> None:
        super().__init__(description)
        self.code, self.name = code, name


@autopay_api.errorhandler(_Refused)
def _refused(error: _Refused) -> Response:
    return _xml(
        "error",
        [("statusCode", str(error.code)), ("name", error.name), ("description", str(error))],
        signed=False,
        status=400,
    )


@autopay_api.errorhandler(Invalid)
def _invalid(error: Invalid) -> Response:
    return _refused(_Refused(1, "INVALID_REQUEST", str(error)))


@autopay_api.post("/payment")
def start() -> Response:
    """A pre-transaction: the merchant's backend asks, the answer names the page for the customer."""
    order_of_hash: Iterable[str] = protocol.START_FIELDS
    if parts().settings.hold_hash == "last":
        order_of_hash = (*protocol.START_FIELDS, "Hold")
    form = _signed_form(_START_HEADER, order_of_hash, known={*protocol.START_FIELDS, "Hold"})
    magic = wishes(form.get("CustomerEmail", ""))
    if "start-error" in magic:
        return Response("ERROR", mimetype="text/plain")
    try:
        order = parts().gateway.start(form)
    except NotConfirmed as refusal:
        return _xml(
            "transaction",
            [("orderID", form["OrderID"]), ("confirmation", "NOTCONFIRMED"), ("reason", str(refusal))],
        )
    if "itn-early" in magic:
        parts().notifier.deliver_at_once(order.order_id)
    if "start-timeout" in magic:
        return _silence()
    return _xml(
        "transaction",
        [
            ("status", "PENDING"),
            ("redirecturl", f"{parts().settings.public_url}/pay/{order.remote_id}"),
            ("orderID", order.order_id),
            ("remoteID", order.remote_id),
        ],
    )


@autopay_api.post("/webapi/transactionClear")
def clear() -> Response:
    form = _signed_form(_CALL_HEADER, protocol.CLEAR_FIELDS)
    _require_message_id(form)
    style = parts().settings.clear_reply
    root = "transaction" if style == "transaction" else "balancePayoff"
    try:
        order = parts().gateway.clear(form.get("RemoteID", ""), form.get("Amount", ""), form["MessageID"])
    except NotConfirmed as refusal:
        return _not_confirmed(root, form, refusal)
    if "clear-timeout" in order.wishes or order.status == "ON_HOLD":
        return _silence()
    if style == "transaction":
        return _confirmed(form, "")
    return _xml(root, [*_call(form), ("remoteOutID", f"OUT{order.remote_id}")])


@autopay_api.post("/webapi/transactionCancel")
def cancel() -> Response:
    form = _signed_form(_CALL_HEADER, protocol.CANCEL_FIELDS)
    _require_message_id(form)
    remote_id, order_id = form.get("RemoteID", ""), form.get("OrderID", "")
    if bool(remote_id) == bool(order_id):
        raise Invalid("exactly one of RemoteID and OrderID")
    try:
        if remote_id:
            order = parts().gateway.cancel("remote_id", remote_id, form["MessageID"])
        else:
            order = parts().gateway.cancel("order_id", order_id, form["MessageID"])
    except NotConfirmed as refusal:
        return _not_confirmed("transaction", form, refusal)
    return _silence() if "cancel-timeout" in order.wishes else _confirmed(form, "CANCELED_FULLY")


@autopay_api.post("/webapi/transactionStatus")
def status() -> Response:
    form = _signed_form(_CALL_HEADER, protocol.STATUS_FIELDS)
    order = parts().gateway.find("order_id", form.get("OrderID", ""))
    if order and "status-down" in order.wishes:
        return Response(status=503)
    known: list[protocol.Node] = [("transaction", _transaction(order))] if order else []
    return _xml("transactionList", [("serviceID", form["ServiceID"]), ("transactions", known)])


def _signed_form(header: str, order_of_hash: Iterable[str], known: set[str] | None = None) -> dict[str, str]:
    """Return the form if it is this merchant's and its hash is right; refuses it otherwise."""
    order_of_hash = tuple(order_of_hash)
    form = request.form.to_dict()
    settings = parts().settings
    if request.headers.get("BmHeader") != header:
        raise _Refused(2, "INVALID_HEADER", f"this call is played with BmHeader: {header}")
    unknown = form.keys() - (known or {*order_of_hash}) - {"Hash"}
    if unknown or any(len(values) > 1 for _, values in request.form.lists()):
        raise Invalid(f"unknown or repeated fields: {', '.join(sorted(unknown)) or 'repeated'}")
    if form.get("ServiceID") != settings.service_id:
        raise _Refused(3, "SERVICE_NOT_FOUND", "no such ServiceID")
    if not protocol.is_signed(form, order_of_hash, settings.shared_key):
        raise _Refused(7, "INVALID_HASH", "the hash does not fit the values in the documented order")
    return form


def _require_message_id(form: dict[str, str]) -> None:
    message_id = form.get("MessageID", "")
    if not (message_id.isascii() and message_id.isalnum() and len(message_id) == 32):  # noqa: PLR2004
        raise Invalid("MessageID is 32 letters and digits")


def _transaction(order: Order) -> list[protocol.Node]:
    return [
        ("orderID", order.order_id),
        ("remoteID", order.remote_id),
        ("amount", protocol.amount_text(reported_amount(order, parts().settings))),
        ("currency", order.currency),
        ("gatewayID", order.gateway_id),
        ("paymentDate", protocol.payment_date(order.changed_at)),
        ("paymentStatus", order.status),
        ("paymentStatusDetails", order.details),
    ]


def _call(form: dict[str, str]) -> list[protocol.Node]:
    return [("serviceID", form["ServiceID"]), ("messageID", form["MessageID"])]


def _confirmed(form: dict[str, str], reason: str) -> Response:
    return _xml("transaction", [*_call(form), ("confirmation", "CONFIRMED"), ("reason", reason)])


def _not_confirmed(root: str, form: dict[str, str], refusal: NotConfirmed) -> Response:
    return _xml(root, [*_call(form), ("confirmation", "NOTCONFIRMED"), ("reason", str(refusal))])


def _silence() -> Response:
    """Hold the line for longer than anyone waits; the 504 then meets a closed connection."""
    time.sleep(parts().settings.silence_seconds)
    return Response(status=504)


def _xml(root: str, children: list[protocol.Node], *, signed: bool = True, status: int = 200) -> Response:
    key = parts().settings.shared_key if signed else ""
    return Response(protocol.document(root, children, key), status=status, mimetype="application/xml")
