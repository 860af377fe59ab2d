"""Use cases: cancel a demand, by the phone that has the ticket or by an operator who sees what is shown."""

from datetime import datetime

from chalicelib.additional_fares.course import cancelled
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.errors import (
    AmountChanged,
    HandlingFeeImpossible,
    HandlingFeeUnknown,
    NotCancelled,
    NotYours,
    PaidToInspector,
)
from chalicelib.additional_fares.find_demand import find_demand, show_demand
from chalicelib.additional_fares.operator_decision import operator_decision
from chalicelib.additional_fares.order import FareCancellation
from chalicelib.additional_fares.price import tariff_of
from chalicelib.additional_fares.raise_demand import HOLDER
from chalicelib.additional_fares.record import record
from chalicelib.credentials.ticket_verdict import Look, to_be_seen, unfit
from chalicelib.keyed_hash import KeyRing
from chalicelib.money import decimal_text
from chalicelib.storage import decide
from chalicelib.tariff.additional_fare import Shown, cancelled_by
from chalicelib.tickets.find_ticket import find_ticket
from chalicelib.tickets.own_ticket import facts_of
from chalicelib.tickets.ticket import Ticket, is_good_for_something
from chalicelib.warsaw import warsaw_day


def cancel_with_ticket(order: FareCancellation, device_id: str, now: datetime, ring: KeyRing) -> Demand:
    """Return the demand with nothing due but the handling fee. The same request again gets the same demand.

    The ticket must be on this phone, named, bought before the inspection, good then and there, and its holder the one
    whom the inspector saw. Raises NumberMistyped, DemandUnknown, TicketUnknown, NotCancelled, NotYours,
    PaidToInspector, HandlingFeeUnknown, Busy.
    """

    def attempt() -> Demand:
        demand = find_demand(order, ring)
        ticket = find_ticket(order.ticket_id, device_id)
        if demand.cancelled_at and demand.ticket_id == ticket.ticket_id:
            return demand
        if not _covers(ticket, demand):
            raise NotCancelled()
        _expect_in_time(demand, "named_ticket", now)
        if demand.paid_at and not demand.paid_with:
            raise PaidToInspector()
        if not demand.holder or not ring.matches(HOLDER, f"{demand.number}|{ticket.holder}", demand.holder):
            raise NotYours()
        return record(demand, cancelled(demand, "named_ticket", _handling_fee(demand), now, ticket.ticket_id), now)

    return decide(attempt)


def cancel_at_desk(number: str, shown: Shown, fee_grosze: int | None, operator: str, why: str, now: datetime) -> Demand:
    """Return the demand that an operator cancelled, with its audit entry in the same transaction.

    `fee_grosze` is the handling fee where the price list's was not found. Raises NumberMistyped, DemandUnknown,
    NotCancelled, HandlingFeeUnknown, AmountChanged for another fee than the list's, HandlingFeeImpossible, Busy.
    """

    def attempt() -> Demand:
        demand = show_demand(number)
        _expect_in_time(demand, shown, now)
        after = cancelled(demand, shown, _handling_fee(demand, fee_grosze), now)
        return operator_decision("cancel", demand, after, operator, why, now)

    return decide(attempt)


def _covers(ticket: Ticket, demand: Demand) -> bool:
    """Tell whether the ticket would have passed the inspection. Lines that were changed since tell nothing."""
    if not is_good_for_something(ticket) or ticket.issued_at is None or ticket.issued_at > demand.inspected_at:
        return False
    if any(change > demand.inspected_at for change in ticket.line_changes):
        return False
    facts, look = facts_of(ticket), Look(demand.inspected_at, demand.zone, demand.line, documents_seen=True)
    return bool(facts.holder) and not (unfit(facts, look) or to_be_seen(facts, look))


def _expect_in_time(demand: Demand, shown: Shown, now: datetime) -> None:
    """That a ticket was bought before is known of one on a phone, and seen by the operator on paper."""
    fare = tariff_of(demand.offence, demand.inspected_on).fare
    if not cancelled_by(fare, demand.inspected_on, warsaw_day(now), shown, bought_before=True):
        raise NotCancelled()


def _handling_fee(demand: Demand, given_grosze: int | None = None) -> int:
    tariff = tariff_of(demand.offence, demand.inspected_on)
    listed, whole = tariff.handling_grosze, tariff.full or 0
    if listed is not None and given_grosze not in (None, listed):
        raise AmountChanged(total=decimal_text(listed))
    fee = given_grosze if listed is None else listed
    if fee is None:
        raise HandlingFeeUnknown()
    if not 0 < fee < whole:
        raise HandlingFeeImpossible(total=decimal_text(whole))
    return fee
