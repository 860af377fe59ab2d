"""Use case: do what is due for stays: stop them, remind their drivers, hand forgotten gateway calls out again.

The due index answers one query a shard, however many stays are open. Each stay is taken alone: one that fails
stays due and is met again a minute later, and never keeps the others waiting.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain

from chalicelib import config
from chalicelib.log import logger
from chalicelib.parking import kept_stays
from chalicelib.parking.course import calls_handed_out, reminded
from chalicelib.parking.edition import Editions
from chalicelib.parking.record import record
from chalicelib.parking.settlement import hold_stands_too_long
from chalicelib.parking.stay import Stay
from chalicelib.parking.stop import end
from chalicelib.payments.hand_out import HandOut
from chalicelib.storage import Stale

Complain = Callable[[Stay, datetime], None]
"""Opens a complaint for a driver whose hold does not end; safe to repeat."""


def take_due(
    now: datetime, shards: int, editions: Editions, hand_out: HandOut, complain: Complain, seconds: float = 45.0
) -> int:
    """Take everything due at `now`, oldest first, the shards side by side; return how many stays were moved on.

    Stops taking after `seconds`; the rest is still due at the next tick.
    """
    deadline = time.monotonic() + seconds
    busy = _busy(kept_stays.due_before(now, shard) for shard in range(shards))
    if len(busy) <= 1:
        return sum(take(stay_ids, now, editions, hand_out, complain, deadline) for stay_ids in busy)
    from concurrent.futures import ThreadPoolExecutor  # most ticks find one busy shard or none, and need no threads

    with ThreadPoolExecutor(max_workers=len(busy)) as pool:
        return sum(pool.map(lambda stay_ids: take(stay_ids, now, editions, hand_out, complain, deadline), busy))


def move_on(stay: Stay, now: datetime, editions: Editions) -> Stay:
    """Do the one thing that is due for a stay as it was read, by one conditional write; raises Stale if overtaken."""
    if stay.state == "running" and now >= stay.ends_at:
        return end(stay, now, editions)
    after = stay
    if stay.remind_at and now >= stay.remind_at:
        after = reminded(after, now)
    if _calls_overdue(stay, now):
        after = calls_handed_out(after, now)
    if after != stay:
        record(stay, after, now)
    return after


def take(
    stay_ids: Iterable[str],
    now: datetime,
    editions: Editions,
    hand_out: HandOut,
    complain: Complain,
    deadline: float,
) -> int:
    """Take one shard's stays in their order, until there are none or the monotonic clock passes `deadline`."""
    taken = 0
    for stay_id in stay_ids:
        _take(stay_id, now, editions, hand_out, complain)
        taken += 1
        if time.monotonic() > deadline:
            break
    return taken


def _busy(shards: Iterable[Iterator[str]]) -> list[Iterable[str]]:
    """Return the shards in which something is due; a shard's first page is read here, one after another."""
    return [chain([first], rest) for rest in shards if (first := next(rest, None)) is not None]


def _take(stay_id: str, now: datetime, editions: Editions, hand_out: HandOut, complain: Complain) -> None:
    """Move one stay on, and hand its gateway calls out when they are overdue; complain when they are so for long."""
    try:
        stay = kept_stays.get(stay_id)
        if stay is None or stay.due_at is None or stay.due_at > now:
            return  # the index was a moment behind
        move_on(stay, now, editions)
        if _calls_overdue(stay, now):
            hand_out([stay_id])
        if hold_stands_too_long(stay, now, config.HOLD_WATCH):
            complain(stay, now)
    except Stale:
        return  # somebody else has just moved it on; what is still due comes with the next tick
    except Exception:  # noqa: BLE001 - one bad stay must not stop the others
        logger.exception("a due stay could not be moved on", stay_id=stay_id)


def _calls_overdue(stay: Stay, now: datetime) -> bool:
    if stay.calls_due_at:
        return now >= stay.calls_due_at
    return any(hold.payment.unclear and now >= hold.payment.valid_until for hold in stay.holds)
