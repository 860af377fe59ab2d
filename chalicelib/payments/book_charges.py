"""Use case: what a decision about charges means for the operator's books, as writes for its own transaction."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.log import logger
from chalicelib.payments.booked_entries import book
from chalicelib.payments.charge import charge_entries
from chalicelib.payments.charged_item import changes
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Report
from chalicelib.storage import Write


def book_charges(
    before: Sequence[Payment], after: Sequence[Payment], revenue: str, now: datetime, report: Report | None = None
) -> list[Write]:
    """Return the ledger writes of a change of payments; `revenue` is the account that the money is earned on."""
    entries = [entry for old, new in changes(before, after) for entry in charge_entries(old, new, now, report, revenue)]
    return [book(entry) for entry in entries]


def call_attention(before: Sequence[Payment], after: Sequence[Payment]) -> None:
    """One log line with `needs_review` for each payment that a person has to look at: an alarm counts them."""
    for old, payment in changes(before, after):
        if payment.state == "needs_review" and old.state != "needs_review":
            logger.error("payment needs review", needs_review=True, order_id=payment.order_id, reason=payment.reason)
