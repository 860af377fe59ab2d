"""A month that the bank declines, and a month that is charged only once."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.subscription_answer import subscription_answer
from chalicelib.warsaw import WARSAW
from tests.tickets.counter import OTHER_PHONE, PHONE
from tests.tickets.subscriber import Subscriber

DECLINED = "insufficient_funds"


def shown(subscriber: Subscriber):
    return subscription_answer(subscriber.months(), subscriber.counter.now, "en")


# Declined.


def test_a_declined_charge_is_made_again_each_day_until_the_day_before(subscriber: Subscriber):
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2026, 12, 22))
    assert (len(subscriber.orders), subscriber.asked("charge_again")) == (2, 2)
    assert subscriber.counter.state(subscriber.month(2)) == "pending"
    subscriber.bank = ""
    subscriber.lives_until(date(2027, 2, 1))
    assert subscriber.charged == [9900, 0]  # the last one was made on the 22nd
    assert subscriber.ended == "gap"


def test_money_that_comes_the_day_after_saves_the_run(subscriber: Subscriber):
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2026, 12, 20))
    subscriber.bank = ""
    subscriber.lives_until(date(2027, 6, 1))
    assert subscriber.charged == [9900] * 5 + [2000]
    assert subscriber.asked("charge_again") == 1


def test_the_holder_is_told_once_until_when_to_pay(subscriber: Subscriber):
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2026, 12, 22))
    told = [one for one in subscriber.counter.sent.values() if one.template == "messages.subscription_declined"]
    assert {one.channel for one in told} == {"push", "email"}
    assert {one.values["by"] for one in told} == {"22.12.2026 23:59"}


def test_a_declined_month_is_paid_by_hand_on_the_page_that_is_shown(subscriber: Subscriber):
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2026, 12, 21))
    month = shown(subscriber).months[1]
    assert (month.state, month.reason) == ("pending", DECLINED)
    assert month.redirect_url
    subscriber.pays_by_hand(2)
    subscriber.lives_until(date(2026, 12, 24))
    assert subscriber.counter.state(subscriber.month(2)) == "active"
    assert subscriber.asked("charge_again") == 1
    assert (subscriber.state, subscriber.charged) == ("running", [9900, 9900])


def test_paying_by_hand_keeps_the_cheap_sixth_month(subscriber: Subscriber):
    subscriber.bank = DECLINED
    for month, day in ((2, date(2026, 12, 21)), (3, date(2027, 1, 21)), (4, date(2027, 2, 21))):
        subscriber.lives_until(day)
        subscriber.pays_by_hand(month)
    subscriber.bank = ""
    subscriber.lives_until(date(2027, 6, 1))
    assert subscriber.charged == [9900] * 5 + [2000]


def test_a_gap_ends_it_and_with_it_the_cheap_sixth_month(subscriber: Subscriber):
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2026, 12, 25))
    assert (subscriber.state, subscriber.ended) == ("broken_off", "gap")
    assert subscriber.told()[-1] == "subscription_gap"
    assert subscriber.bank == "mandate_withdrawn"
    calls = len(subscriber.counter.gateway.calls)
    subscriber.lives_until(date(2027, 6, 1))
    assert len(subscriber.counter.gateway.calls) == calls


def test_nobody_pays_for_a_month_that_has_begun(subscriber: Subscriber):
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2026, 12, 23), hour=3)
    assert shown(subscriber).months[1].redirect_url is None
    with pytest.raises(AssertionError):
        subscriber.pays_by_hand(2)


def test_a_gateway_that_would_not_take_the_charge_on_is_asked_again(subscriber: Subscriber):
    subscriber.counter.gateway.refuse_next("start_charge")
    subscriber.lives_until(date(2026, 12, 20))
    assert "subscription_declined" in subscriber.told()
    subscriber.lives_until(date(2026, 12, 21))
    assert subscriber.charged == [9900, 9900]


def test_a_month_paid_in_another_amount_goes_back_and_is_a_gap(subscriber: Subscriber):
    counter = subscriber.counter
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2026, 12, 21))
    order_id = subscriber.month(2).payment.order_id
    charge = counter.gateway.charges[order_id]
    less = replace(charge.report, amount_grosze=9800)
    counter.gateway.charges[order_id] = replace(charge, report=less)
    subscriber.pays_by_hand(2)
    counter.pay_out()
    assert sum(counter.refunds().values()) == 9800
    assert (subscriber.ended, subscriber.month(2).unpaid_because) == ("gap", "amount_mismatch")
    assert counter.balance(subscriber.month(2)) == {}


# Never twice.


@pytest.mark.parametrize("applied", [True, False])
def test_a_lost_answer_of_a_charge_charges_once(subscriber: Subscriber, applied):
    subscriber.counter.gateway.lose_next_answer("start_charge", applied=applied)
    subscriber.lives_until(date(2026, 12, 24))
    assert subscriber.charged == [9900, 9900]
    assert subscriber.counter.refunds() == {}
    assert shown(subscriber).paid.amount == 19800


@pytest.mark.parametrize("applied", [True, False])
def test_a_lost_answer_of_a_further_charge_charges_once(subscriber: Subscriber, applied):
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2026, 12, 20))
    subscriber.bank = ""
    subscriber.counter.gateway.lose_next_answer("charge_again", applied=applied)
    subscriber.lives_until(date(2026, 12, 24))
    assert subscriber.charged == [9900, 9900]
    assert subscriber.counter.refunds() == {}


def test_lost_notifications_are_asked_for_before_the_next_charge(subscriber: Subscriber):
    subscriber.silent = True
    subscriber.lives_until(date(2026, 12, 23))
    assert subscriber.charged == [9900, 9900]
    assert subscriber.asked("charge_again") == 0


def test_ticks_that_meet_order_a_month_once(subscriber: Subscriber):
    subscriber.lives_until(date(2026, 12, 20), hour=9)
    subscriber.counter.later(hours=2)
    for _ in range(5):
        subscriber.counter.tick()
    subscriber.counter.work()
    assert len(subscriber.orders) == 2


def test_a_tick_that_comes_after_the_month_charges_nothing(subscriber: Subscriber):
    subscriber.counter.now = datetime(2027, 1, 5, 12, tzinfo=WARSAW)
    subscriber.counter.tick()
    subscriber.counter.work()
    assert (subscriber.ended, subscriber.orders) == ("gap", [subscriber.month(1).payment.order_id])


def test_a_charge_that_nobody_confirmed_is_made_again_after_the_ticket_moved(subscriber: Subscriber):
    subscriber.lives_until(date(2026, 12, 19))
    counter = subscriber.counter
    subscriber.bank = DECLINED
    counter.gateway.lose_next_answer("start_charge", applied=True)
    counter.later(hours=22, minutes=1)
    counter.tick()
    counter.work()
    subscriber.hears()
    code, _ = offer_transfer(subscriber.month(1).ticket_id, PHONE, counter.now)
    move_ticket(subscriber.month(1).ticket_id, OTHER_PHONE, "uk", code, counter.now)
    subscriber.bank = ""
    subscriber.lives_until(date(2026, 12, 24))
    assert [month.payment.state for month in subscriber.months(OTHER_PHONE)] == ["captured", "captured"]
