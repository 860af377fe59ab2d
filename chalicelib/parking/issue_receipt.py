"""Use case: the receipt of an ended stay."""

from datetime import datetime

from chalicelib.parking.edition import Editions
from chalicelib.parking.errors import ReceiptNotReady
from chalicelib.parking.fee import fee
from chalicelib.parking.find_stay import find_stay
from chalicelib.parking.receipt import Receipt, ReceiptLine


def issue_receipt(stay_id: str, device_id: str, now: datetime, editions: Editions) -> Receipt:
    """Return the confirmation of what was paid. Raises StayUnknown, or ReceiptNotReady before the stay has ended."""
    stay = find_stay(stay_id, device_id)
    if stay.state != "stopped" or stay.started_at is None or stay.stopped_at is None:
        raise ReceiptNotReady()
    cost = fee(editions, stay.subzone, stay.started_at, stay.stopped_at, resident=stay.resident)
    of_stay = [hold.payment for hold in stay.holds if hold.payment.held_at]
    return Receipt(
        stay_id=stay.stay_id,
        plate=stay.plate,
        subzone=stay.subzone,
        started_at=stay.started_at,
        stopped_at=stay.stopped_at,
        lines=tuple(
            ReceiptLine(line.from_, line.until, line.minutes, line.hourly_price_grosze, line.amount_grosze)
            for line in cost.lines
        ),
        total_grosze=stay.fee_grosze,
        held_grosze=sum(payment.amount_grosze for payment in of_stay),
        captured_grosze=sum(payment.captured_grosze for payment in of_stay),
        released_grosze=sum(payment.released_grosze for payment in of_stay),
        method=stay.method,
        order_ids=tuple(payment.order_id for payment in of_stay),
        edition=cost.edition_id,
        source=cost.source,
        issued_at=now,
    )
