"""Use case: let a stay follow what the gateway reports about one of its orders."""

from datetime import datetime

from chalicelib.log import logger
from chalicelib.money import CURRENCY
from chalicelib.parking import claimed_plates, kept_stays
from chalicelib.parking.course import price_lost, reported, superseded
from chalicelib.parking.errors import AlreadyParked
from chalicelib.parking.record import record
from chalicelib.parking.stay import Stay, stay_id_of
from chalicelib.payments.booked_entries import book
from chalicelib.payments.entry import captured_entry
from chalicelib.payments.port import Report
from chalicelib.storage import commit, decide
from chalicelib.vehicles.errors import ResidentPriceNotAvailable


def confirm(report: Report, now: datetime) -> bool:
    """Apply a report; False when the order is none of ours. A repeat or a late one changes nothing.

    A confirmed hold makes the stay run, in one transaction with its plate's claim and the ledger entry. When
    another stay runs for the plate, this one never does and its hold is to be released at once; and so when it was
    unpaid meanwhile and its resident's price went to another vehicle.
    """
    seen: Stay | None = None
    if not stay_id_of(report.order_id):
        return _not_ours(report)
    if report.outcome == "paid" and report.currency == CURRENCY:
        try:
            commit(kept_stays.capturing_at_once(report, now), book(captured_entry(report, now)))
            return True
        except kept_stays.NotAsAsked as other:
            seen = other.stay

    def attempt() -> bool:
        nonlocal seen
        stay, seen = seen or kept_stays.of_order(report.order_id), None
        if stay is None or report.order_id not in stay.order_ids:
            return _not_ours(report)
        _follow(stay, report, now)
        return True

    return decide(attempt)


def _not_ours(report: Report) -> bool:
    logger.error("report about an order that is not ours", needs_review=True, order_id=report.order_id)
    return False


def _follow(stay: Stay, report: Report, now: datetime) -> None:
    after = reported(stay, report, now)
    if after == stay:
        return
    try:
        record(stay, after, now, report)
    except AlreadyParked:
        record(stay, superseded(after, now), now, report)
    except ResidentPriceNotAvailable:
        record(stay, price_lost(after, now), now, report)
    except claimed_plates.PlateMovedOn:
        record(stay, reported(stay, report, max(now, stay.ends_at)), now, report)
