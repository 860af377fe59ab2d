"""Use cases of an operator: what becomes of a stay's payment that no rule settles, and money that goes back."""

from datetime import datetime

from chalicelib.parking import kept_stays
from chalicelib.parking.course import decided, given_back, refund_ordered
from chalicelib.parking.record import changes_of, record
from chalicelib.payments.decide_payment import PaymentDesk
from chalicelib.payments.errors import PaymentUnknown
from chalicelib.storage import Write

DESK = PaymentDesk(
    of_order=kept_stays.of_order,
    payments=lambda stay: [hold.payment for hold in stay.holds],
    decided=decided,
    refund_ordered=refund_ordered,
    record=record,
)


def money_back(stay_id: str, grosze: int, now: datetime) -> list[Write]:
    """Return the writes that send so much of a stay's money back, for the transaction of what was decided.

    Raises PaymentUnknown or NotRefundable. Refused as Stale when the stay changed meanwhile.
    """
    stay = kept_stays.get(stay_id)
    if stay is None:
        raise PaymentUnknown()
    return changes_of(stay, given_back(stay, grosze, now), now)
