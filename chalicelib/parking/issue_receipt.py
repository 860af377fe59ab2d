"""Use case: the receipt of an ended stay."""

from datetime import datetime

from chalicelib.parking.edition import Editions
from chalicelib.parking.fee import fee
from chalicelib.parking.find_stay import find_stay
from chalicelib.parking.receipt import Receipt, receipt_of


def issue_receipt(stay_id: str, device_id: str, now: datetime, editions: Editions) -> Receipt:
    """Return the confirmation of what was paid. Raises StayUnknown, or ReceiptNotReady before the stay has ended."""
    stay = find_stay(stay_id, device_id)
    from_, until = stay.started_at or stay.requested_at, stay.stopped_at or stay.requested_at
    return receipt_of(stay, fee(editions, stay.subzone, from_, until, resident=stay.resident), now)
