"""Use case: write one decision about a ticket, all of it or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.log import logger
from chalicelib.payments.booked_entries import book
from chalicelib.payments.charge import charge_entries
from chalicelib.payments.payment import Payment
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
    entries = [entry for old, new in _changes(before, after) for entry in charge_entries(old, new, now, report)]
    commit(kept_tickets.replacing(before, after), *map(book, entries), *also)
    _call_attention(before, after)
    return replace(after, version=before.version + 1)


def _changes(before: Ticket, after: Ticket) -> Iterator[tuple[Payment, Payment]]:
    """Yield each payment before and after; a second one for the order was not there before."""
    earlier = {payment.order_id: payment for payment in before.payments}
    for payment in after.payments:
        unborn = replace(payment, state="created", due_grosze=0, refund_grosze=0, reopened=0)
        yield earlier.get(payment.order_id, unborn), payment


def _call_attention(before: Ticket, after: Ticket) -> None:
    """One log line with `needs_review` for each payment that a person has to look at: an alarm counts them."""
    for old, payment in _changes(before, after):
        if payment.state == "needs_review" and old.state != "needs_review":
            logger.error("payment needs review", needs_review=True, order_id=payment.order_id, reason=payment.reason)
    if after.unpaid_because == "amount_mismatch" and not before.unpaid_because:
        logger.error("paid another amount", needs_review=True, order_id=after.payment.order_id)
