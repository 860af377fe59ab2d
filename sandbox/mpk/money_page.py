"""What the gateway can do, and every transaction with its refunds, events and deliveries; the sums that must agree."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.mpk.magic import MAGIC
from sandbox.mpk.parts import parts

money_page = Blueprint("money_page", __name__)

_SHOWN = 200
_TOTALS = """
SELECT count(DISTINCT order_id) AS orders, count(*) AS transactions,
    coalesce(sum(amount * (status = 'paid')), 0) AS paid, coalesce(sum(refunded), 0) AS refunded,
    coalesce(sum(refunded > amount * (status = 'paid')), 0) AS unbalanced FROM transactions
"""
_SENT_BACK = "SELECT coalesce(sum(amount), 0) AS grosze FROM refunds WHERE status = 'done'"


@money_page.get("/")
def index() -> str:
    return render_template("mpk/index.html", magic=MAGIC, settings=parts().settings)


@money_page.get("/money")
def show() -> str:
    return render_template("mpk/money.html", **_found())


@money_page.get("/money.json")
def read() -> Response:
    """Answer `{"totals": …, "balanced": bool, "transactions": […]}`: grosze, newest first, at most 200.

    `order_id` or `email` narrow them; the totals are always of everything.
    """
    return jsonify(_found())


@money_page.post("/keys/rotate")
def rotate() -> AnyResponse:
    """Take a new signing key."""
    parts().keys.rotate()
    return redirect("/", HTTPStatus.SEE_OTHER)


@money_page.post("/tokens/forget")
def forget() -> AnyResponse:
    """End every access token."""
    parts().tokens.forget()
    return redirect("/", HTTPStatus.SEE_OTHER)


def _found() -> dict[str, Any]:
    parts().gateway.lapse()
    totals = parts().store.rows(_TOTALS)[0]
    balanced = not totals["unbalanced"] and totals["refunded"] == parts().store.rows(_SENT_BACK)[0]["grosze"]
    return {"totals": totals, "balanced": balanced, "transactions": [_with_history(one) for one in _transactions()]}


def _transactions() -> list[dict[str, Any]]:
    newest = "SELECT * FROM transactions WHERE {} ORDER BY started_at DESC LIMIT ?"
    for name in ("order_id", "email"):
        if value := request.args.get(name, ""):
            return parts().store.rows(newest.format(f"{name} = ?"), value, _SHOWN)
    return parts().store.rows(newest.format("1"), _SHOWN)


def _with_history(transaction: dict[str, Any]) -> dict[str, Any]:
    rows, transaction_id = parts().store.rows, transaction["transaction_id"]
    notifications = rows("SELECT * FROM notifications WHERE transaction_id = ? ORDER BY id", transaction_id)
    for notification in notifications:
        notification["deliveries"] = rows(
            "SELECT at, outcome FROM deliveries WHERE notification_id = ? ORDER BY id", notification["id"]
        )
    return transaction | {
        "refunds": rows("SELECT * FROM refunds WHERE transaction_id = ? ORDER BY asked_at", transaction_id),
        "events": rows("SELECT at, what FROM events WHERE transaction_id = ? ORDER BY id", transaction_id),
        "notifications": notifications,
    }
