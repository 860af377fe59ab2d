"""Use case of an operator: the outbox, which is every gateway call that a stay still waits for."""

from datetime import datetime

from chalicelib.parking import unsettled_stays
from chalicelib.parking.stay import Stay
from chalicelib.payments.ordered_calls import ASK_AGAIN_AT_MOST_EVERY
from chalicelib.payments.waiting_call import WaitingCall, waiting_calls


def list_calls(now: datetime) -> list[WaitingCall]:
    """Return the calls of all stays, the one that waits longest first.

    A call that failed is due again within ASK_AGAIN_AT_MOST_EVERY, so so far ahead the due index is read.
    """
    stays = unsettled_stays.all_due(now + ASK_AGAIN_AT_MOST_EVERY)
    return sorted((call for stay in stays for call in calls_of(stay, now)), key=lambda call: call.since)


def calls_of(stay: Stay, now: datetime) -> list[WaitingCall]:
    """Return what the gateway has to be told or asked about a stay."""
    payments = [hold.payment for hold in stay.holds]
    return waiting_calls(stay.stay_id, payments, stay.attempts, stay.stopped_at, now)
