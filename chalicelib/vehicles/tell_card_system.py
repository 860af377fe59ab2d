"""Use case: tell the card system what phones changed, and look at the cards that have just come to us.

The garage itself is the outbox: its changes are told until the card system took or refused each. The due index answers
one query, however many cards there are. A card is leased before it is told of, so that calls about it take turns;
what a lost answer or a crash leaves undone is due again when the lease is over.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.errors import RegisterUnavailable
from chalicelib.log import logger
from chalicelib.notifications.message import Message
from chalicelib.storage import Stale, commit, decide
from chalicelib.vehicles import kept_garages
from chalicelib.vehicles.announcement import refusal
from chalicelib.vehicles.change_garage import garage_writes
from chalicelib.vehicles.garage import Change, Entitlement, Garage, leased, settled
from chalicelib.vehicles.look_at_garage import take_over
from chalicelib.vehicles.port import ChangeRefused, VehicleRegister

_MOST_FAILURES = 3

Send = Callable[[Sequence[Message]], None]


def tell_card_system(register: VehicleRegister, send: Send, now: datetime, seconds: float = 40.0) -> int:
    """Tell what is due at `now`, each card alone; return how many cards were told of.

    Stops after `seconds`, or when the card system failed three times in a row; the rest is still due at the next tick.
    Logs for how long the oldest of the changes had waited: an alarm rings when that gets long.
    """
    deadline, told, failures, oldest = time.monotonic() + seconds, 0, 0, now
    for card_id in kept_garages.due_before(now):
        if time.monotonic() > deadline or failures == _MOST_FAILURES:
            break
        try:
            garage = kept_garages.get(card_id)
            if garage is None or garage.due_at is None or garage.due_at > now:
                continue  # the index was a moment behind
            oldest = min(oldest, garage.waits_since or now)
            _tell(garage, register, send, now)
            told, failures = told + 1, 0
        except RegisterUnavailable:
            failures += 1
        except Exception:  # noqa: BLE001 - one bad card must not stop the others
            logger.exception("the card system could not be told of a card", card_id=card_id)
    logger.info("the card system is told", cards=told, oldest_change_seconds=(now - oldest) // timedelta(seconds=1))
    return told


def _tell(garage: Garage, register: VehicleRegister, send: Send, now: datetime) -> None:
    with suppress(Stale):  # who was quicker has the lease, or has changed what is to be told
        commit(kept_garages.replacing(garage, leased(garage, now)))
        entitlement_id = garage.known.entitlement_id
        for change in garage.changes:
            _settle(garage, change, _after(entitlement_id, change, garage, register, send))
        if not garage.changes:
            take_over(entitlement_id, register.entitlement(entitlement_id))


def _after(
    entitlement_id: str, change: Change, garage: Garage, register: VehicleRegister, send: Send
) -> Entitlement | None:
    """Make one change at the card system and return its list after that, also when it refused."""
    try:
        return register.tell(entitlement_id, change)
    except ChangeRefused:
        send([refusal(garage.card_id, change)])
        return register.entitlement(entitlement_id)


def _settle(garage: Garage, change: Change, found: Entitlement | None) -> None:
    def attempt() -> None:
        before = kept_garages.get(garage.card_id)
        if before is not None:
            commit(*garage_writes(before, settled(before, change, found)))

    decide(attempt)
