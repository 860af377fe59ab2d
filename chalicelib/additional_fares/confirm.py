"""Use case: let a demand follow what the gateway reports about one of its orders."""

from datetime import datetime

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.course import reported
from chalicelib.additional_fares.record import record
from chalicelib.log import logger
from chalicelib.payments.errors import PaymentUnknown
from chalicelib.payments.port import Report
from chalicelib.storage import decide


def confirm(report: Report, now: datetime) -> None:
    """Apply a report; a repeat or a late one changes nothing. One read and one transaction.

    Money that settles nothing is ordered back in that transaction. Raises PaymentUnknown, so that the gateway tells it
    again, for an order that is none of ours: that is for a person.
    """

    def attempt() -> None:
        demand = raised_demands.of_order(report.order_id)
        if demand is None:
            logger.error("report about an order that is not ours", needs_review=True, order_id=report.order_id)
            raise PaymentUnknown()
        after = reported(demand, report, now)
        if after != demand:
            record(demand, after, now, report)

    decide(attempt)
