"""Use case of an operator: have a day reconciled now, by the Lambda that has the gateways' keys.

It takes up to ten minutes, so it is only ordered here; `show_reconciliation` tells how it stands.
"""

import json
from datetime import date, datetime

from chalicelib import aws, config
from chalicelib.payments.owner import Owner

FUNCTION = f"mkrakow-{config.STAGE}-reconcile_yesterday"


def order_reconciliation(day: date, owner: Owner, now: datetime, *, afresh: bool = False) -> None:
    """Order an owner's day of Kraków's calendar: what is incomplete goes on, what is complete only `afresh`.

    A day whose settlement report is new begins afresh by itself.
    """
    event = {
        "version": "0",
        "id": f"{owner} {day.isoformat()} {now.isoformat()}",
        "detail-type": "Ordered by an operator",
        "source": "mkrakow",
        "account": "",
        "region": config.REGION,
        "time": now.isoformat(),
        "resources": [],
        "detail": {"day": day.isoformat(), "owner": owner, "afresh": afresh},
    }
    aws.client("lambda").invoke(FunctionName=FUNCTION, InvocationType="Event", Payload=json.dumps(event).encode())
