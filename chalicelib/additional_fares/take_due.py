"""Use case: do what is due for demands: make their gateway calls, forget whom an inspector saw.

Their refunds happen only here. There are few calls: what nobody paid is asked about once, and hardly anything goes
back. So the minute that finds them makes them itself, with no stream and no queue between. Each demand is taken alone:
one that fails stays due and is met again, and never keeps the others waiting.
"""

from datetime import datetime

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.confirm import CHARGES
from chalicelib.additional_fares.course import taken_up
from chalicelib.additional_fares.record import record
from chalicelib.jobs import in_time
from chalicelib.log import logger
from chalicelib.payments.charge_port import ChargeGateway
from chalicelib.payments.charged_item import calls_overdue
from chalicelib.storage import Stale


def take_due(now: datetime, gateway: ChargeGateway, seconds: float = 40.0) -> int:
    """Take everything due at `now`, oldest first; return how many demands were taken.

    Stops taking after `seconds`; the rest is still due at the next tick.
    """
    taken = 0
    for number in in_time(raised_demands.due_before(now), seconds):
        _take(number, now, gateway)
        taken += 1
    return taken


def _take(number: str, now: datetime, gateway: ChargeGateway) -> None:
    """Whoever writes that the calls are made is the one who makes them."""
    try:
        demand = raised_demands.get(number)
        if demand is None or demand.due_at is None or demand.due_at > now:
            return  # the index was a moment behind
        taken = record(demand, taken_up(demand, now), now)
        if not calls_overdue(demand, now):
            return
        CHARGES.make_calls(number, taken, now, gateway)
    except Stale:
        return  # somebody else has just moved it on; what is still due comes with the next tick
    except Exception:  # noqa: BLE001 - one bad demand must not stop the others
        logger.exception("a due demand could not be moved on", number=number)
