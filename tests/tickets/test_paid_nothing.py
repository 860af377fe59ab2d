"""What the gateway calls paid without any money is booked by nobody and left to a person."""

from dataclasses import replace

import pytest

from chalicelib.payments.payment import PAID_NOTHING
from chalicelib.payments.ruling import possible_rulings
from chalicelib.tickets.decide_payment import DESK
from chalicelib.tickets.list_payments import list_in_review
from tests.tickets.counter import METROPOLITAN, Counter
from tests.tickets.desk import WHY, paid_nothing


def test_paid_with_nothing_is_left_to_a_person_and_its_repeats_change_nothing(counter: Counter):
    ticket = paid_nothing(counter)
    assert (counter.state(ticket), ticket.payment.state, ticket.payment.reason) == (
        "unpaid",
        "needs_review",
        PAID_NOTHING,
    )
    counter.later(days=1)
    counter.tick()
    counter.work()
    nothing = replace(counter.gateway.charges[ticket.payment.order_id].report, amount_grosze=0)
    assert counter.tell(nothing) == ticket
    assert (ticket.due_at, counter.balance(ticket), counter.gateway.refunds) == (None, {}, {})


def test_the_true_amount_told_later_makes_the_ticket(counter: Counter):
    ticket = paid_nothing(counter)
    assert possible_rulings(ticket.payment) == ("ask_again", "write_off")
    DESK.decide_review(ticket.payment.order_id, "ask_again", *WHY, counter.now)
    counter.later(minutes=15)
    counter.tick()
    counter.work()
    assert counter.state(ticket) == "active"
    assert counter.balance(ticket) == {"mpk:gateway": 19300, "mpk:tickets": -19300}


@pytest.mark.parametrize("change", [{"amount_grosze": 0}, {"currency": "EUR"}])
def test_what_a_person_wrote_off_stays_so_when_it_is_told_again(counter: Counter, change):
    ticket = counter.buy(**METROPOLITAN)
    report = replace(counter.gateway.approve(ticket.payment.order_id), **change)
    counter.tell(report)
    written_off = DESK.decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    assert counter.tell(report).payment == written_off.payment
    assert list_in_review(9) == []


def test_a_second_transaction_without_money_is_left_to_a_person_and_nothing_is_sent(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    nothing = replace(counter.gateway.approve_again(ticket.payment.order_id), amount_grosze=0)
    reviewed = counter.tell(nothing)
    counter.work()
    assert (counter.state(ticket), reviewed.payments[1].state, counter.gateway.refunds) == (
        "active",
        "needs_review",
        {},
    )
    assert counter.tell(nothing) == reviewed
    DESK.decide_review(reviewed.payments[1].order_id, "write_off", *WHY, counter.now)
    assert list_in_review(9) == []
