"""The gateway's page for the customer: choose a test card, decline, or walk away."""

from typing import cast, get_args
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox import autopay_protocol as protocol
from sandbox.gateway import Decision
from sandbox.order import CARDS, Order
from sandbox.parts import parts
from sandbox.refusals import NotConfirmed

pay_page = Blueprint("pay_page", __name__)


@pay_page.get("/pay/<remote_id>")
def show(remote_id: str) -> str:
    order = parts().gateway.find("remote_id", remote_id)
    if order is None:
        abort(404)
    return render_template("pay.html", order=order, cards=CARDS)


@pay_page.post("/pay/<remote_id>")
def decide(remote_id: str) -> AnyResponse | str:
    """Form fields `decision` (approve, decline, leave) and `card` (a name of CARDS; visa when absent).

    Answers 303 to the ReturnURL, 400 for another decision or card, 404 and 409 as the page would.
    """
    decision, card = request.form.get("decision"), request.form.get("card", "visa")
    if decision not in get_args(Decision) or card not in CARDS:
        return Response("decision is approve, decline or leave; card is one of " + ", ".join(CARDS), status=400)
    try:
        order = parts().gateway.decide(remote_id, cast(Decision, decision), card)
    except NotConfirmed as refusal:
        return Response(f"{refusal}\n", status=404 if str(refusal) == "TRANSACTION_NOT_FOUND" else 409)
    return redirect(_return_url(order), 303) if order.return_url else show(remote_id)


def _return_url(order: Order) -> str:
    service_id = parts().settings.service_id
    signature = protocol.hash_of([service_id, order.order_id], parts().settings.shared_key)
    query = urlencode({"ServiceID": service_id, "OrderID": order.order_id, "Hash": signature})
    return order.return_url + ("&" if "?" in order.return_url else "?") + query
