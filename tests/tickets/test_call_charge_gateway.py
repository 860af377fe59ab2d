"""What nobody told us is asked of the gateway, and what is to go back is sent once."""

from dataclasses import replace

import pytest

from chalicelib.tickets.forget_phone import forget_phone
from chalicelib.tickets.ticket import Ticket
from tests.tickets.counter import DECEMBER, METROPOLITAN, NETWORK, PHONE, Counter, refund_reference


def test_an_order_that_nobody_pays_is_asked_about_and_given_up(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    counter.gateway.expire(ticket.payment.order_id)
    counter.later(minutes=15)
    counter.tick()
    counter.work()
    ticket = counter.ticket(ticket.ticket_id)
    assert (counter.state(ticket), ticket.payment.state) == ("unpaid", "failed")
    assert ticket.due_at is None


def test_an_order_that_the_gateway_never_got_is_given_up(counter: Counter):
    counter.gateway.lose_next_answer("start_charge", applied=False)
    with pytest.raises(Exception, match="payment_gateway_unavailable"):
        counter.buy(**METROPOLITAN)
    counter.later(minutes=15)
    counter.tick()
    counter.work()
    [kept] = counter.tickets()
    assert (kept.payment.state, kept.due_at) == ("expired", None)


def test_money_whose_notification_was_lost_is_found_by_asking(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    counter.gateway.approve(ticket.payment.order_id)
    counter.later(minutes=15)
    counter.tick()
    counter.work()
    assert counter.state(ticket) == "active"


def test_a_transfer_on_its_way_is_asked_about_until_it_arrives(counter: Counter):
    ticket = counter.buy(**DECEMBER)
    for _ in range(40):
        counter.later(minutes=30)
        counter.tick()
        counter.work()
    assert counter.state(ticket) == "pending"
    counter.gateway.approve(ticket.payment.order_id)
    counter.later(hours=1)
    counter.tick()
    counter.work()
    assert counter.state(ticket) == "future"


def test_an_order_that_never_becomes_clear_is_left_to_a_person_and_still_listens(counter: Counter):
    ticket = counter.buy(**METROPOLITAN | {"first_day": "2026-12-10"})
    for _ in range(24 * 9):
        counter.later(hours=1)
        counter.tick()
        counter.work()
    ticket = counter.ticket(ticket.ticket_id)
    assert (ticket.payment.state, ticket.due_at) == ("needs_review", None)
    assert counter.state(counter.pay(ticket)) == "future"


def test_a_silent_gateway_is_asked_again(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    counter.gateway.approve(ticket.payment.order_id)
    counter.gateway.lose_next_answer("reports", applied=True)
    counter.later(minutes=15)
    counter.tick()
    counter.work()
    assert counter.state(ticket) == "pending"
    counter.later(minutes=6)
    counter.tick()
    counter.work()
    assert counter.state(ticket) == "active"


def test_money_that_comes_after_the_order_was_given_up_still_counts(counter: Counter):
    ticket = counter.buy(**DECEMBER)
    report = counter.gateway.expire(ticket.payment.order_id)
    counter.later(minutes=15)
    counter.tick()
    counter.work()
    assert counter.state(ticket) == "unpaid"
    assert counter.state(counter.tell(replace(report, outcome="paid"))) == "future"


def test_money_for_an_order_whose_phone_was_erased_goes_back(counter: Counter):
    ticket = counter.buy(**DECEMBER)
    report = counter.gateway.expire(ticket.payment.order_id)
    counter.later(minutes=15)
    counter.tick()
    counter.work()
    list(forget_phone(PHONE, counter.now))
    ticket = counter.tell(replace(report, outcome="paid"))
    assert (counter.state(ticket), ticket.payment.state) == ("unpaid", "refund_requested")


def test_a_refund_found_necessary_by_asking_is_made_at_once(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    counter.later(days=1)
    counter.gateway.approve(ticket.payment.order_id)
    counter.tick()
    counter.work()
    assert counter.ticket(ticket.ticket_id).payment.state == "refund_requested"
    assert counter.gateway.refunds


def given_back(counter: Counter) -> Ticket:
    """A ticket for later, returned before its start: all of its price goes back."""
    counter.resident()
    return counter.give_back(counter.bought(**NETWORK, first_day="2026-12-01"), 9900)


def test_a_refund_that_the_gateway_gives_up_is_left_to_a_person(counter: Counter):
    ticket = given_back(counter)
    counter.work()
    counter.gateway.cancel_refund(refund_reference(ticket))
    counter.later(minutes=10)
    counter.tick()
    counter.work()
    ticket = counter.ticket(ticket.ticket_id)
    assert (ticket.payment.state, ticket.payment.reason) == ("needs_review", "refund_failed")
    assert counter.balance(ticket) == {"mpk:gateway": 9900, "mpk:refunds": -9900}


@pytest.mark.parametrize("applied", [True, False])
def test_a_refund_whose_answer_was_lost_is_made_once(counter: Counter, applied):
    ticket = given_back(counter)
    counter.gateway.lose_next_answer("refund", applied=applied)
    counter.work()
    counter.later(minutes=10)
    counter.tick()
    counter.work()
    counter.pay_out()
    assert counter.refunds() == {"T00000001": 9900}
    assert counter.ticket(ticket.ticket_id).payment.state == "refunded"
    assert counter.balance(ticket) == {}
