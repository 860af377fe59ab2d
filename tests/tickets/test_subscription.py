"""5+1: charged monthly, the sixth month for 20 zł, and only without a gap."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.unlink_card import unlink_card
from chalicelib.tariff import errors as of_tariff
from chalicelib.tariff.published_editions import all_editions
from chalicelib.tariff.validity import nth_month
from chalicelib.texts import LANGUAGES, text
from chalicelib.tickets import errors
from chalicelib.tickets.find_subscription import list_subscriptions
from chalicelib.tickets.own_ticket import own_ticket
from chalicelib.tickets.renew import renewal
from chalicelib.tickets.stop_subscription import stop_subscription
from chalicelib.tickets.subscription_answer import subscription_answer
from chalicelib.warsaw import WARSAW, warsaw_day, warsaw_moment
from tests.tickets.counter import CARD, PHONE, Counter
from tests.tickets.subscriber import FIVE_PLUS_ONE, Subscriber

DECLINED = "insufficient_funds"


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


def test_the_four_lists_since_2021_were_the_first_to_have_it():
    with_it = [one.id for one in all_editions() if any(product.kind == "five_plus_one" for product in one.products)]
    assert with_it[:4] == ["kmk-2021-02-01", "kmk-2023-08-01", "kmk-2024-08-01", "kmk-2026-03-02"]


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
    assert own_ticket(subscriber.month(6).ticket_id, PHONE).holder == "J.P. 1990"


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


def test_after_a_stop_any_month_is_renewed_from_the_end_of_the_last(subscriber: Subscriber):
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    counter = subscriber.counter
    ends = subscriber.month(1).validity.last_day
    counter.now = warsaw_moment(ends)
    assert renewal(subscriber.month(1).ticket_id, PHONE, counter.now).first_day == ends + timedelta(days=1)


def test_a_month_before_the_last_is_renewed_from_the_end_of_the_last(subscriber: Subscriber):
    subscriber.lives_until(date(2027, 1, 10))
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    ends = subscriber.months()[-1].validity.last_day
    assert len(subscriber.months()) > 1
    subscriber.counter.now = warsaw_moment(ends)
    assert renewal(subscriber.month(1).ticket_id, PHONE, subscriber.counter.now).first_day == ends + timedelta(days=1)


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
    assert warsaw_day(order.mandate.until) == date(2027, 4, 23)


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
