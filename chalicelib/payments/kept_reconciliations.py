"""How each day's reconciliation stands, in DynamoDB: one item a day, each state written over the one before."""

from datetime import date

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.payments.reconciliation import Reconciliation
from chalicelib.storage import MomentAttribute, Put, Stale, Table, commit


class KeptReconciliation(Table):
    class Meta:
        table_name = config.table_name("reconciliations")
        region = config.REGION

    day = UnicodeAttribute(hash_key=True)
    source = UnicodeAttribute()
    started_at = MomentAttribute()
    position = UnicodeAttribute(null=True)
    reached_end = BooleanAttribute()
    orders = NumberAttribute()
    equal = NumberAttribute()
    only_ours = NumberAttribute()
    only_theirs = NumberAttribute()
    different = NumberAttribute()
    unanswered = ListAttribute(of=UnicodeAttribute)
    version = NumberAttribute()


def keep(before: Reconciliation, after: Reconciliation) -> None:
    """Write the next state; raises Stale when somebody else wrote one after `before` was read."""
    facts = vars(after) | {
        "day": after.day.isoformat(),
        "position": after.position or None,
        "unanswered": list(after.unanswered),
        "version": before.version + 1,
    }
    is_first = KeptReconciliation.day.does_not_exist()
    as_read = KeptReconciliation.version == before.version if before.version else is_first
    commit(Put(KeptReconciliation(**facts), as_read, Stale))


def get(day: date) -> Reconciliation | None:
    """Return how the day's reconciliation stands (strong read); None when it never began."""
    try:
        item = KeptReconciliation.get(day.isoformat(), consistent_read=True)
    except KeptReconciliation.DoesNotExist:
        return None
    counts = ("orders", "equal", "only_ours", "only_theirs", "different", "version")
    return Reconciliation(
        day=day,
        source=item.source,
        started_at=item.started_at,
        position=item.position or "",
        reached_end=item.reached_end,
        unanswered=tuple(map(str, item.unanswered)),
        **{name: int(getattr(item, name)) for name in counts},
    )
