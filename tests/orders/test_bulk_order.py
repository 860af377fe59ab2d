"""The steps of an order under a contract, and what its states mean in money."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import CityError
from chalicelib.invoices.errors import NipInvalid
from chalicelib.invoices.invoice import Buyer
from chalicelib.orders.bulk_order import (
    Contract,
    Transfer,
    cancelled,
    confirmed,
    drafted,
    handed_over,
    paid,
    refunded,
)
from chalicelib.orders.errors import (
    OrderDetailInvalid,
    OrderPriceChanged,
    OrderStepImpossible,
    PaymentDayInvalid,
    TransferDiffers,
    TransferTooLate,
)
from chalicelib.orders.order_entry import entries_for, position
from tests.orders.contracts import LISTED, OPERATOR, TRANSFER, draft, price

PAID_ON = LISTED + timedelta(days=4)


def new(**changes):
    return drafted("ord_a", draft(**changes), "bulk_named", "f", price(), OPERATOR, LISTED)


def confirmed_one():
    return confirmed(new(), price(), 400000, OPERATOR, LISTED)


def paid_one():
    return paid(confirmed_one(), TRANSFER, 400000, OPERATOR, PAID_ON)


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"reference": " "}, "reference"),
        ({"contract": Contract("", date(2018, 9, 1))}, "contract"),
        ({"contract": Contract("1", date(2018, 10, 2))}, "contract_date"),
        ({"customer": Buyer("", ("a",), "", "a@example.com")}, "customer"),
        ({"customer": Buyer("a", (" ",), "", "a@example.com")}, "address"),
        ({"customer": Buyer("a", ("a",), "", "a@example")}, "email"),
        ({"customer": Buyer("a", ("a",), "", "a@example.com, b@example.com")}, "email"),
    ],
)
def test_a_draft_without_what_the_contract_and_the_invoice_need_is_refused(changes, detail):
    with pytest.raises(OrderDetailInvalid) as refusal:
        drafted("ord_a", replace(draft(), **changes), "bulk_named", "f", price(), OPERATOR, LISTED)
    assert refusal.value.details == {"detail": detail}


def test_a_nip_is_checked_by_its_last_digit():
    with pytest.raises(NipInvalid):
        new(nip="5260250275")
    assert new(nip="").status == "drafted"


@pytest.mark.parametrize(("day", "is_right"), [(30, False), (1, True), (15, True), (16, False)])
def test_the_last_day_to_pay_is_from_today_until_the_first_day_of_the_tickets(day, is_right):
    pay_by = date(2018, 9 if day == 30 else 10, day)
    if is_right:
        assert new(pay_by=pay_by).status == "drafted"
    else:
        with pytest.raises(PaymentDayInvalid):
            new(pay_by=pay_by)


def test_an_order_is_not_confirmed_after_the_last_day_to_pay():
    with pytest.raises(PaymentDayInvalid):
        confirmed(new(), price(), 400000, OPERATOR, LISTED + timedelta(days=10))


def test_an_order_is_confirmed_only_at_the_price_that_the_customer_agreed_to():
    with pytest.raises(OrderPriceChanged) as refusal:
        confirmed(new(), price(unit_grosze=8100), 400000, OPERATOR, LISTED)
    assert refusal.value.details == {"total": "4050.00"}
    assert confirmed(new(), price(unit_grosze=8100), 405000, OPERATOR, LISTED).price.total_grosze == 405000


def test_the_price_stands_once_it_is_confirmed():
    order = confirmed_one()
    assert confirmed(order, price(unit_grosze=9000), 400000, OPERATOR, LISTED) == order
    with pytest.raises(OrderStepImpossible):
        confirmed(order, price(unit_grosze=9000), 450000, OPERATOR, LISTED)


@pytest.mark.parametrize("grosze", [399999, 400001, 0])
def test_only_the_exact_amount_pays(grosze):
    with pytest.raises(TransferDiffers):
        paid(confirmed_one(), TRANSFER, grosze, OPERATOR, PAID_ON)


@pytest.mark.parametrize(
    ("transfer", "days", "refusal"),
    [
        (Transfer("BANK/1", date(2018, 10, 11)), 20, TransferTooLate),
        (Transfer("BANK/1", date(2018, 10, 6)), 4, OrderDetailInvalid),
        (Transfer("BANK/1", date(2018, 8, 31)), 4, OrderDetailInvalid),
        (Transfer(" ", date(2018, 10, 4)), 4, OrderDetailInvalid),
    ],
)
def test_money_after_the_last_day_or_of_no_known_transfer_does_not_pay(transfer, days, refusal):
    with pytest.raises(refusal):
        paid(confirmed_one(), transfer, 400000, OPERATOR, LISTED + timedelta(days=days))


def test_money_that_came_in_time_pays_even_when_it_is_noted_later():
    on_the_last_day = Transfer("BANK/1", date(2018, 10, 10))
    assert paid(confirmed_one(), on_the_last_day, 400000, OPERATOR, LISTED + timedelta(days=20)).status == "paid"


def test_a_second_transfer_does_not_pay_a_paid_order():
    with pytest.raises(OrderStepImpossible):
        paid(paid_one(), Transfer("BANK/2", TRANSFER.received_on), 400000, OPERATOR, PAID_ON)


def test_cancelling_is_free_before_the_payment_and_owes_all_back_after_it():
    assert cancelled(new(), OPERATOR, PAID_ON).status == "cancelled"
    assert cancelled(confirmed_one(), OPERATOR, PAID_ON).status == "cancelled"
    owed = cancelled(paid_one(), OPERATOR, PAID_ON)
    assert position(owed) == {"mpk:bank": 400000, "mpk:refunds": -400000}
    assert position(refunded(owed, OPERATOR, PAID_ON)) == {}


def test_what_was_handed_over_is_not_taken_back():
    given_out = handed_over(paid_one(), OPERATOR, PAID_ON)
    with pytest.raises(OrderStepImpossible):
        cancelled(given_out, OPERATOR, PAID_ON)
    assert position(given_out) == {"mpk:bank": 400000, "mpk:tickets": -400000}


def test_nothing_is_handed_over_unpaid():
    for order in (new(), confirmed_one(), cancelled(paid_one(), OPERATOR, PAID_ON)):
        with pytest.raises(OrderStepImpossible):
            handed_over(order, OPERATOR, PAID_ON)


STEPS = {
    "confirm": lambda order, now: confirmed(order, order.price, order.price.total_grosze, OPERATOR, now),
    "pay": lambda order, now: paid(order, TRANSFER, order.price.total_grosze, OPERATOR, now),
    "hand_over": lambda order, now: handed_over(order, OPERATOR, now),
    "cancel": lambda order, now: cancelled(order, OPERATOR, now),
    "refund": lambda order, now: refunded(order, OPERATOR, now),
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_whatever_is_tried_each_step_is_taken_once_and_the_books_tell_where_the_money_is(names):
    order, booked = new(), []
    for name in names:
        try:
            after = STEPS[name](order, PAID_ON)
        except CityError:
            continue
        assert STEPS[name](after, PAID_ON) == after
        booked += entries_for(order, after, PAID_ON)
        order = after
    statuses = [step.status for step in order.history]
    assert len(statuses) == len(set(statuses))
    assert all(sum(grosze for _, grosze in entry.lines) == 0 for entry in booked)
    assert len({entry.kind for entry in booked}) == len(booked)
    accounts = {account for entry in booked for account, _ in entry.lines}
    totals = {name: sum(dict(entry.lines).get(name, 0) for entry in booked) for name in accounts}
    assert {account: grosze for account, grosze in totals.items() if grosze} == position(order)
