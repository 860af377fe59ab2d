"""The gateway's routes for merchants: start, capture, release, status."""

from collections.abc import Iterable

from flask import Response

from sandbox import autopay_protocol as protocol
from sandbox.autopay_calls import CALL_HEADER, blueprint_of_calls, require_message_id, signed_form, silence, xml
from sandbox.gateway import reported_amount
from sandbox.magic import wishes
from sandbox.order import Order
from sandbox.parts import parts
from sandbox.refusals import Invalid, NotConfirmed

autopay_api = blueprint_of_calls("autopay_api")

_START_HEADER = "pay-bm-continue-transaction-url"


@autopay_api.post("/payment")
def start() -> Response:
    """A pre-transaction: the merchant's backend asks, the answer names the page for the customer."""
    order_of_hash: Iterable[str] = protocol.START_FIELDS
    if parts().settings.hold_hash == "last":
        order_of_hash = (*protocol.START_FIELDS, "Hold")
    form = signed_form(_START_HEADER, order_of_hash, known={*protocol.START_FIELDS, "Hold"})
    magic = wishes(form.get("CustomerEmail", ""))
    if "start-error" in magic:
        return Response("ERROR", mimetype="text/plain")
    try:
        order = parts().gateway.start(form)
    except NotConfirmed as refusal:
        return xml(
            "transaction",
            [("orderID", form["OrderID"]), ("confirmation", "NOTCONFIRMED"), ("reason", str(refusal))],
        )
    if "itn-early" in magic:
        parts().notifier.deliver_at_once(order.order_id)
    if "start-timeout" in magic:
        return silence()
    return xml(
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
    form = signed_form(CALL_HEADER, protocol.CLEAR_FIELDS)
    require_message_id(form)
    style = parts().settings.clear_reply
    root = "transaction" if style == "transaction" else "balancePayoff"
    try:
        order = parts().gateway.clear(form.get("RemoteID", ""), form.get("Amount", ""), form["MessageID"])
    except NotConfirmed as refusal:
        return _not_confirmed(root, form, refusal)
    if "clear-timeout" in order.wishes or order.status == "ON_HOLD":
        return silence()
    if style == "transaction":
        return _confirmed(form, "")
    return xml(root, [*_call(form), ("remoteOutID", f"OUT{order.remote_id}")])


@autopay_api.post("/webapi/transactionCancel")
def cancel() -> Response:
    form = signed_form(CALL_HEADER, protocol.CANCEL_FIELDS)
    require_message_id(form)
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
    return silence() if "cancel-timeout" in order.wishes else _confirmed(form, "CANCELED_FULLY")


@autopay_api.post("/webapi/transactionStatus")
def status() -> Response:
    form = signed_form(CALL_HEADER, protocol.STATUS_FIELDS)
    orders = parts().gateway.of_order(form.get("OrderID", ""))
    if any("status-down" in order.wishes for order in orders):
        return Response(status=503)
    known: list[protocol.Node] = [("transaction", _transaction(order)) for order in orders]
    return xml("transactionList", [("serviceID", form["ServiceID"]), ("transactions", known)])


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
    return xml("transaction", [*_call(form), ("confirmation", "CONFIRMED"), ("reason", reason)])


def _not_confirmed(root: str, form: dict[str, str], refusal: NotConfirmed) -> Response:
    return xml(root, [*_call(form), ("confirmation", "NOTCONFIRMED"), ("reason", str(refusal))])
