"""Use case: find what a complaint is about, for the phone that owns the stay."""

from chalicelib.complaints.subject import Subject
from chalicelib.parking.errors import StayUnknown
from chalicelib.parking.find_stay import find_stay
from chalicelib.parking.stay import Stay, stay_id_of


def find_subject(device_id: str, *, stay_id: str | None, order_id: str | None) -> Subject:
    """Return the device's own stay as a complaint sees it, by its id or by that of one of its orders.

    Raises StayUnknown for any other, so nobody learns that it exists.
    """
    wanted = stay_id or stay_id_of(order_id or "")
    if not wanted:
        raise StayUnknown()
    stay = find_stay(wanted, device_id)
    if order_id and order_id not in stay.order_ids:
        raise StayUnknown()
    return subject_of(stay)


def subject_of(stay: Stay) -> Subject:
    """Return the facts of a stay that a complaint keeps, its money as it stands now."""
    payments = [hold.payment for hold in stay.holds]
    return Subject(
        stay_id=stay.stay_id,
        device_id=stay.device_id,
        plate=stay.plate,
        subzone=stay.subzone,
        started_at=stay.started_at or stay.requested_at,
        stopped_at=stay.stopped_at,
        method=stay.method,
        order_ids=stay.order_ids,
        held_grosze=sum(payment.amount_grosze for payment in payments if payment.held_at),
        captured_grosze=sum(payment.captured_grosze for payment in payments),
        released_grosze=sum(payment.released_grosze for payment in payments),
        email=stay.email,
        language=stay.language,
    )
