"""5+1: charged monthly, the sixth month for 20 zł, and only without a gap."""

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest

from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.unlink_card import unlink_card
from chalicelib.clock import WARSAW, in_warsaw
from chalicelib.payments.errors import MoneyNotSettled
from chalicelib.tariff import errors as of_tariff
from chalicelib.tariff.published_editions import all_editions
from chalicelib.tariff.validity import nth_month
from chalicelib.texts import LANGUAGES, text
from chalicelib.tickets import errors
from chalicelib.tickets.departure import without_holder
from chalicelib.tickets.find_subscription import list_subscriptions
from chalicelib.tickets.forget_phone import expect_tickets_over, forget_phone, stop_subscriptions
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.own_ticket import own_ticket
from chalicelib.tickets.renew import renewal
from chalicelib.tickets.return_ticket import quote_return
from chalicelib.tickets.stop_subscription import stop_subscription
from chalicelib.tickets.subscription_answer import subscription_answer
from tests.tickets.counter import CARD, OTHER_PHONE, PHONE, Counter
from tests.tickets.subscriber import FIVE_PLUS_ONE, Subscriber

DECLINED = "insufficient_funds"


@pytest.fixture
def subscriber(counter: Counter) -> Subscriber:
    return Subscriber(counter).begins()


def shown(subscriber: Subscriber):
    return subscription_answer(subscriber.months(), subscriber.counter.now, "en")


# The tariff.


@pytest.mark.parametrize(
    ("edition_id", "months", "reduced"),
    [
        ("kmk-2021-02-01", [8000] * 5 + [2000], [4000] * 5 + [1000]),
        ("kmk-2023-08-01", [8000] * 5 + [2000], [4000] * 5 + [1000]),
        ("kmk-2024-08-01", [9000] * 5 + [2000], [4500] * 5 + [1000]),
        ("kmk-2026-03-02", [9900] * 5 + [2000], [4950] * 5 + [1000]),
    ],
)
def test_six_months_cost_what_the_list_says_of_the_whole(edition_id, months, reduced):
    edition = next(one for one in all_editions() if one.id == edition_id)
    prices = edition.product("5plus1-z1").prices
    assert list(prices["resident"].instalments) == months
    assert list(prices["resident_reduced"].instalments) == reduced
    assert all(sum(price.instalments) == price.grosze for price in prices.values())
    monthly = edition.product("named-network-z1").prices
    assert months[0] == monthly["resident"].grosze
    assert reduced[0] == monthly["resident_reduced"].grosze


def test_only_those_four_lists_have_it():
    with_it = [one.id for one in all_editions() if any(product.kind == "five_plus_one" for product in one.products)]
    assert with_it == ["kmk-2021-02-01", "kmk-2023-08-01", "kmk-2024-08-01", "kmk-2026-03-02"]


@pytest.mark.parametrize("first_day", [date(2026, 11, 23), date(2027, 1, 31), date(2028, 2, 29), date(2026, 8, 30)])
def test_the_months_lie_end_to_end_and_are_those_of_the_whole(first_day):
    bought_at = datetime(2026, 1, 1, tzinfo=WARSAW)
    months = [nth_month(first_day, number, bought_at) for number in range(1, 7)]
    assert months[0].first_day == first_day
    assert all(one.until == following.from_ for one, following in pairwise(months))


def test_a_quote_says_what_each_month_will_cost(quoted):
    answer = quoted(product="5plus1-z1", rate="resident")
    assert answer["total"]["amount"] == 51500
    assert [month["amount"]["amount"] for month in answer["instalments"]] == [9900] * 5 + [2000]
    assert (answer["instalments"][0]["first_day"], answer["instalments"][5]["last_day"]) == ("2026-11-23", "2027-05-22")
    assert answer["valid_until"].startswith("2027-05-22")


# The course of one.


def test_six_charges_are_the_printed_total(subscriber: Subscriber):
    subscriber.lives_until(date(2027, 6, 30))
    assert subscriber.charged == [9900] * 5 + [2000]
    assert sum(subscriber.charged) == 51500
    assert subscriber.state == "completed"
    assert subscriber.told() == ["subscription_charged"] * 5 + ["subscription_completed", "ticket_expires"]
    assert all(
        subscriber.counter.balance(month) == {"mpk:gateway": paid, "mpk:tickets": -paid}
        for month, paid in zip(subscriber.months(), subscriber.charged, strict=True)
    )


def test_a_month_is_charged_three_days_before_it_begins_at_ten(subscriber: Subscriber):
    subscriber.lives_until(date(2026, 12, 20), hour=9)
    assert len(subscriber.months()) == 1
    subscriber.lives_until(date(2026, 12, 20))
    second = subscriber.month(2)
    assert (second.validity.first_day, second.validity.last_day) == (date(2026, 12, 23), date(2027, 1, 22))
    assert subscriber.counter.state(second) == "future"
    assert subscriber.orders == [month.payment.order_id for month in subscriber.months()]


def test_every_month_is_a_ticket_of_its_own_without_a_moment_between(subscriber: Subscriber):
    subscriber.lives_until(date(2027, 4, 25))
    months = subscriber.months()
    assert all(one.valid_until == following.valid_from for one, following in pairwise(months))
    assert own_ticket(subscriber.month(6).ticket_id, PHONE, subscriber.counter.now).holder == "J.P. 1990"


def test_the_tariff_of_the_first_day_stands(subscriber: Subscriber):
    subscriber.lives_until(date(2026, 12, 21))
    assert subscriber.month(2).bought_on == date(2026, 11, 23)


def test_what_was_agreed_to_is_the_whole_and_what_is_paid_is_the_first_month(counter: Counter):
    counter.resident()
    with pytest.raises(errors.TicketPriceChanged) as refusal:
        counter.buy(**FIVE_PLUS_ONE | {"total": {"amount": 9900}})
    assert refusal.value.details == {"total": "515.00"}
    assert counter.buy(**FIVE_PLUS_ONE).payment.amount_grosze == 9900


def test_it_is_paid_by_card_alone(counter: Counter):
    counter.resident()
    with pytest.raises(errors.CardPaymentWanted):
        counter.buy(**FIVE_PLUS_ONE | {"method": "blik"})


def test_the_first_month_unpaid_begins_nothing(counter: Counter):
    counter.resident()
    first = counter.buy(**FIVE_PLUS_ONE)
    subscriber = Subscriber(counter, first.month.subscription_id)
    assert subscriber.state == "pending"
    counter.gateway.expire(first.payment.order_id)
    subscriber.lives_until(date(2027, 1, 1))
    assert (subscriber.state, len(subscriber.months())) == ("unpaid", 1)
    assert subscriber.asked("withdraw_mandate") == 0


def test_the_next_order_begins_after_the_last_month(subscriber: Subscriber):
    with pytest.raises(of_tariff.OutsideSale):
        renewal(subscriber.month(1).ticket_id, PHONE, subscriber.counter.now)
    subscriber.lives_until(date(2027, 5, 10))
    following = renewal(subscriber.month(6).ticket_id, PHONE, subscriber.counter.now)
    assert (following.first_day, following.total.amount) == (date(2027, 5, 23), 51500)


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


# What the phone is shown.


def test_the_phone_is_shown_the_next_charge(subscriber: Subscriber):
    answer = shown(subscriber)
    assert (answer.state, answer.total.amount, answer.paid.amount) == ("running", 51500, 9900)
    assert (answer.next_charge.number, answer.next_charge.amount.amount) == (2, 9900)
    assert answer.next_charge.on == date(2026, 12, 20)
    subscriber.lives_until(date(2027, 4, 1))
    following = shown(subscriber).next_charge
    assert (following.number, following.amount.amount) == (6, 2000)


def test_a_phones_list_has_the_newest_first(counter: Counter):
    subscriber = Subscriber(counter).begins()
    second = counter.bought(key="key-00000002", **FIVE_PLUS_ONE | {"first_day": "2026-12-01"})
    found = list_subscriptions(PHONE)
    assert {months[-1].month.subscription_id for months in found} == {subscriber.id, second.month.subscription_id}


def test_what_is_kept_of_the_card_is_a_name_that_we_made(subscriber: Subscriber):
    assert list(subscriber.counter.gateway.mandates) == [subscriber.id]
    [item] = subscriber.counter.tables.table(LinkedCard).items.values()
    assert subscriber.id not in str(item)
    order = subscriber.counter.gateway.charges[subscriber.month(1).payment.order_id].order
    assert in_warsaw(order.mandate.until).date() == date(2027, 4, 23)


def _ends_by_itself(subscriber: Subscriber) -> None:
    subscriber.lives_until(date(2027, 6, 1))


def _is_declined(subscriber: Subscriber) -> None:
    subscriber.bank = DECLINED
    subscriber.lives_until(date(2027, 1, 1))


def _loses_the_card(subscriber: Subscriber) -> None:
    unlink_card(CARD, PHONE, subscriber.counter.now)
    subscriber.lives_until(date(2027, 1, 1))


def _is_stopped(subscriber: Subscriber) -> None:
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    subscriber.counter.work()


def _is_returned(subscriber: Subscriber) -> None:
    subscriber.counter.give_back(subscriber.month(1), 9570)
    subscriber.counter.work()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("lives", "told"),
    [
        (_ends_by_itself, "completed"),
        (_is_declined, "declined"),
        (_is_declined, "gap"),
        (_loses_the_card, "card_wanted"),
        (_loses_the_card, "card_gone"),
        (_is_stopped, "stopped"),
        (_is_returned, "returned"),
    ],
)
def test_every_message_has_its_words(subscriber: Subscriber, lives, told, language):
    lives(subscriber)
    sent = [one for one in subscriber.counter.sent.values() if one.template == f"messages.subscription_{told}"]
    assert {one.channel for one in sent} == {"push", "email"}
    for one in sent:
        prefix = "email_" if one.channel == "email" else ""
        for part in ("title", "body"):
            assert text(f"{one.template}.{prefix}{part}", language, **one.values)
