"""Use case: an inspector raises a demand."""

from datetime import datetime
from itertools import count

from chalicelib import ids
from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.errors import AmountUnknown
from chalicelib.additional_fares.order import DemandOrder
from chalicelib.additional_fares.price import tariff_of
from chalicelib.additional_fares.slip import new_number, secret_of
from chalicelib.caller import Caller
from chalicelib.errors import IdempotencyKeyReused
from chalicelib.keyed_hash import KeyRing
from chalicelib.storage import commit
from chalicelib.tickets.ticket_facts import shown_holder
from chalicelib.warsaw import warsaw_day

HOLDER = "demand-holder"
"""The purpose of the hash of whom the inspector saw; it is of this demand alone."""


def raise_demand(order: DemandOrder, caller: Caller, now: datetime, ring: KeyRing) -> tuple[Demand, str]:
    """Return the demand and its secret. Safe to repeat with the same key: the number is derived from it.

    Raises AmountUnknown for an offence whose full amount the day's list does not have, or whose amount on the spot it
    does not when that was taken; TariffUnknown; IdempotencyKeyReused.
    """
    asked_by, holder = ids.derived_id("ask", caller.device_id, caller.key), _holder(order)
    for attempt in count():
        demand = _raised(new_number(asked_by, attempt), asked_by, order, holder, caller.device_id, now, ring)
        try:
            commit(raised_demands.keep_new(demand))
        except raised_demands.NumberTaken as taken:
            if taken.demand.asked_by != asked_by:
                continue
            demand = _repeated(taken.demand, demand, holder, ring)
        break
    secret = secret_of(demand.number, demand.key_id, ring)
    if secret is None:
        raise RuntimeError("the key of a demand is gone")
    return demand, secret


def _holder(order: DemandOrder) -> str:
    """Return whom the inspector saw, as a ticket names its holder; empty when that cannot matter any more."""
    who = order.passenger
    return shown_holder(who.given_name, who.surname, who.born_in) if who and not order.paid_to_inspector else ""


def _raised(
    number: str, asked_by: str, order: DemandOrder, holder: str, inspector_id: str, now: datetime, ring: KeyRing
) -> Demand:
    day = warsaw_day(now)
    tariff = tariff_of(order.offence, day)
    on_the_spot = tariff.to_inspector(day) if order.paid_to_inspector else 0
    if tariff.full is None or on_the_spot is None:
        raise AmountUnknown()
    return Demand(
        number=number,
        key_id=ring.current,
        asked_by=asked_by,
        inspector_id=inspector_id,
        inspected_at=now,
        offence=order.offence,
        line=order.line,
        zone=order.zone,
        vehicle=order.vehicle or "",
        ticket_id=order.ticket_id or "",
        holder=ring.keyed(HOLDER, f"{number}|{holder}") if holder else "",
        to_inspector_grosze=on_the_spot,
        paid_at=now if order.paid_to_inspector else None,
    )


def _repeated(known: Demand, asked: Demand, holder: str, ring: KeyRing) -> Demand:
    facts = ("offence", "line", "zone", "vehicle", "ticket_id", "to_inspector_grosze")
    if any(getattr(known, name) != getattr(asked, name) for name in facts) or not _same_person(known, holder, ring):
        raise IdempotencyKeyReused()
    return known


def _same_person(known: Demand, holder: str, ring: KeyRing) -> bool:
    """Two passengers of one tram differ in nothing else. What is not kept any more tells nothing."""
    if known.holder:
        return ring.matches(HOLDER, f"{known.number}|{holder}", known.holder)
    return not holder or known.version > 0
