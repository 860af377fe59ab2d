"""How far each night's comparison is, in DynamoDB, so that one run goes on where another stopped."""

from datetime import UTC, date, datetime, time, timedelta

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.storage import Put, Stale, Table, commit, epoch_seconds
from chalicelib.vehicles.comparison import Comparison

KEPT = timedelta(days=62)
"""As long as anybody may ask why a vehicle had no price on a day."""


class KeptComparison(Table):
    class Meta:
        table_name = config.table_name("comparisons")
        region = config.REGION

    night = UnicodeAttribute(hash_key=True)
    cursor = UnicodeAttribute(null=True)
    cards = NumberAttribute()
    differing = NumberAttribute()
    failed = NumberAttribute()
    complete = BooleanAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()


def keep(before: Comparison, after: Comparison) -> Comparison:
    """Write the next state and return it; raises Stale when another run wrote one after `before` was read."""
    kept = KeptComparison(
        after.night.isoformat(),
        cursor=after.cursor or None,
        cards=after.cards,
        differing=after.differing,
        failed=after.failed,
        complete=after.complete,
        version=before.version + 1,
        expires_at=epoch_seconds(datetime.combine(after.night, time(), UTC) + KEPT),
    )
    is_first = KeptComparison.night.does_not_exist()
    as_read = KeptComparison.version == before.version if before.version else is_first
    commit(Put(kept, as_read, Stale))
    return _comparison(kept)


def of_night(night: date) -> Comparison:
    """Return how far that night's comparison is (strong read); one that did not begin is at its beginning."""
    try:
        return _comparison(KeptComparison.get(night.isoformat(), consistent_read=True))
    except KeptComparison.DoesNotExist:
        return Comparison(night)


def _comparison(item: KeptComparison) -> Comparison:
    return Comparison(
        date.fromisoformat(item.night),
        item.cursor or "",
        int(item.cards),
        int(item.differing),
        int(item.failed),
        bool(item.complete),
        int(item.version),
    )
