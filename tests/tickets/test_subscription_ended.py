"""A 5+1 that is stopped, loses its right, moves, is returned or is left behind."""

from datetime import date, datetime

import pytest

from chalicelib.activation.unlink_card import unlink_card
from chalicelib.payments.errors import MoneyNotSettled
from chalicelib.tickets import errors
from chalicelib.tickets.departure import without_holder
from chalicelib.tickets.find_subscription import list_subscriptions
from chalicelib.tickets.forget_phone import expect_tickets_over, forget_phone, stop_subscriptions
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.return_ticket import quote_return
from chalicelib.tickets.stop_subscription import stop_subscription
from chalicelib.tickets.subscription_answer import subscription_answer
from chalicelib.warsaw import WARSAW
from tests.tickets.counter import CARD, OTHER_PHONE, PHONE, Counter
from tests.tickets.subscriber import Subscriber

DECLINED = "insufficient_funds"


def shown(subscriber: Subscriber):
    return subscription_answer(subscriber.months(), subscriber.counter.now, "en")


# Stopped.


def test_a_stopped_one_charges_nothing_more_and_what_is_paid_stays(subscriber: Subscriber):
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    subscriber.lives_until(date(2026, 12, 1))
    assert subscriber.counter.state(subscriber.month(1)) == "active"
    subscriber.lives_until(date(2027, 6, 1))
    assert (subscriber.state, subscriber.charged) == ("stopped", [9900])
    assert subscriber.bank == "mandate_withdrawn"
    assert subscriber.told() == ["subscription_charged", "subscription_stopped"]


def test_a_charge_on_its_way_when_it_is_stopped_goes_back(subscriber: Subscriber):
    subscriber.silent = True
    subscriber.lives_until(date(2026, 12, 20), hour=11)
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    subscriber.silent = False
    subscriber.hears()
    subscriber.counter.pay_out()
    assert subscriber.month(2).unpaid_because == "subscription_ended"
    assert subscriber.counter.refunds() == {subscriber.month(2).payment.remote_id: 9900}
    assert subscriber.counter.balance(subscriber.month(2)) == {}


def test_a_month_ordered_and_not_charged_yet_is_not_charged_after_a_stop(subscriber: Subscriber):
    subscriber.lives_until(date(2026, 12, 20), hour=9)
    subscriber.counter.later(hours=2)
    subscriber.counter.tick()
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    subscriber.counter.work()
    assert len(subscriber.orders) == 1
    assert shown(subscriber).next_charge is None


def test_who_pays_the_first_month_again_after_the_end_leaves_no_mandate(subscriber: Subscriber):
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    subscriber.counter.work()
    first = subscriber.month(1)
    again = subscriber.counter.gateway.approve_again(first.payment.order_id)
    subscriber.bank = ""  # to pay for the first month is to give the mandate
    subscriber.counter.tell(again)
    subscriber.counter.work()
    assert subscriber.bank == "mandate_withdrawn"


def test_stopping_again_changes_nothing(subscriber: Subscriber):
    first = stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    subscriber.counter.work()
    assert first[-1].month.ended == "stopped"
    before = subscriber.months()
    assert stop_subscription(subscriber.id, PHONE, subscriber.counter.now) == before


def test_a_completed_one_is_not_stopped_any_more(subscriber: Subscriber):
    subscriber.lives_until(date(2027, 5, 1))
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    assert subscriber.state == "completed"


def test_a_lost_answer_of_the_withdrawal_is_made_up_for(subscriber: Subscriber):
    subscriber.counter.gateway.lose_next_answer("withdraw_mandate", applied=False)
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    subscriber.lives_until(date(2026, 11, 24))
    assert subscriber.bank == "mandate_withdrawn"
    assert subscriber.counter.ticket(subscriber.month(1).ticket_id).calls_due_at is None


# The resident's right.


def test_without_a_valid_card_nothing_is_charged_and_it_breaks_off(subscriber: Subscriber):
    unlink_card(CARD, PHONE, subscriber.counter.now)
    subscriber.lives_until(date(2026, 12, 20))
    assert subscriber.told()[-1] == "subscription_card_wanted"
    assert len(subscriber.months()) == 1
    subscriber.lives_until(date(2027, 1, 10))
    assert (subscriber.state, subscriber.ended) == ("broken_off", "card_not_valid")
    assert subscriber.told()[-1] == "subscription_card_gone"
    assert len(subscriber.orders) == 1


def test_the_last_look_at_the_card_is_on_the_last_day(subscriber: Subscriber):
    unlink_card(CARD, PHONE, subscriber.counter.now)
    subscriber.lives_until(date(2026, 12, 20))
    told = [one for one in subscriber.counter.sent.values() if one.template == "messages.subscription_card_wanted"]
    assert {one.values["by"] for one in told} == {"22.12.2026 10:00"}
    subscriber.lives_until(date(2026, 12, 22), hour=9)
    subscriber.counter.resident(last_day=date(2027, 12, 31))
    subscriber.lives_until(date(2027, 6, 1))
    assert subscriber.charged == [9900] * 5 + [2000]


def test_a_card_that_runs_out_in_mid_run_breaks_it_off(counter: Counter):
    subscriber = Subscriber(counter).begins()
    counter.later(minutes=1)
    counter.resident(last_day=date(2027, 2, 1))
    subscriber.lives_until(date(2027, 6, 1))
    assert (subscriber.charged, subscriber.ended) == ([9900] * 3, "card_not_valid")


# Other phones, returns, erasing.


def test_it_moves_to_a_new_phone_with_its_ticket(subscriber: Subscriber):
    counter, ticket = subscriber.counter, subscriber.month(1)
    code, _ = offer_transfer(ticket.ticket_id, PHONE, counter.now)
    move_ticket(ticket.ticket_id, OTHER_PHONE, "en", code, counter.now)
    counter.resident(OTHER_PHONE, last_day=date(2027, 12, 31))
    subscriber.lives_until(date(2027, 6, 1))
    assert [month.payment.captured_grosze for month in subscriber.months(OTHER_PHONE)] == [9900] * 5 + [2000]
    with pytest.raises(errors.SubscriptionUnknown):
        subscriber.months(PHONE)
    assert list_subscriptions(PHONE) == []
    assert len(list_subscriptions(OTHER_PHONE)) == 1


def test_the_month_that_is_ordered_already_goes_along(subscriber: Subscriber):
    counter, ticket = subscriber.counter, subscriber.month(1)
    subscriber.lives_until(date(2026, 12, 21))
    code, _ = offer_transfer(ticket.ticket_id, PHONE, counter.now)
    move_ticket(ticket.ticket_id, OTHER_PHONE, "en", code, counter.now)
    assert {month.device_id for month in subscriber.months(OTHER_PHONE)} == {OTHER_PHONE}


def test_nobody_else_sees_or_stops_it(subscriber: Subscriber):
    with pytest.raises(errors.SubscriptionUnknown):
        stop_subscription(subscriber.id, OTHER_PHONE, subscriber.counter.now)
    with pytest.raises(errors.SubscriptionUnknown):
        subscriber.months(OTHER_PHONE)
    assert subscriber.ended == ""


def test_a_returned_month_goes_back_by_its_own_price_and_ends_the_run(subscriber: Subscriber):
    counter = subscriber.counter
    counter.later(days=1)
    assert quote_return(subscriber.month(1).ticket_id, PHONE, counter.now).grosze == 9240
    counter.give_back(subscriber.month(1), 9240)
    counter.pay_out()
    assert (subscriber.state, subscriber.ended) == ("broken_off", "returned")
    assert subscriber.bank == "mandate_withdrawn"
    subscriber.lives_until(date(2027, 6, 1))
    assert len(subscriber.orders) == 1


def test_a_month_that_has_not_begun_goes_back_whole(subscriber: Subscriber):
    subscriber.lives_until(date(2026, 12, 21))
    subscriber.counter.give_back(subscriber.month(2), 9900)
    subscriber.counter.pay_out()
    assert subscriber.ended == "returned"
    assert subscriber.counter.state(subscriber.month(1)) == "active"


def test_the_sixth_month_goes_back_by_what_it_cost(subscriber: Subscriber):
    subscriber.lives_until(date(2027, 4, 22))
    subscriber.counter.give_back(subscriber.month(6), 2000)
    assert subscriber.charged[:5] == [9900] * 5


def test_a_phone_with_one_that_runs_cannot_be_erased_and_afterwards_nothing_leads_to_it(subscriber: Subscriber):
    with pytest.raises(errors.TicketStillValid):
        expect_tickets_over(PHONE, subscriber.counter.now)
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    subscriber.lives_until(date(2027, 1, 1))
    expect_tickets_over(PHONE, subscriber.counter.now)
    gone = without_holder(subscriber.month(1), "gone_1", subscriber.counter.now)
    assert (gone.month, gone.due_at) == (None, None)


def test_between_two_months_erasing_a_phone_stops_it_and_the_gateway_forgets_the_card(subscriber: Subscriber):
    counter = subscriber.counter
    counter.now = datetime(2026, 12, 23, 0, 0, 30, tzinfo=WARSAW)  # the schedule was down when the month was due
    with pytest.raises(MoneyNotSettled):
        list(forget_phone(PHONE, counter.now))
    stop_subscriptions(PHONE, counter.now)
    assert (subscriber.state, subscriber.ended) == ("stopped", "stopped")
    with pytest.raises(MoneyNotSettled):
        expect_tickets_over(PHONE, counter.now)
    counter.work()
    assert subscriber.bank == "mandate_withdrawn"
    expect_tickets_over(PHONE, counter.now)
    list(forget_phone(PHONE, counter.now))
    counter.tick()
    counter.work()
    assert len(subscriber.orders) == 1


def test_erasing_stops_nothing_that_is_still_good_or_waits_for_its_charge(subscriber: Subscriber):
    stop_subscriptions(PHONE, subscriber.counter.now)
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2026, 12, 22))
    stop_subscriptions(PHONE, subscriber.counter.now)
    assert subscriber.state == "running"
    subscriber.counter.now = datetime(2026, 12, 23, 0, 0, 30, tzinfo=WARSAW)
    with pytest.raises(MoneyNotSettled):
        expect_tickets_over(PHONE, subscriber.counter.now)
