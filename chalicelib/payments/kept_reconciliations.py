"""How each day's reconciliation stands, in DynamoDB: an item for each owner's day, the next state over the last."""

from datetime import date

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.payments.owner import Owner, key_of_day
from chalicelib.payments.reconciliation import Reconciliation
from chalicelib.storage import MomentAttribute, Put, Stale, Table, commit


class KeptReconciliation(Table):
    """`day` is an owner's day by `owner.key_of_day`."""

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
    facts = {name: value for name, value in vars(after).items() if name != "owner"} | {
        "day": key_of_day(after.owner, after.day),
        "position": after.position or None,
        "unanswered": list(after.unanswered),
        "version": before.version + 1,
    }
    is_first = KeptReconciliation.day.does_not_exist()
    as_read = KeptReconciliation.version == before.version if before.version else is_first
    commit(Put(KeptReconciliation(**facts), as_read, Stale))


def get(day: date, owner: Owner = "city") -> Reconciliation | None:
    """Return how an owner's day stands (strong read); None when its comparison never began."""
    try:
        item = KeptReconciliation.get(key_of_day(owner, day), consistent_read=True)
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
        owner=owner,
        **{name: int(getattr(item, name)) for name in counts},
    )
