"""Use case: hand out the write that puts a decision into the audit, for the decision's own transaction."""

from chalicelib.audit import recorded_entries
from chalicelib.audit.entry import AuditEntry
from chalicelib.storage import Put


def audited(entry: AuditEntry) -> Put:
    """Return the write to commit together with what was decided: neither is ever there without the other.

    Refused as Stale when the same was done to the same subject in the same millisecond.
    """
    return recorded_entries.record(entry)
