"""Use case of an operator: close a difference, in one transaction with its audit entry and what it books."""

from datetime import date, datetime

from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry, State
from chalicelib.payments import booked_entries, found_differences
from chalicelib.payments.difference import Decision, Difference, Outcome, correction, decided
from chalicelib.payments.errors import DifferenceUnknown
from chalicelib.payments.owner import Owner
from chalicelib.storage import Write, commit, decide

AREA = "differences"


def decide_difference(
    day: date, difference_id: str, outcome: Outcome, why: str, operator: str, now: datetime, owner: Owner = "city"
) -> Difference:
    """Return the decided difference of an owner's day; `booked` also appends the correction to the ledger.

    Raises DifferenceUnknown, DifferenceDecided or DifferenceVanished.
    """

    def attempt() -> Difference:
        before = found_differences.get(day, difference_id, owner)
        if before is None:
            raise DifferenceUnknown()
        after = decided(before, Decision(outcome, why, operator, now))
        entry = AuditEntry(AREA, now, operator, "decide", difference_id, why, _state(before), _state(after))
        writes: list[Write] = [found_differences.closing(before, after), audited(entry)]
        if outcome == "booked":
            writes.append(booked_entries.book(correction(before, now)))
        commit(*writes)
        return after

    return decide(attempt)


def _state(difference: Difference) -> State:
    """The facts of the money, and how it ended; a difference that is gone by retention is still understood."""
    return {
        "status": difference.status,
        "list_name": difference.list_name,
        "order_id": difference.order_id,
        "kind": difference.kind,
        "ours_grosze": difference.ours_grosze,
        "theirs_grosze": difference.theirs_grosze,
        **({"outcome": difference.decision.outcome} if difference.decision else {}),
    }
