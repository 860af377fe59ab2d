"""Use case of an operator: hand the gateway calls of something paid out again, before the schedule does."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry, State
from chalicelib.payments.errors import NoCallWaits
from chalicelib.payments.waiting_call import WaitingCall
from chalicelib.storage import commit

AREA = "outbox"


def redrive(
    paid_for: str,
    calls: Sequence[WaitingCall],
    operator: str,
    why: str,
    now: datetime,
    hand_out: Callable[[list[str]], None],
) -> None:
    """Queue what the calls are of. Raises NoCallWaits when there are none.

    The audit comes first: queueing again is harmless, and nothing is handed out that nobody answers for.
    """
    if not calls:
        raise NoCallWaits()
    ordered = " ".join(f"{call.verb}:{call.order_id}" for call in calls)
    before: State = {"calls": ordered, "attempts": calls[0].attempts}
    commit(audited(AuditEntry(AREA, now, operator, "redrive", paid_for, why, before, after={"calls": ordered})))
    hand_out([paid_for])
