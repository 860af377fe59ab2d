"""What the gateway says it settled on one day, in the format of the main program's `settlement.csv`.

RFC 4180, UTF-8, the header `orderID,remoteID,amount,currency,kind,time`, then one line for each transaction paid
(`kind` capture) and each refund sent (`refund`) on that day in Warsaw, oldest first. Amounts are positive, `14.00`;
times are RFC 3339 on Warsaw's wall clock with its offset. The gateway's fees are not played.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, request

from sandbox.clock import WARSAW, stamp
from sandbox.mpk.magic import wishes
from sandbox.mpk.parts import parts
from sandbox.mpk.transaction import CURRENCY, amount_text

settlement_report = Blueprint("settlement_report", __name__)

_HEADER = ("orderID", "remoteID", "amount", "currency", "kind", "time")
_SETTLED = """
SELECT * FROM (
    SELECT order_id, transaction_id, amount, 'capture' AS kind, changed_at AS at, email
        FROM transactions WHERE status = 'paid'
    UNION ALL
    SELECT order_id, transaction_id, refunds.amount, 'refund', settled_at, email
        FROM refunds JOIN transactions USING (transaction_id) WHERE refunds.status = 'done')
WHERE at >= ? AND at < ? ORDER BY at, transaction_id
"""


@settlement_report.get("/settlement.csv")
def show() -> Response:
    """Answer the report of `day`, `YYYY-MM-DD` in Warsaw; 400 for anything else."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
        begin, end = _midnight(day), _midnight(day + timedelta(days=1))
    except (ValueError, OverflowError):
        return Response("day is YYYY-MM-DD\n", status=400)
    parts().gateway.lapse()
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(_HEADER)
    for settled in parts().store.rows(_SETTLED, begin, end):
        lines.writerows(_lines(settled))
    return Response(text.getvalue(), mimetype="text/csv")


def _midnight(day: date) -> str:
    return stamp(datetime(day.year, day.month, day.day, tzinfo=WARSAW).astimezone(UTC))


def _lines(settled: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Give what the report says of a settlement: one line, unless its magic values want another day."""
    magic, is_capture = wishes(settled["email"]), settled["kind"] == "capture"
    amount = settled["amount"] + (100 if "settlement-wrong" in magic and is_capture else 0)
    time = datetime.fromisoformat(settled["at"]).astimezone(WARSAW).isoformat(timespec="seconds")
    rest = (amount_text(amount), CURRENCY, settled["kind"], time)
    if "settlement-missing" not in magic:
        yield (settled["order_id"], settled["transaction_id"], *rest)
    if "settlement-foreign" in magic and is_capture:
        yield (f"foreign_{settled['transaction_id']}", f"F{settled['transaction_id']}", *rest)
