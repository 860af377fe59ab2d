"""Use case: write one decision about a demand, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.course import AMOUNT_MISMATCH
from chalicelib.additional_fares.demand import Demand
from chalicelib.log import logger
from chalicelib.payments.book_charges import book_charges, call_attention
from chalicelib.payments.charge import ADDITIONAL_FARES
from chalicelib.payments.charged_item import changes
from chalicelib.payments.port import Report
from chalicelib.storage import Write, commit


def record(
    before: Demand, after: Demand, now: datetime, report: Report | None = None, also: Sequence[Write] = ()
) -> Demand:
    """Write the demand and its ledger entries in one transaction, if it is still as read; return it as kept.

    `also` is written in the same transaction. Raises Stale, or what `also` is refused as.
    """
    entries = book_charges(before.payments, after.payments, ADDITIONAL_FARES, now, report)
    commit(raised_demands.replacing(before, after), *entries, *also)
    call_attention(before.payments, after.payments)
    for old, payment in changes(before.payments, after.payments):
        if payment.reason == AMOUNT_MISMATCH != old.reason:
            logger.error("paid another amount", needs_review=True, order_id=payment.order_id)
    return replace(after, version=before.version + 1)
