"""What a driver can show: the confirmation that a parking fee was paid. Rules only.

It is a *potwierdzenie wniesienia opłaty*, not a VAT invoice: the fee is a public charge. Its issuer is Zarząd
Dróg Miasta Krakowa on behalf of Gmina Miejska Kraków (`receipt.issuer` in the texts).
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.parking.errors import ReceiptNotReady
from chalicelib.parking.fee import Fee, FeeLine
from chalicelib.parking.stay import Stay
from chalicelib.payments.port import Method


@dataclass(frozen=True)
class Receipt:
    """Everything on it, in UTC and grosze. The lines add up to `total_grosze`, the fee that is due.

    `captured_grosze` and `released_grosze` are what the gateway has confirmed so far, `refunded_grosze` what was sent
    back, through it or in another way. `edition` and `source` name the price table and the resolution behind it.
    """

    stay_id: str
    plate: str
    subzone: str
    started_at: datetime
    stopped_at: datetime
    lines: tuple[FeeLine, ...]
    total_grosze: int
    held_grosze: int
    captured_grosze: int
    released_grosze: int
    refunded_grosze: int
    method: Method
    order_ids: tuple[str, ...]
    edition: str
    source: str
    issued_at: datetime


def receipt_of(stay: Stay, fee: Fee, now: datetime) -> Receipt:
    """Return the receipt of a stopped stay whose time from start to stop costs `fee`; raises ReceiptNotReady."""
    if stay.state != "stopped" or stay.started_at is None or stay.stopped_at is None:
        raise ReceiptNotReady()
    payments = [hold.payment for hold in stay.holds if hold.payment.held_at]
    return Receipt(
        stay_id=stay.stay_id,
        plate=stay.plate,
        subzone=stay.subzone,
        started_at=stay.started_at,
        stopped_at=stay.stopped_at,
        lines=fee.lines if stay.fee_grosze else (),
        total_grosze=stay.fee_grosze,
        held_grosze=sum(payment.amount_grosze for payment in payments),
        captured_grosze=sum(payment.captured_grosze for payment in payments),
        released_grosze=sum(payment.released_grosze for payment in payments),
        refunded_grosze=sum(payment.sent_back_grosze for payment in payments),
        method=stay.method,
        order_ids=tuple(payment.order_id for payment in payments),
        edition=fee.edition_id,
        source=fee.source,
        issued_at=now,
    )
