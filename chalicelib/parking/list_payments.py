"""Use cases of an operator: find payments of stays, and what waits for a person."""

from chalicelib.parking import kept_stays, unsettled_stays
from chalicelib.parking.stay import Stay
from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.entry import Entry
from chalicelib.payments.errors import PaymentUnknown
from chalicelib.payments.payment import Payment


def find_payment(order_id: str) -> tuple[Stay, Payment, list[Entry]]:
    """Return an order's stay, its payment, and its ledger: what was asked and what the gateway answered.

    Raises PaymentUnknown.
    """
    stay = kept_stays.of_order(order_id)
    if stay is None:
        raise PaymentUnknown()
    [payment] = [hold.payment for hold in stay.holds if hold.payment.order_id == order_id]
    return stay, payment, of_order(order_id)


def list_open(limit: int) -> list[Stay]:
    """Return stays that run or whose money is not settled, the most urgent first."""
    return unsettled_stays.unfinished(limit)


def list_in_review(limit: int) -> list[Stay]:
    """Return stays with a payment that a person has to decide about, oldest first."""
    return unsettled_stays.in_review(limit)
