"""What no rule settles about a ticket's money, a person does: once, audited, and through the same outbox."""

import pytest

from chalicelib.errors import Busy
from chalicelib.payments.errors import PaymentUnknown, RulingImpossible
from chalicelib.payments.payment import REFUND_FAILED, WRITTEN_OFF
from chalicelib.payments.ruling import possible_rulings
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.decide_payment import DESK
from chalicelib.tickets.errors import TicketUnknown
from chalicelib.tickets.list_payments import find_any, find_payment, list_in_review
from chalicelib.tickets.ticket import Ticket
from tests.tickets.counter import METROPOLITAN, NETWORK, Counter
from tests.tickets.desk import WHY, audit, paid_nothing, refund_failed


def silent(counter: Counter) -> Ticket:
    """An order about which the gateway never told anything."""
    ticket = counter.buy(**METROPOLITAN | {"first_day": "2026-12-10"})
    while not counter.ticket(ticket.ticket_id).reviewed:
        counter.later(hours=1)
        counter.tick()
        counter.work()
    return counter.ticket(ticket.ticket_id)


def test_what_waits_for_a_person_is_found_oldest_first_and_only_that(counter: Counter):
    counter.bought(key="key-00000009", **METROPOLITAN)
    assert list_in_review(9) == []
    first = paid_nothing(counter)
    counter.later(minutes=1)
    second = refund_failed(counter)
    assert [ticket.ticket_id for ticket in list_in_review(9)] == [first.ticket_id, second.ticket_id]
    assert list_in_review(1) == [first]
    DESK.decide_review(second.payment.order_id, "write_off", *WHY, counter.now)
    assert list_in_review(9) == [first]


def test_a_ticket_with_a_reminder_to_come_is_found_all_the_same(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    counter.pay_again(ticket)
    counter.work()
    [reference] = counter.gateway.refunds
    counter.gateway.cancel_refund(reference)
    counter.later(minutes=10)
    counter.tick()
    counter.work()
    counter.later(minutes=2)
    [found] = list_in_review(9)
    assert (found.ticket_id, found.due_at) == (ticket.ticket_id, found.remind_at)
    surplus = found.payments[1].order_id
    assert find_payment(surplus)[1].reason == REFUND_FAILED
    DESK.decide_review(surplus, "ask_again", *WHY, counter.now)
    counter.pay_out()
    assert counter.balance(ticket) == {"mpk:gateway": 9900, "mpk:tickets": -9900}


def test_a_refund_that_failed_is_sent_anew_under_another_reference(counter: Counter):
    ticket = refund_failed(counter)
    assert possible_rulings(ticket.payment) == ("ask_again", "write_off")
    again = DESK.decide_review(ticket.payment.order_id, "ask_again", *WHY, counter.now)
    assert again.payment.state == "refund_requested"
    counter.tick()
    counter.pay_out()
    assert [refund.state for refund in counter.gateway.refunds.values()] == ["failed", "done"]
    assert (counter.ticket(ticket.ticket_id).payment.state, counter.balance(ticket)) == ("refunded", {})
    assert "ticket_refunded:email" in counter.told()


def test_a_refund_that_failed_is_not_sent_anew_by_asking(counter: Counter):
    with pytest.raises(RulingImpossible):
        DESK.settle_payment(refund_failed(counter).payment.order_id, *WHY, counter.now)


def test_a_decision_is_kept_with_who_why_and_both_states(counter: Counter):
    ticket = refund_failed(counter)
    DESK.decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    [entry] = audit()
    assert (entry.what, entry.who, entry.why, entry.subject_id) == ("write_off", *WHY, ticket.payment.order_id)
    assert (entry.before["state"], entry.after["state"]) == ("needs_review", "refunded")
    assert (entry.before["refund_grosze"], entry.after["refund_grosze"]) == (9900, 0)
    assert (entry.before["written_off_grosze"], entry.after["written_off_grosze"]) == (0, 9900)
    assert counter.balance(ticket) == {"mpk:gateway": 9900, "mpk:bank": -9900}


def test_a_silent_order_is_asked_about_again_and_paid_after_all(counter: Counter):
    ticket = silent(counter)
    assert possible_rulings(ticket.payment) == ("ask_again", "write_off")
    counter.gateway.approve(ticket.payment.order_id)
    DESK.settle_payment(ticket.payment.order_id, *WHY, counter.now)
    counter.tick()
    counter.work()
    assert counter.state(ticket) == "future"
    assert counter.balance(ticket) == {"mpk:gateway": 19300, "mpk:tickets": -19300}


def test_a_silent_order_that_was_written_off_and_is_paid_late_is_paid(counter: Counter):
    ticket = silent(counter)
    written_off = DESK.decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    assert (written_off.payment.state, written_off.payment.reason) == ("expired", WRITTEN_OFF)
    counter.pay(ticket)
    assert counter.state(ticket) == "future"


@pytest.mark.parametrize("ruling", ["take", "give_back"])
def test_nothing_of_a_charge_is_held_or_taken_unasked(counter: Counter, ruling):
    ticket = refund_failed(counter)
    with pytest.raises(RulingImpossible) as refusal:
        DESK.decide_review(ticket.payment.order_id, ruling, *WHY, counter.now)
    assert refusal.value.details == {"possible": "ask_again, write_off"}
    assert audit() == []


@pytest.mark.parametrize("made", [refund_failed, paid_nothing, lambda counter: counter.bought(**METROPOLITAN)])
def test_a_charge_has_nothing_to_release(counter: Counter, made):
    ticket = made(counter)
    with pytest.raises(RulingImpossible):
        DESK.release_payment(ticket.payment.order_id, *WHY, counter.now)
    assert counter.ticket(ticket.ticket_id) == ticket


def test_nobody_decides_while_a_call_is_being_made(counter: Counter):
    counter.resident()
    ticket = counter.give_back(counter.bought(**NETWORK, first_day="2026-12-01"), 9900)
    kept_tickets.claim_calls(ticket.ticket_id, counter.now)
    with pytest.raises(Busy):
        DESK.settle_payment(ticket.payment.order_id, *WHY, counter.now)
    counter.later(minutes=2)
    DESK.settle_payment(ticket.payment.order_id, *WHY, counter.now)


@pytest.mark.parametrize("order_id", ["", "_1", "tkt_nobody_1", "stay_a_1"])
def test_an_order_that_is_no_tickets_is_unknown(counter: Counter, order_id):
    for decision in (DESK.settle_payment, DESK.release_payment):
        with pytest.raises(PaymentUnknown):
            decision(order_id, *WHY, counter.now)
    with pytest.raises(PaymentUnknown):
        find_payment(order_id)
    with pytest.raises(TicketUnknown):
        find_any(order_id or "-")
