"""Use case of an operator: hand a stay's gateway calls out again, before the schedule does."""

from datetime import datetime

from chalicelib.audit.audited import audited
from chalicelib.audit.entry import Entry, State
from chalicelib.parking import kept_stays
from chalicelib.parking.errors import NoCallWaits, StayUnknown
from chalicelib.parking.list_calls import WaitingCall, waiting_calls
from chalicelib.parking.take_due import HandOut
from chalicelib.storage import commit

AREA = "outbox"


def redrive_calls(stay_id: str, operator: str, why: str, now: datetime, hand_out: HandOut) -> list[WaitingCall]:
    """Queue the stay and return its calls. Raises StayUnknown or NoCallWaits.

    The audit comes first: queueing again is harmless, and nothing is handed out that nobody answers for.
    """
    stay = kept_stays.get(stay_id)
    if stay is None:
        raise StayUnknown()
    calls = waiting_calls(stay, now)
    if not calls:
        raise NoCallWaits()
    ordered = " ".join(f"{call.verb}:{call.order_id}" for call in calls)
    before: State = {"calls": ordered, "attempts": stay.attempts}
    commit(audited(Entry(AREA, now, operator, "redrive", stay_id, why, before, after={"calls": ordered})))
    hand_out([stay_id])
    return calls
