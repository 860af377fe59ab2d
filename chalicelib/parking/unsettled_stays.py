"""Stays as an operator looks for them: those whose money waits for something. The index may be a moment behind."""

from datetime import datetime
from itertools import chain

from chalicelib import config
from chalicelib.parking.kept_stays import REVIEW, KeptStay, due_before, in_order, job_of
from chalicelib.parking.stay import Stay


def unfinished(limit: int) -> list[Stay]:
    """Return stays with something still to be done, the most urgent first."""
    due = chain.from_iterable(KeptStay.due.query(job_of(shard), limit=limit) for shard in range(config.DUE_SHARDS))
    most_urgent = sorted(due, key=lambda item: item.due_at)[:limit]
    return in_order([item.stay_id for item in most_urgent])


def all_due(until: datetime) -> list[Stay]:
    """Return the stays of every shard with something to do until then."""
    shards = (due_before(until, shard) for shard in range(config.DUE_SHARDS))
    return in_order(list(chain.from_iterable(shards)))


def in_review(limit: int) -> list[Stay]:
    """Return stays that wait for a person, oldest first."""
    return in_order([item.stay_id for item in KeptStay.due.query(REVIEW, limit=limit)])
