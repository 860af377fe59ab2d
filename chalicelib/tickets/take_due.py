"""Use case: do what is due for tickets: remind holders, order next months, hand forgotten gateway calls out again.

Each ticket is taken alone: one that fails stays due and is met again a minute later, and never keeps the others
waiting.
"""

from datetime import datetime

from chalicelib.jobs import in_time
from chalicelib.log import logger
from chalicelib.payments.charged_item import calls_overdue, nudged
from chalicelib.payments.hand_out import HandOut
from chalicelib.storage import Stale
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.course import reminded
from chalicelib.tickets.record import record
from chalicelib.tickets.subscription import given_up, step_due
from chalicelib.tickets.take_step import take_step
from chalicelib.tickets.ticket import Ticket


def take_due(now: datetime, hand_out: HandOut, seconds: float = 45.0) -> int:
    """Take everything due at `now`, oldest first; return how many tickets were moved on.

    Stops taking after `seconds`; the rest is still due at the next tick.
    """
    taken = 0
    for ticket_id in in_time(kept_tickets.due_before(now), seconds):
        _take(ticket_id, now, hand_out)
        taken += 1
    return taken


def _take(ticket_id: str, now: datetime, hand_out: HandOut) -> None:
    try:
        ticket = kept_tickets.get(ticket_id)
        if ticket is None or ticket.due_at is None or ticket.due_at > now:
            return  # the index was a moment behind
        if step_due(ticket, now):
            take_step(ticket, now)  # what else is due comes with the next tick
            return
        after = record(ticket, _moved_on(ticket, now), now)
        if after.calls_besides and not after.calls_due_at:
            logger.error("the gateway never answered about a mandate", needs_review=True, ticket_id=ticket_id)
        if calls_overdue(ticket, now):
            hand_out([ticket_id])
    except Stale:
        return  # somebody else has just moved it on; what is still due comes with the next tick
    except Exception:  # noqa: BLE001 - one bad ticket must not stop the others
        logger.exception("a due ticket could not be moved on", ticket_id=ticket_id)


def _moved_on(ticket: Ticket, now: datetime) -> Ticket:
    after = ticket
    if ticket.remind_at and now >= ticket.remind_at:
        after = reminded(after)
    return given_up(nudged(after, now), now) if calls_overdue(ticket, now) else after
