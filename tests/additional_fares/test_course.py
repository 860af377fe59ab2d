"""Each turn of a demand's course, to the field: what it changes, and that it changes nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.additional_fares.course import (
    attempted,
    cancelled,
    charge_started,
    reported,
    taken_up,
    written_off,
)
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.errors import NotCancelled, NothingToPay
from chalicelib.errors import Busy
from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Report

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
INSPECTED_AT = datetime(2019, 6, 3, 8, 30, tzinfo=UTC)
"""240 zł, 120 zł within seven days, handling fee 12 zł."""
FORGOTTEN_AT = datetime(2019, 6, 10, 22, tzinfo=UTC)
"""The midnight in Kraków after the seventh day."""
BEGUN_AT = INSPECTED_AT + HOUR
PAID_AT = BEGUN_AT + 2 * MINUTE
NOW = BEGUN_AT + 3 * MINUTE
GRACE = NOW + 5 * MINUTE
CAPTURED = {"state": "captured", "due_grosze": 12000, "settled_at": NOW}


def a_payment(state: str = "awaiting_customer", **changes) -> Payment:
    """An attempt to pay 120 zł that may be approved for 15 minutes."""
    new = Payment("fare_1_a", 12000, "created", BEGUN_AT, BEGUN_AT + 15 * MINUTE)
    known = {} if state == "created" else {"remote_id": "T1", "redirect_url": "https://gateway.test/T1"}
    return replace(new, **(known | (CAPTURED if state == "captured" else {}) | {"state": state} | changes))


def a_demand(*payments: Payment, **changes) -> Demand:
    new = Demand(
        number="1",
        key_id="k1",
        asked_by="request",
        inspector_id="dev_inspector",
        inspected_at=INSPECTED_AT,
        offence="no_ticket",
        line="50",
        zone="I",
        holder="initials",
        payments=payments,
    )
    return replace(new, **changes)


def told(outcome: str = "paid", grosze: int = 12000, remote_id: str = "T1", **changes) -> Report:
    return replace(Report("fare_1_a", remote_id, outcome, grosze, "PLN", PAID_AT, "DECLINED"), **changes)


def back(payment: Payment, grosze: int, **changes) -> Payment:
    """A payment that was taken, once so much of it is asked back."""
    number = payment.reopened + 1
    asked = {"state": "refund_requested", "refund_grosze": grosze, "refund_number": number, "reopened": number}
    return replace(payment, **(asked | changes))


OTHER = a_payment(order_id="fare_1_b", remote_id="T9")
PAID = a_demand(a_payment("captured"), paid_at=PAID_AT, paid_with="fare_1_a")
FEE_DUE = a_demand(cancelled_at=BEGUN_AT, shown="named_ticket", handling_grosze=1200, holder="")


# Paid.


def test_an_attempt_is_begun_beside_the_others():
    assert attempted(a_demand(a_payment()), OTHER) == a_demand(a_payment(), OTHER)


def test_the_gateway_takes_one_attempt_on():
    demand = a_demand(a_payment("created"), a_payment("created", order_id="fare_1_b"))
    after = charge_started(demand, "fare_1_b", ChargeStarted("T9", "https://gateway.test/T1"))
    assert after == a_demand(a_payment("created"), OTHER)


def test_the_amount_that_the_order_fixed_pays_it():
    demand = a_demand(OTHER, a_payment(), calls_due_at=NOW)
    assert reported(demand, told(), NOW) == a_demand(
        OTHER, a_payment("captured"), paid_at=PAID_AT, paid_with="fare_1_a", calls_due_at=NOW
    )


@pytest.mark.parametrize(("minutes", "paid"), [(-61, -3), (-3, -3), (-1, -1), (0, 0), (9, 0)])
def test_it_is_paid_when_the_gateway_says_neither_before_its_order_nor_later_than_now(minutes, paid):
    after = reported(a_demand(a_payment()), told(happened_at=NOW + minutes * MINUTE), NOW)
    assert after.paid_at == NOW + paid * MINUTE


def test_a_report_of_no_order_of_ours_or_with_no_news_changes_nothing():
    demand = a_demand(a_payment())
    assert reported(demand, told(order_id="fare_1_z"), NOW) is demand
    assert reported(demand, told("pending"), NOW) is demand
    assert reported(PAID, told(), NOW + HOUR) is PAID


def test_a_declined_card_leaves_it_to_be_paid():
    assert reported(a_demand(a_payment()), told("failed"), NOW) == a_demand(a_payment("failed", reason="declined"))


def test_a_foreign_currency_is_for_a_person_and_pays_nothing():
    foreign = a_payment("needs_review", reason="paid_in_another_currency", settled_at=NOW)
    assert reported(a_demand(a_payment()), told(currency="EUR"), NOW) == a_demand(foreign)


def test_a_second_transaction_of_an_order_goes_back():
    surplus = a_payment(
        "captured", order_id="fare_1_a+T2", remote_id="T2", redirect_url="", created_at=NOW, valid_until=NOW
    )
    twice = reported(PAID, told(remote_id="T2"), NOW)
    assert twice == replace(PAID, payments=(*PAID.payments, back(surplus, 12000)), calls_due_at=GRACE)
    assert reported(twice, told(remote_id="T2"), NOW + HOUR) is twice


# Money that settles nothing.


def sent_back(demand: Demand, reason: str, now: datetime = NOW, **changes) -> Demand:
    """The demand with its one attempt taken and all of it asked back."""
    taken = replace(demand.payments[0], **(CAPTURED | {"settled_at": now} | changes))
    whole = back(taken, taken.due_grosze, reason=reason)
    return replace(demand, payments=(whole, *demand.payments[1:]), calls_due_at=now + 5 * MINUTE)


def test_another_amount_than_was_asked_goes_back():
    demand = a_demand(a_payment(), OTHER)
    assert reported(demand, told(grosze=11999), NOW) == sent_back(demand, "amount_mismatch", due_grosze=11999)


@pytest.mark.parametrize(
    "settled", [{"paid_at": PAID_AT}, {"written_off_at": NOW}, {"cancelled_at": NOW, "handling_paid_at": NOW}]
)
def test_what_is_paid_when_it_is_settled_goes_back(settled):
    demand = a_demand(a_payment(), **settled)
    assert reported(demand, told(), NOW) == sent_back(demand, "settled_already")


@pytest.mark.parametrize(("after", "in_time"), [(0 * MINUTE, True), (MINUTE, False)])
def test_the_reduced_amount_is_good_as_long_as_its_order_even_into_the_eighth_day(after, in_time):
    late = FORGOTTEN_AT + HOUR
    demand = a_demand(a_payment(created_at=FORGOTTEN_AT - MINUTE, valid_until=late))
    at = late + after
    paid = reported(demand, told(happened_at=at), at)
    if in_time:
        assert (paid.paid_at, paid.payments[0].state) == (at, "captured")
    else:
        assert paid == sent_back(demand, "paid_too_late", at)


def test_money_that_comes_late_in_the_amount_of_its_day_pays_it():
    late = INSPECTED_AT + 7 * DAY
    after = reported(a_demand(a_payment()), told(happened_at=late), late)
    assert (after.paid_at, after.paid_with) == (late, "fare_1_a")


def test_the_handling_fee_is_paid_when_it_comes_and_the_fare_no_more():
    fee = a_payment(amount_grosze=1200)
    demand = replace(FEE_DUE, payments=(fee,))
    taken = replace(fee, **CAPTURED | {"due_grosze": 1200})
    assert reported(demand, told(grosze=1200), NOW) == replace(demand, payments=(taken,), handling_paid_at=PAID_AT)
    whole = replace(FEE_DUE, payments=(a_payment(),))
    assert reported(whole, told(), NOW) == sent_back(whole, "paid_too_late")


# Cancelled and written off.


def test_a_cancelled_demand_asks_for_the_handling_fee_alone():
    demand = a_demand(a_payment(), ticket_id="tkt_old")
    after = replace(
        demand, cancelled_at=NOW, shown="named_ticket", handling_grosze=1200, ticket_id="tkt_new", holder=""
    )
    assert cancelled(demand, "named_ticket", 1200, NOW, "tkt_new") == after
    assert cancelled(demand, "named_ticket", 1200, NOW) == replace(after, ticket_id="tkt_old")


def test_of_what_was_paid_all_but_the_handling_fee_goes_back():
    demand = replace(PAID, payments=(*PAID.payments, OTHER))
    assert cancelled(demand, "document", 1200, NOW) == replace(
        demand,
        payments=(back(PAID.payments[0], 10800), OTHER),
        cancelled_at=NOW,
        shown="document",
        handling_grosze=1200,
        handling_paid_at=NOW,
        holder="",
        calls_due_at=GRACE,
    )


@pytest.mark.parametrize(("left", "refund"), [(1201, 1), (1200, 0), (1199, 0)])
def test_of_what_was_given_back_before_no_more_goes_back_than_is_left_of_it(left, refund):
    given = replace(PAID.payments[0], state="refunded", refunded_grosze=12000 - left, reopened=1, refund_number=1)
    after = cancelled(replace(PAID, payments=(given,)), "document", 1200, NOW)
    assert after.payments == ((back(given, refund) if refund else given),)
    assert after.handling_paid_at == NOW


def test_it_is_not_cancelled_while_a_refund_of_it_is_on_its_way():
    with pytest.raises(Busy):
        cancelled(replace(PAID, payments=(back(PAID.payments[0], 1),)), "document", 1200, NOW)


def test_what_an_inspector_took_a_service_point_gives_back():
    on_the_spot = a_demand(paid_at=INSPECTED_AT, to_inspector_grosze=12000)
    after = cancelled(on_the_spot, "document", 1200, NOW)
    assert (after.handling_paid_at, after.calls_due_at, after.state) == (NOW, None, "cancelled")


@pytest.mark.parametrize(
    "demand", [FEE_DUE, replace(FEE_DUE, handling_paid_at=NOW), a_demand(written_off_at=NOW, paid_at=NOW)]
)
def test_only_what_is_demanded_or_paid_is_cancelled(demand):
    with pytest.raises(NotCancelled):
        cancelled(demand, "document", 1200, NOW)


@pytest.mark.parametrize("demand", [a_demand(a_payment()), FEE_DUE])
def test_written_off_nothing_more_is_asked_for(demand):
    assert written_off(demand, NOW) == replace(demand, written_off_at=NOW, holder="")


@pytest.mark.parametrize("settled", [PAID, replace(FEE_DUE, handling_paid_at=NOW), a_demand(written_off_at=NOW)])
def test_what_asks_for_nothing_is_not_written_off(settled):
    with pytest.raises(NothingToPay):
        written_off(settled, NOW)


# Looked at.


def test_whom_the_inspector_saw_is_forgotten_after_the_seventh_day():
    demand = a_demand()
    assert taken_up(demand, FORGOTTEN_AT - MINUTE) is demand
    assert taken_up(demand, FORGOTTEN_AT) == a_demand(holder="")


def test_who_makes_the_calls_has_counted_them_and_planned_the_next_look():
    demand = replace(PAID, payments=(back(PAID.payments[0], 1),), calls_due_at=NOW, attempts=1)
    assert taken_up(demand, NOW) == replace(demand, calls_due_at=NOW + 10 * MINUTE, attempts=2)
    assert taken_up(demand, NOW - MINUTE) is demand
    assert taken_up(demand, FORGOTTEN_AT).holder == ""
