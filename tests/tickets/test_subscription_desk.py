"""What no rule settles about a month, a person does; whatever ends a subscription, its mandate ends with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.payments.payment import NEVER_CONFIRMED, PAID_NOTHING
from chalicelib.tickets.decide_payment import DESK
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.stop_subscription import stop_subscription
from chalicelib.tickets.subscription_answer import SubscriptionAnswer, subscription_answer
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import WARSAW
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.tickets.counter import MODELS, PHONE, Counter
from tests.tickets.subscriber import FIVE_PLUS_ONE, Subscriber

WHY = ("operator", "as the panel says")


@pytest.fixture
def counter() -> Iterator[Counter]:
    """A counter with an audit."""
    tables = MemoryDynamoDB.for_models(*MODELS, RecordedEntry, streamed=(KeptTicket,))
    with installed(tables):
        yield Counter(tables)


def shown(subscriber: Subscriber) -> SubscriptionAnswer:
    return subscription_answer(subscriber.months(), subscriber.counter.now, "en")


def paid_nothing(subscriber: Subscriber) -> Ticket:
    """The gateway calls the second month paid, and names no money."""
    subscriber.silent = True
    subscriber.lives_until(date(2026, 12, 20))
    report = subscriber.counter.gateway.charges[subscriber.month(2).payment.order_id].report
    return subscriber.counter.tell(replace(report, amount_grosze=0))


def test_a_month_left_to_a_person_may_be_paid_until_it_begins_and_is_a_gap_then(subscriber: Subscriber):
    paid_nothing(subscriber)
    subscriber.lives_until(date(2026, 12, 22))
    answer = shown(subscriber)
    assert (answer.state, answer.ended_because, answer.next_charge) == ("running", None, None)
    assert answer.months[1].reason == PAID_NOTHING
    subscriber.lives_until(date(2026, 12, 24))
    answer = shown(subscriber)
    assert (answer.state, answer.ended_because) == ("broken_off", "gap")
    assert subscriber.bank == "mandate_withdrawn"
    assert "subscription_gap" in subscriber.told()


def test_a_month_that_a_person_has_asked_about_goes_on(subscriber: Subscriber):
    month = paid_nothing(subscriber)
    subscriber.silent = False
    DESK.decide_review(month.payment.order_id, "ask_again", *WHY, subscriber.counter.now)
    subscriber.lives_until(date(2027, 6, 1))
    assert subscriber.charged == [9900] * 5 + [2000]
    assert subscriber.counter.refunds() == {}


def test_a_month_that_a_person_writes_off_ends_it_at_once(subscriber: Subscriber):
    month = paid_nothing(subscriber)
    DESK.decide_review(month.payment.order_id, "write_off", *WHY, subscriber.counter.now)
    subscriber.counter.work()
    answer = shown(subscriber)
    assert (answer.state, answer.ended_because, answer.next_charge) == ("broken_off", "gap", None)
    assert subscriber.bank == "mandate_withdrawn"


def test_a_month_about_which_the_gateway_keeps_silent_is_a_gap_when_a_person_is_asked(subscriber: Subscriber):
    subscriber.silent = True
    subscriber.lives_until(date(2026, 12, 20))
    silence(subscriber)
    subscriber.lives_until(date(2026, 12, 23))
    for _ in range(24 * 8):
        subscriber.counter.later(hours=1)
        subscriber.counter.tick()
        subscriber.counter.work()
    answer = shown(subscriber)
    assert (answer.state, answer.ended_because) == ("broken_off", "gap")
    assert answer.months[1].reason == NEVER_CONFIRMED


def silence(subscriber: Subscriber) -> None:
    """The bank never answers: the gateway knows of a charge and not what came of it."""
    gateway, order_id = subscriber.counter.gateway, subscriber.month(2).payment.order_id
    pending = replace(gateway.charges[order_id].report, outcome="pending")
    gateway.charges[order_id] = replace(gateway.charges[order_id], report=pending)


# The first month and the mandate that is given with it.


def first_month(counter: Counter) -> Subscriber:
    counter.resident(last_day=date(2027, 12, 31))
    first = counter.buy(**FIVE_PLUS_ONE)
    assert first.month is not None
    return Subscriber(counter, first.month.subscription_id)


def test_a_first_month_paid_in_another_amount_begins_nothing_and_leaves_no_mandate(counter: Counter):
    subscriber = first_month(counter)
    counter.tell(replace(counter.gateway.approve(subscriber.month(1).payment.order_id), amount_grosze=9800))
    counter.pay_out()
    assert (subscriber.state, subscriber.bank) == ("unpaid", "mandate_withdrawn")
    assert sum(counter.refunds().values()) == 9800
    assert counter.balance(subscriber.month(1)) == {}
    assert "subscription_gap" not in subscriber.told()


def test_a_first_month_paid_after_it_was_stopped_goes_back_and_leaves_no_mandate(counter: Counter):
    subscriber = first_month(counter)
    stop_subscription(subscriber.id, PHONE, counter.now)
    counter.work()
    assert subscriber.asked("withdraw_mandate") == 1
    counter.pay(subscriber.month(1))
    counter.pay_out()
    assert (subscriber.state, subscriber.bank) == ("stopped", "mandate_withdrawn")
    assert sum(counter.refunds().values()) == 9900


def test_a_mandate_that_cannot_be_withdrawn_is_told_to_a_person(subscriber: Subscriber, caplog):
    counter = subscriber.counter
    stop_subscription(subscriber.id, PHONE, counter.now)
    counter.now = datetime(2026, 11, 23, 13, tzinfo=WARSAW)
    for _ in range(24 * 8):
        counter.gateway.lose_next_answer("withdraw_mandate", applied=False)
        counter.later(hours=1)
        counter.tick()
        counter.work()
    assert "never answered about a mandate" in caplog.text
