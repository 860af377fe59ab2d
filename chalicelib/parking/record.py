"""Use case: write one decision about a stay, all of it or nothing."""

from datetime import datetime

from chalicelib.log import logger
from chalicelib.parking import claimed_plates, kept_stays
from chalicelib.parking.stay import Stay
from chalicelib.payments import booked_entries
from chalicelib.payments.entry import Entry, entries_for
from chalicelib.payments.port import Report
from chalicelib.storage import Write, commit


def record(before: Stay, after: Stay, now: datetime, report: Report | None = None) -> None:
    """Write the stay, its plate and its ledger entries in one transaction, if the stay is still as read.

    Raises Stale when it is not, and AlreadyParked when another stay runs for the plate.
    """
    entries = _entries(before, after, now, report)
    writes: list[Write] = [kept_stays.replacing(before, after), *map(booked_entries.book, entries)]
    try:
        commit(*writes, *_plate_writes(before, after, now))
    except claimed_plates.PlateMovedOn:
        commit(*writes)
    _call_attention(before, after)


def _plate_writes(before: Stay, after: Stay, now: datetime) -> list[Write]:
    if after.state == "running" and before.state != "running":
        return [claimed_plates.claim(after, now)]
    if before.state == "running" and (after.state != "running" or after.ends_at != before.ends_at):
        return [claimed_plates.moved(after)]
    return []


def _entries(before: Stay, after: Stay, now: datetime, report: Report | None) -> list[Entry]:
    changes = zip(before.holds, after.holds, strict=True)
    return [entry for old, new in changes for entry in entries_for(old.payment, new.payment, now, report)]


def _call_attention(before: Stay, after: Stay) -> None:
    """One log line with `needs_review` for each payment that a person has to look at: an alarm counts them."""
    for old, new in zip(before.holds, after.holds, strict=True):
        payment = new.payment
        lost = payment.state == "expired" and payment.held_at
        if (payment.state == "needs_review" or lost) and old.payment.state != payment.state:
            logger.error("payment needs review", needs_review=True, order_id=payment.order_id, reason=payment.reason)
