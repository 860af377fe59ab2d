"""Money that goes back by an operator's favour, and what is then still left to a return."""

import pytest

from chalicelib.payments.errors import NotRefundable
from chalicelib.tickets.decide_payment import DESK
from chalicelib.tickets.errors import TicketNotInUse
from chalicelib.tickets.forget_phone import forget_phone
from chalicelib.tickets.return_ticket import quote_return
from chalicelib.tickets.ticket import Ticket
from chalicelib.tickets.ticket_answer import ticket_answer
from tests.tickets.counter import NETWORK, PHONE, Counter, refund_reference
from tests.tickets.desk import WHY, refund_failed


def favour_failed(counter: Counter) -> Ticket:
    """A ticket of which an operator sends 9 of 99 zł back, in vain."""
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    DESK.refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
    counter.work()
    counter.gateway.cancel_refund(refund_reference(counter.ticket(ticket.ticket_id)))
    counter.later(minutes=10)
    counter.tick()
    counter.work()
    counter.later(minutes=2)
    return counter.ticket(ticket.ticket_id)


def test_an_operator_sends_a_part_back_and_the_ticket_stays(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    DESK.refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
    counter.pay_out()
    assert (counter.state(ticket), counter.refunds()) == ("active", {"T00000001": 900})
    assert counter.balance(ticket) == {"mpk:gateway": 9000, "mpk:tickets": -9000}
    counter.later(minutes=2)
    with pytest.raises(NotRefundable) as refusal:
        DESK.refund_payment(ticket.payment.order_id, 9001, *WHY, counter.now)
    assert refusal.value.details == {"most": "90.00"}


def test_what_went_back_already_is_not_returned_again(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    DESK.refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
    with pytest.raises(NotRefundable):
        quote_return(ticket.ticket_id, PHONE, counter.now)
    counter.pay_out()
    assert quote_return(ticket.ticket_id, PHONE, counter.now).grosze == 9000
    counter.give_back(ticket, 9000)
    assert counter.give_back(ticket, 9000).payment.refund_grosze == 9000
    counter.pay_out()
    assert counter.balance(ticket) == {}
    assert sum(refund.amount_grosze for refund in counter.gateway.refunds.values()) == 9900


def test_of_a_ticket_that_went_back_whole_nothing_is_returned(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    DESK.refund_payment(ticket.payment.order_id, 9900, *WHY, counter.now)
    counter.pay_out()
    with pytest.raises(NotRefundable):
        counter.give_back(ticket, 9900)


def test_a_return_that_would_give_nothing_back_is_refused(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    DESK.refund_payment(ticket.payment.order_id, 9899, *WHY, counter.now)
    counter.pay_out()
    counter.later(days=23)  # 15 of 31 days are left of the last grosz
    with pytest.raises(NotRefundable):
        counter.give_back(ticket, 0)


def test_nobody_is_told_of_money_that_goes_back_to_an_erased_phone(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    counter.later(days=60)
    counter.tick()
    counter.work()
    list(forget_phone(PHONE, counter.now))
    counter.work()
    counter.sent.clear()
    DESK.refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
    counter.pay_out()
    assert counter.ticket(ticket.ticket_id).payment.refunded_grosze == 900
    assert counter.sent == {}


def test_what_was_sent_in_another_way_is_neither_refunded_nor_returned_again(counter: Counter):
    ticket = favour_failed(counter)
    DESK.decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    with pytest.raises(NotRefundable) as refusal:
        DESK.refund_payment(ticket.payment.order_id, 9001, *WHY, counter.now)
    assert refusal.value.details == {"most": "90.00"}
    assert quote_return(ticket.ticket_id, PHONE, counter.now).grosze == 9000
    counter.give_back(ticket, 9000)
    counter.pay_out()
    assert counter.balance(ticket) == {"mpk:gateway": 900, "mpk:bank": -900}
    assert [refund.amount_grosze for refund in counter.gateway.refunds.values() if refund.state == "done"] == [9000]
    money = ticket_answer(counter.ticket(ticket.ticket_id), counter.now, "en").payment
    assert (money.state, money.on_its_way_back.amount, money.refunded.amount) == ("refunded", 0, 9900)


def test_of_a_return_that_was_sent_in_another_way_nothing_more_goes_back(counter: Counter):
    ticket = refund_failed(counter)
    DESK.decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    with pytest.raises(NotRefundable):
        DESK.refund_payment(ticket.payment.order_id, 1, *WHY, counter.now)


def test_a_return_after_a_favour_answers_the_same_whatever_becomes_of_the_money(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    DESK.refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
    counter.pay_out()
    counter.give_back(ticket, 9000)
    assert counter.give_back(ticket, 9000).returned_at
    counter.pay_out()
    assert counter.give_back(ticket, 9000) == counter.ticket(ticket.ticket_id)
    assert len(counter.gateway.refunds) == 2


def test_a_repeated_return_is_the_same_before_and_after_a_later_favour(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    counter.give_back(ticket, 9570)
    counter.pay_out()
    counter.later(minutes=2)
    DESK.refund_payment(ticket.payment.order_id, 330, *WHY, counter.now)
    for _ in range(2):
        assert counter.give_back(ticket, 9570).returned_at
        counter.pay_out()
    assert sum(refund.amount_grosze for refund in counter.gateway.refunds.values()) == 9900


def test_a_repeated_return_is_the_same_when_its_money_was_sent_in_another_way(counter: Counter):
    ticket = refund_failed(counter)
    assert counter.give_back(ticket, 9900) == ticket
    DESK.decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    assert counter.give_back(ticket, 9900).returned_at


@pytest.mark.parametrize("grosze", [0, 330, 9900])
def test_a_returned_ticket_is_not_returned_for_another_sum(counter: Counter, grosze):
    counter.resident()
    ticket = counter.give_back(counter.bought(**NETWORK), 9570)
    counter.pay_out()
    with pytest.raises(TicketNotInUse):
        counter.give_back(ticket, grosze)
