"""Every order with its hold, captures, releases, events and deliveries; the sums that must agree."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from sandbox.parts import parts

money_page = Blueprint("money_page", __name__)

_SHOWN = 200
_TOTALS = """
SELECT count(*) AS orders, coalesce(sum(held), 0) AS held, coalesce(sum(captured), 0) AS captured,
    coalesce(sum(released), 0) AS released, coalesce(sum(still_held), 0) AS still_held,
    coalesce(sum(held <> captured + released + still_held), 0) AS unbalanced FROM orders
"""


@money_page.get("/money")
def show() -> str:
    return render_template("money.html", **_found())


@money_page.get("/money.json")
def read() -> Response:
    """Answer `{"totals": …, "balanced": bool, "orders": […]}`: grosze, newest first, at most 200 orders.

    `order_id` or `email` narrow the orders; the totals are always of everything.
    """
    return jsonify(_found())


def _found() -> dict[str, Any]:
    totals = parts().store.rows(_TOTALS)[0]
    return {"totals": totals, "balanced": not totals["unbalanced"], "orders": [_with_history(o) for o in _orders()]}


def _orders() -> list[dict[str, Any]]:
    newest = "SELECT * FROM orders WHERE {} ORDER BY started_at DESC, rowid DESC LIMIT ?"
    for name in ("order_id", "email"):
        if value := request.args.get(name, ""):
            return parts().store.rows(newest.format(f"{name} = ?"), value, _SHOWN)
    return parts().store.rows(newest.format("1"), _SHOWN)


def _with_history(order: dict[str, Any]) -> dict[str, Any]:
    rows, order_id = parts().store.rows, order["order_id"]
    notifications = rows("SELECT * FROM notifications WHERE order_id = ? ORDER BY id", order_id)
    for notification in notifications:
        notification["deliveries"] = rows(
            "SELECT at, outcome FROM deliveries WHERE notification_id = ? ORDER BY id", notification["id"]
        )
    return order | {
        "is_hold": bool(order["is_hold"]),
        "balanced": order["held"] == order["captured"] + order["released"] + order["still_held"],
        "events": rows("SELECT at, what FROM events WHERE order_id = ? ORDER BY id", order_id),
        "notifications": notifications,
    }
