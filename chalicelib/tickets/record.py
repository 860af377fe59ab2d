"""Use case: write one decision about a ticket, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.log import logger
from chalicelib.payments.book_charges import book_charges, call_attention
from chalicelib.payments.charge import TICKETS
from chalicelib.payments.port import Report
from chalicelib.storage import Write, commit
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.ticket import Ticket


def record(
    before: Ticket, after: Ticket, now: datetime, report: Report | None = None, also: Sequence[Write] = ()
) -> Ticket:
    """Write the ticket and its ledger entries in one transaction, if the ticket is still as read; return it as kept.

    `also` is written in the same transaction. Raises Stale, or what `also` is refused as.
    """
    entries = book_charges(before.payments, after.payments, TICKETS, now, report)
    commit(kept_tickets.replacing(before, after), *entries, *also)
    call_attention(before.payments, after.payments)
    if after.unpaid_because == "amount_mismatch" and not before.unpaid_because:
        logger.error("paid another amount", needs_review=True, order_id=after.payment.order_id)
    return replace(after, version=before.version + 1)
