"""Use cases of an operator: take a complaint up, and decide it. Each is one transaction with its audit entry."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry, State
from chalicelib.complaints import filed_complaints
from chalicelib.complaints.complaint import Complaint, Decision, decided, taken_up
from chalicelib.complaints.find_complaint import find_complaint
from chalicelib.storage import Write, commit, decide

AREA = "complaints"


def review_complaint(complaint_id: str, operator: str, now: datetime) -> Complaint:
    """Return the complaint, in review from now on; one that is already stays as it is.

    Raises ComplaintUnknown or ComplaintClosed.
    """

    def attempt() -> Complaint:
        before = find_complaint(complaint_id)
        after = taken_up(before, operator, now)
        if after != before:
            _record(before, after, "review", "", operator)
        return after

    return decide(attempt)


MoneyBack = Callable[[str, int, datetime], Sequence[Write]]
"""Returns the writes that send so many grosze of a stay's money back; raises when so much was not taken."""


def decide_complaint(
    complaint_id: str, decision: Decision, operator: str, now: datetime, money_back: MoneyBack
) -> Complaint:
    """Return the decided complaint. What goes back is ordered in the same transaction, or nothing is decided.

    Raises ComplaintUnknown, ComplaintClosed, InvalidMoneyBack, or what `money_back` raises.
    """

    def attempt() -> Complaint:
        before = find_complaint(complaint_id)
        after = decided(before, decision, operator, now)
        back = money_back(after.subject.stay_id, decision.amount_grosze, now) if decision.amount_grosze else ()
        _record(before, after, "decide", decision.why, operator, back)
        return after

    return decide(attempt)


def _record(
    before: Complaint, after: Complaint, what: str, why: str, operator: str, also: Sequence[Write] = ()
) -> None:
    at = after.history[-1].at
    entry = AuditEntry(AREA, at, operator, what, after.complaint_id, why, _state(before), _state(after))
    commit(filed_complaints.replacing(before, after), audited(entry), *also)


def _state(complaint: Complaint) -> State:
    ended = complaint.decision
    outcome: State = {"outcome": ended.outcome, "amount_grosze": ended.amount_grosze} if ended else {}
    return {"status": complaint.status, **outcome}
