"""Use case: write one decision about a stay, all of it or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.log import logger
from chalicelib.parking import claimed_plates, kept_stays
from chalicelib.parking.stay import Stay
from chalicelib.payments import booked_entries
from chalicelib.payments.entry import Entry, entries_for
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Report
from chalicelib.storage import Write, commit
from chalicelib.vehicles.claim_discount import discount_at_the_end, discount_release, discount_retaken


def record(before: Stay, after: Stay, now: datetime, report: Report | None = None, also: Sequence[Write] = ()) -> None:
    """Write the stay, its plate and its ledger entries in one transaction, if the stay is still as read.

    `also` is written in the same transaction, and so is what the change means for the resident's price. Raises Stale
    when it is not, AlreadyParked when another stay runs for the plate, PlateMovedOn when a stay that wants to run
    longer has lost it, and ResidentPriceNotAvailable when one that was unpaid has lost its price to another vehicle.
    """
    writes = [*changes_of(before, after, now, report), *_price_writes(before, after), *also]
    try:
        commit(*writes, *_plate_writes(before, after, now))
    except claimed_plates.PlateMovedOn:
        if after.state == "running":
            raise
        commit(*writes)
    _call_attention(before, after)


def changes_of(before: Stay, after: Stay, now: datetime, report: Report | None = None) -> list[Write]:
    """Return the writes of a change that leaves the plate alone, for a transaction of somebody else."""
    entries = _entries(before, after, now, report)
    return [kept_stays.replacing(before, after), *map(booked_entries.book, entries)]


def _plate_writes(before: Stay, after: Stay, now: datetime) -> list[Write]:
    if after.state == "running" and before.state != "running":
        return [claimed_plates.claim(after, now)]
    if before.state == "running" and (after.state != "running" or after.ends_at != before.ends_at):
        return [claimed_plates.moved(after)]
    return []


def _price_writes(before: Stay, after: Stay) -> list[Write]:
    if not after.resident_card or after.state == before.state:
        return []
    price = after.resident_card, after.plate, after.stay_id, after.requested_at
    match before.state, after.state:
        case _, "unpaid":
            return discount_release(*price)
        case "unpaid", "running":
            return discount_retaken(*price)
        case _, "stopped":
            return discount_at_the_end(*price)
    return []


def _entries(before: Stay, after: Stay, now: datetime, report: Report | None) -> list[Entry]:
    return [entry for old, new in _changes(before, after) for entry in entries_for(old, new, now, report)]


def _changes(before: Stay, after: Stay) -> Iterator[tuple[Payment, Payment]]:
    """Yield each payment before and after; a second transaction of an order was not there before."""
    earlier = {hold.payment.order_id: hold.payment for hold in before.holds}
    for payment in (hold.payment for hold in after.holds):
        unborn = replace(payment, state="created", held_at=None)
        yield earlier.get(payment.order_id, unborn), payment


def _call_attention(before: Stay, after: Stay) -> None:
    """One log line with `needs_review` for each payment that a person has to look at: an alarm counts them."""
    for old, payment in _changes(before, after):
        if (payment.state == "needs_review" or payment.lapsed) and (old.state, old.reason) != (
            payment.state,
            payment.reason,
        ):
            logger.error("payment needs review", needs_review=True, order_id=payment.order_id, reason=payment.reason)
