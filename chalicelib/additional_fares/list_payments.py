"""Use cases of an operator: find charges of additional fares, and what waits for a person."""

from datetime import datetime
from itertools import islice

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.demand import Demand
from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.entry import Entry
from chalicelib.payments.errors import PaymentUnknown
from chalicelib.payments.ordered_calls import ASK_AGAIN_AT_MOST_EVERY
from chalicelib.payments.payment import Payment


def find_payment(order_id: str) -> tuple[Demand, Payment, list[Entry]]:
    """Return an order's demand, its payment, and its ledger: what was asked and what the gateway answered.

    Raises PaymentUnknown.
    """
    demand = raised_demands.of_order(order_id)
    payment = demand.payment_of(order_id) if demand else None
    if demand is None or payment is None:
        raise PaymentUnknown()
    return demand, payment, of_order(order_id)


def list_open(now: datetime, limit: int) -> list[Demand]:
    """Return demands whose money is not settled, the most urgent first.

    What the gateway is to be told or asked is due within ASK_AGAIN_AT_MOST_EVERY; what else is due moves no money.
    """
    due = map(raised_demands.get, raised_demands.due_before(now + ASK_AGAIN_AT_MOST_EVERY))
    return list(islice((demand for demand in due if demand and demand.calls_next_at), limit))


def list_in_review(limit: int) -> list[Demand]:
    """Return demands with a payment that a person has to decide about, oldest first."""
    return raised_demands.waiting_for("operator", limit, None)[0]
