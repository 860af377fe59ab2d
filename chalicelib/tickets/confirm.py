"""Use case: let a ticket follow what the gateway reports about its order."""

from datetime import datetime

from chalicelib.log import logger
from chalicelib.payments.errors import PaymentUnknown
from chalicelib.payments.port import Report
from chalicelib.storage import decide
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.course import reported
from chalicelib.tickets.record import record


def confirm(report: Report, now: datetime) -> None:
    """Apply a report; a repeat or a late one changes nothing. One read and one transaction.

    The first money for an order makes the ticket, in one transaction with the ledger entry; money that makes no
    ticket is ordered back in that transaction. Raises PaymentUnknown, so that the gateway tells it again, for an order
    that is none of ours: that is for a person.
    """

    def attempt() -> None:
        ticket = kept_tickets.of_order(report.order_id)
        if ticket is None:
            logger.error("report about an order that is not ours", needs_review=True, order_id=report.order_id)
            raise PaymentUnknown()
        after = reported(ticket, report, now)
        if after != ticket:
            record(ticket, after, now, report)

    decide(attempt)
