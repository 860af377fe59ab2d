"""Use case of an operator: hand a stay's gateway calls out again, before the schedule does."""

from datetime import datetime

from chalicelib.parking import kept_stays
from chalicelib.parking.errors import StayUnknown
from chalicelib.parking.list_calls import calls_of
from chalicelib.payments.hand_out import HandOut
from chalicelib.payments.redrive import redrive
from chalicelib.payments.waiting_call import WaitingCall


def redrive_calls(stay_id: str, operator: str, why: str, now: datetime, hand_out: HandOut) -> list[WaitingCall]:
    """Queue the stay and return its calls. Raises StayUnknown or NoCallWaits."""
    stay = kept_stays.get(stay_id)
    if stay is None:
        raise StayUnknown()
    calls = calls_of(stay, now)
    redrive(stay_id, calls, operator, why, now, hand_out)
    return calls
