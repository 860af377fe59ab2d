"""Use case: erase a phone and whoever it belongs to (GDPR art. 17)."""

import time
from datetime import datetime
from itertools import chain

from chalicelib.activation import forget_phone as cards
from chalicelib.complaints import forget_phone as complaints
from chalicelib.complaints.port import Files
from chalicelib.devices import forget_phone as devices
from chalicelib.invoices import forget_phone as invoices
from chalicelib.log import logger
from chalicelib.me.errors import ErasureUnfinished
from chalicelib.parking import forget_phone as parking
from chalicelib.tickets import forget_phone as tickets
from chalicelib.vehicles import forget_phone as vehicles


def erase(device_id: str, now: datetime, files: Files, seconds: float = 15.0) -> None:
    """Erase what may go and detach what the books must keep; `registry.py` says what becomes of each attribute.

    Whatever forbids it is found before anything is touched: StayStillRunning, TicketStillValid, MoneyNotSettled,
    ComplaintUndecided. But for a subscription between two months, which is stopped so that nothing more is charged.
    Then each slice forgets the phone item by item. The phone itself is the last to go, so after a crash or after
    `seconds` (ErasureUnfinished) it can ask again, which goes on where it stopped; a repeat at the end is harmless.
    """
    parking.expect_stays_over(device_id)
    tickets.stop_subscriptions(device_id, now)
    tickets.expect_tickets_over(device_id, now)
    complaints.expect_complaints_decided(device_id)
    deadline = time.monotonic() + seconds
    for _ in chain(
        vehicles.forget_phone(device_id),
        cards.forget_phone(device_id, now),
        complaints.forget_phone(device_id, files),
        tickets.forget_phone(device_id, now),
        invoices.forget_phone(device_id),
        parking.forget_phone(device_id),
    ):
        if time.monotonic() > deadline:
            raise ErasureUnfinished()
    devices.forget_phone(device_id)
    logger.info("a phone is erased")
