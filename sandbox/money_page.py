"""Every transaction with its hold, capture, releases, refunds, events and deliveries; the sums that must agree."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from sandbox.parts import parts

money_page = Blueprint("money_page", __name__)

_SHOWN = 200
_TOTALS = """
SELECT count(DISTINCT order_id) AS orders, count(*) AS transactions, coalesce(sum(held), 0) AS held,
    coalesce(sum(captured), 0) AS captured, coalesce(sum(released), 0) AS released,
    coalesce(sum(still_held), 0) AS still_held, coalesce(sum(refunded), 0) AS refunded,
    coalesce(sum(held <> captured + released + still_held OR refunded > captured), 0) AS unbalanced FROM orders
"""
_PAID_OUT = "SELECT coalesce(sum(amount), 0) AS grosze FROM refunds WHERE status = 'DONE'"


@money_page.get("/money")
def show() -> str:
    return render_template("money.html", **_found())


@money_page.get("/money.json")
def read() -> Response:
    """Answer `{"totals": …, "balanced": bool, "orders": […]}`: grosze, newest first, at most 200.

    Each of `orders` is a transaction: an order that was paid twice has two. `order_id` or `email` narrow them; the
    totals are always of everything.
    """
    return jsonify(_found())


def _found() -> dict[str, Any]:
    totals = parts().store.rows(_TOTALS)[0]
    balanced = not totals["unbalanced"] and totals["refunded"] == parts().store.rows(_PAID_OUT)[0]["grosze"]
    return {"totals": totals, "balanced": balanced, "orders": [_with_history(o) for o in _orders()]}


def _orders() -> list[dict[str, Any]]:
    newest = "SELECT * FROM orders WHERE {} ORDER BY started_at DESC, rowid DESC LIMIT ?"
    for name in ("order_id", "email"):
        if value := request.args.get(name, ""):
            return parts().store.rows(newest.format(f"{name} = ?"), value, _SHOWN)
    return parts().store.rows(newest.format("1"), _SHOWN)


def _with_history(order: dict[str, Any]) -> dict[str, Any]:
    rows, remote_id = parts().store.rows, order["remote_id"]
    notifications = rows("SELECT * FROM notifications WHERE remote_id = ? ORDER BY id", remote_id)
    refunds = rows("SELECT * FROM refunds WHERE remote_id = ? ORDER BY asked_at, rowid", remote_id)
    paid_out = sum(refund["amount"] for refund in refunds if refund["status"] == "DONE")
    for notification in notifications:
        notification["deliveries"] = rows(
            "SELECT at, outcome FROM deliveries WHERE notification_id = ? ORDER BY id", notification["id"]
        )
    return order | {
        "is_hold": bool(order["is_hold"]),
        "balanced": order["held"] == order["captured"] + order["released"] + order["still_held"]
        and order["refunded"] == paid_out <= order["captured"],
        "refunds": refunds,
        "events": rows("SELECT at, what FROM events WHERE remote_id = ? ORDER BY id", remote_id),
        "notifications": notifications,
    }
