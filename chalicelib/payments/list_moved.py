"""Use case of an operator: what moved money on some days."""

from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.payments import booked_entries
from chalicelib.payments.entry import Entry


def list_moved(first: date, last: date) -> Iterator[Entry]:
    """Yield the ledger entries of these days of Kraków's calendar, both included, oldest first."""
    for days in range((last - first).days + 1):
        yield from booked_entries.of_day(first + timedelta(days=days))
