"""Differences in DynamoDB: found once, their facts never changed, closed by a decision."""

from datetime import date, datetime
from typing import Any, cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.payments.difference import Decision, Difference, ListName, Outcome
from chalicelib.payments.owner import Owner, key_of_day, read_key_of_day
from chalicelib.payments.settlement_report import SettledKind
from chalicelib.retention import FIVE_YEARS
from chalicelib.storage import MomentAttribute, Put, Stale, Table, Update, change, commit, epoch_seconds

KEPT = FIVE_YEARS
"""After its decision, or until there is one after it was found: as long as the audit has the decision."""

_OPEN = "open"

Position = dict[str, Any]


class ByStatus(GlobalSecondaryIndex["FoundDifference"]):
    class Meta:
        index_name = "by-status"
        projection = KeysOnlyProjection()

    undecided = UnicodeAttribute(hash_key=True)
    found_at = MomentAttribute(range_key=True)


class FoundDifference(Table):
    """`day` is an owner's day by `owner.key_of_day`. `undecided` is `open` until the decision and then gone, so its
    index holds only what waits for a person.

    The decision's four attributes come together or not at all.
    """

    class Meta:
        table_name = config.table_name("differences")
        region = config.REGION

    by_status = ByStatus()

    day = UnicodeAttribute(hash_key=True)
    difference_id = UnicodeAttribute(range_key=True)
    undecided = UnicodeAttribute(null=True)
    list_name = UnicodeAttribute()
    order_id = UnicodeAttribute()
    remote_id = UnicodeAttribute(null=True)
    kind = UnicodeAttribute()
    ours_grosze = NumberAttribute()
    theirs_grosze = NumberAttribute()
    found_at = MomentAttribute()
    vanished_at = MomentAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    why = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    decided_at = MomentAttribute(null=True)
    expires_at = NumberAttribute()


class _KnownAlready(Exception):
    def __init__(self, _known: object) -> None:
        super().__init__()


def keep(difference: Difference) -> bool:
    """Write a difference that was not known; False when it was, and then nothing is written."""
    facts = {name: value for name, value in vars(difference).items() if name not in ("day", "owner", "decision")}
    item = FoundDifference(
        day=key_of_day(difference.owner, difference.day),
        undecided=_OPEN,
        expires_at=epoch_seconds(KEPT.after(difference.found_at)),
        **facts | {"remote_id": difference.remote_id or None},
    )
    try:
        commit(Put(item, FoundDifference.difference_id.does_not_exist(), _KnownAlready))
    except _KnownAlready:
        return False
    return True


def mark_vanished(difference: Difference, now: datetime) -> None:
    """Note that a comparison did not find it any more; nothing happens to one that was decided meanwhile."""
    change(_named(difference), [FoundDifference.vanished_at.set(now)], FoundDifference.undecided.exists())


def mark_found_again(difference: Difference) -> None:
    """Take the mark back; nothing happens to one that was decided meanwhile."""
    change(_named(difference), [FoundDifference.vanished_at.remove()], FoundDifference.undecided.exists())


def closing(before: Difference, after: Difference) -> Update:
    """Return the write of a decision; refused as Stale when the difference changed since `before` was read."""
    decision = after.decision
    if decision is None:
        raise ValueError("nothing was decided")
    vanished_at = FoundDifference.vanished_at
    as_read = vanished_at == before.vanished_at if before.vanished_at else vanished_at.does_not_exist()
    return Update(
        _named(before),
        FoundDifference.undecided.exists() & as_read,
        Stale,
        [
            FoundDifference.undecided.remove(),
            FoundDifference.outcome.set(decision.outcome),
            FoundDifference.why.set(decision.why),
            FoundDifference.decided_by.set(decision.by),
            FoundDifference.decided_at.set(decision.at),
            FoundDifference.expires_at.set(epoch_seconds(KEPT.after(decision.at))),
        ],
    )


def get(day: date, difference_id: str, owner: Owner = "city") -> Difference | None:
    """Return the difference as it is now (strong read)."""
    try:
        return _difference(FoundDifference.get(key_of_day(owner, day), difference_id, consistent_read=True))
    except FoundDifference.DoesNotExist:
        return None


def of_day(day: date, owner: Owner = "city") -> list[Difference]:
    """Return the differences of an owner's day, oldest first (strong read)."""
    items = FoundDifference.query(key_of_day(owner, day), consistent_read=True)
    return sorted((_difference(item) for item in items), key=lambda one: (one.found_at, one.difference_id))


def undecided(limit: int, after: Position | None) -> tuple[list[Difference], Position | None]:
    """Return what waits for a person, of all days, oldest first, and the position to go on from."""
    page = FoundDifference.by_status.query(_OPEN, limit=limit, page_size=limit, last_evaluated_key=after)
    keys = [(item.day, item.difference_id) for item in page]
    items = {(item.day, item.difference_id): item for item in FoundDifference.batch_get(keys, consistent_read=True)}
    return [_difference(items[key]) for key in keys if key in items], page.last_evaluated_key


def _named(difference: Difference) -> FoundDifference:
    return FoundDifference(key_of_day(difference.owner, difference.day), difference.difference_id)


def _difference(item: FoundDifference) -> Difference:
    owner, day = read_key_of_day(item.day)
    return Difference(
        difference_id=item.difference_id,
        day=day,
        owner=owner,
        list_name=cast(ListName, item.list_name),
        order_id=item.order_id,
        remote_id=item.remote_id or "",
        kind=cast(SettledKind, item.kind),
        ours_grosze=int(item.ours_grosze),
        theirs_grosze=int(item.theirs_grosze),
        found_at=item.found_at,
        vanished_at=item.vanished_at,
        decision=_decision(item),
    )


def _decision(item: FoundDifference) -> Decision | None:
    if not item.outcome:
        return None
    return Decision(cast(Outcome, item.outcome), item.why, item.decided_by, item.decided_at)
