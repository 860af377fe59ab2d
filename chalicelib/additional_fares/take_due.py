"""Use case: do what is due for demands: make their gateway calls, forget whom an inspector saw.

Their refunds happen only here. There are few calls: what nobody paid is asked about once, and hardly anything goes
back. So the minute that finds them makes them itself, with no stream and no queue between. Each demand is taken alone:
one that fails stays due and is met again, and never keeps the others waiting.
"""

import time
from datetime import datetime
from functools import partial

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.confirm import confirm
from chalicelib.additional_fares.course import taken_up
from chalicelib.additional_fares.record import record
from chalicelib.log import logger
from chalicelib.payments.charge_port import ChargeGateway
from chalicelib.payments.charged_item import calls_overdue, given_up, refund_told
from chalicelib.payments.make_charge_calls import make_charge_calls
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import RefundState, Report
from chalicelib.storage import Stale, decide


def take_due(now: datetime, gateway: ChargeGateway, seconds: float = 40.0) -> int:
    """Take everything due at `now`, oldest first; return how many demands were taken.

    Stops taking after `seconds`; the rest is still due at the next tick.
    """
    deadline, taken = time.monotonic() + seconds, 0
    for number in raised_demands.due_before(now):
        _take(number, now, gateway)
        taken += 1
        if time.monotonic() > deadline:
            break
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
        told, asked = partial(_refund_told, number, now), partial(_asked, now)
        make_charge_calls(taken.payments, now, gateway, told, asked, first=taken.attempts == 1)
    except Stale:
        return  # somebody else has just moved it on; what is still due comes with the next tick
    except Exception:  # noqa: BLE001 - one bad demand must not stop the others
        logger.exception("a due demand could not be moved on", number=number)


def _refund_told(number: str, now: datetime, payment: Payment, state: RefundState) -> None:
    def attempt() -> None:
        demand = raised_demands.get(number)
        if demand is None or payment not in demand.payments:
            return
        after = refund_told(demand, payment.order_id, state, now)
        if after != demand:
            record(demand, after, now)

    decide(attempt)


def _asked(now: datetime, payment: Payment, reports: list[Report]) -> None:
    """Follow what the gateway knows, or give the order up. A transfer may be on its way."""
    for report in reports:
        confirm(report, now)
    if all(report.outcome == "failed" for report in reports):
        decide(lambda: _give_up(payment.order_id, now))


def _give_up(order_id: str, now: datetime) -> None:
    demand = raised_demands.of_order(order_id)
    if demand is not None and any(one.order_id == order_id and one.unclear for one in demand.payments):
        record(demand, given_up(demand, order_id, now), now)
