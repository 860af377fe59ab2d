"""Use case: look at every card whose moment has come.

The due index answers one query a register, however many cards there are. A card that fails is postponed; a register
that fails a few times in a row is left alone until the next tick, and its cards wait in their order.
"""

import time
from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.activation import linked_cards
from chalicelib.activation.card import Card, Source, postponed, waiting_since
from chalicelib.activation.look_at_card import look_at_card
from chalicelib.activation.port import Register, Registers
from chalicelib.errors import RegisterUnavailable
from chalicelib.log import logger
from chalicelib.storage import Stale, commit

_MOST_FAILURES = 3


def refresh_cards(registers: Registers, now: datetime, seconds: float = 40.0) -> int:
    """Look at what is due at `now`, each card alone; return how many were looked at.

    Stops after `seconds`; the rest is still due at the next tick. Logs for how long the oldest of them had waited: an
    alarm rings when that gets long, or when nobody says it.
    """
    deadline = time.monotonic() + seconds
    looks = [_refresh(source, register, now, deadline) for source, register in registers.items()]
    seen, oldest = sum(seen for seen, _ in looks), min((since for _, since in looks), default=now)
    logger.info("cards are looked at", cards=seen, oldest_card_seconds=(now - oldest) // timedelta(seconds=1))
    return seen


def _refresh(source: Source, register: Register, now: datetime, deadline: float) -> tuple[int, datetime]:
    """Return how many cards of a register were looked at, and since when the oldest of the due ones had waited."""
    seen, failures, oldest = 0, 0, now
    for card_id in linked_cards.due_before(now, source):
        if time.monotonic() > deadline or failures == _MOST_FAILURES:
            break
        card = linked_cards.get(card_id)
        if card is None or card.due_at > now:
            continue  # the index was a moment behind
        oldest = min(oldest, waiting_since(card))
        if _is_looked_at(card, register, now):
            seen, failures = seen + 1, 0
        else:
            failures += 1
    return seen, oldest


def _is_looked_at(card: Card, register: Register, now: datetime) -> bool:
    try:
        look_at_card(card, register, now)
    except RegisterUnavailable:
        _postpone(card, now)
        return False
    except Exception:  # noqa: BLE001 - one bad card must not stop the others
        logger.exception("a card could not be looked at", card_id=card.card_id)
        _postpone(card, now)
    return True


def _postpone(card: Card, now: datetime) -> None:
    with suppress(Stale):  # somebody else has just changed it, and when it is due as well
        commit(linked_cards.replacing(card, postponed(card, now)))
