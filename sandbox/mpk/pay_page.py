"""The gateway's page for the customer: pay by card, transfer, BLIK or a wallet, decline, or walk away."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.mpk.cards import CARDS
from sandbox.mpk.parts import parts
from sandbox.mpk.refusals import Refused
from sandbox.mpk.transaction import METHODS, Method, Transaction

pay_page = Blueprint("pay_page", __name__)

BLIK_CODES = {"111121": "blik_code_wrong", "111122": "blik_code_expired"}
"""Codes that are refused, and why; any other six digits are good."""


@pay_page.errorhandler(Refused)
def refused(refusal: Refused) -> tuple[str, int]:
    return f"{refusal.code}\n", refusal.status


@pay_page.get("/pay/<transaction_id>")
def show(transaction_id: str) -> str:
    return _page(parts().gateway.find(transaction_id))


@pay_page.post("/pay/<transaction_id>")
def decide(transaction_id: str) -> AnyResponse | tuple[str, int]:
    """Form fields `decision` (approve, decline, leave), `method` (the order's own when absent), `card`, `blik_code`.

    `card` is a name of CARDS, `good` when absent; BLIK needs its six digits. Answers 303 to one of the payer's
    addresses, 400 for another form, 404 and 409 as the page would.
    """
    gateway = parts().gateway
    match request.form.get("decision"):
        case "approve":
            waiting = gateway.find(transaction_id)
            try:
                method, refused_with = _chosen(waiting.method, _methods(waiting))
            except ValueError as error:
                return _page(waiting, str(error)), HTTPStatus.BAD_REQUEST
            return _back(gateway.pay(transaction_id, method, refused_with, request.form.get("card") or "good"))
        case "decline":
            return _back(gateway.decline(transaction_id))
        case "leave":
            return _back(gateway.leave(transaction_id))
    return "decision is approve, decline or leave\n", HTTPStatus.BAD_REQUEST


def _methods(order: Transaction) -> tuple[Method, ...]:
    """Return how it may be paid: who gives a mandate gives a card."""
    return ("card",) if order.use == "register" else METHODS


def _chosen(own: Method, methods: tuple[Method, ...]) -> tuple[Method, str]:
    """Return how the customer pays, and why the bank refuses that. Raises ValueError."""
    asked, card, code = (request.form.get(name, "") for name in ("method", "card", "blik_code"))
    method = next((one for one in methods if one == (asked or own)), None)
    if method is None:
        raise ValueError(f"method: {', '.join(methods)}")
    if method == "card":
        if (card or "good") not in CARDS:
            raise ValueError(f"card: {', '.join(CARDS)}")
        return method, CARDS[card or "good"][1]
    if method == "blik":
        digits = code.replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
            raise ValueError("kod BLIK: 6 cyfr · six digits")
        return method, BLIK_CODES.get(digits, "")
    return method, ""


def _page(transaction: Transaction, problem: str = "") -> str:
    return render_template(
        "mpk/pay.html",
        order=transaction,
        payable=parts().gateway.is_payable(transaction.transaction_id),
        methods=_methods(transaction),
        cards=CARDS,
        codes=BLIK_CODES,
        problem=problem,
    )


def _back(transaction: Transaction) -> Response | AnyResponse:
    url = transaction.success_url if transaction.status == "paid" else transaction.error_url
    return redirect(url, HTTPStatus.SEE_OTHER)
