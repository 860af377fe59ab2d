"""Use case: write what an operator decided about a demand, with its audit entry, in one transaction."""

from datetime import datetime

from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.record import record
from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry, State

AREA = "additional_fares"


def operator_decision(what: str, before: Demand, after: Demand, operator: str, why: str, now: datetime) -> Demand:
    """Return the demand as kept; raises Stale."""
    entry = AuditEntry(AREA, now, operator, what, before.number, why, _state(before), _state(after))
    return record(before, after, now, also=[audited(entry)])


def _state(demand: Demand) -> State:
    return {"state": demand.state, "handling_grosze": demand.handling_grosze}
