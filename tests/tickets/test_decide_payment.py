"""What no rule settles about a ticket's money, a person does: once, audited, and through the same outbox."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.audit.entry import Entry
from chalicelib.audit.list_entries import list_entries
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.errors import Busy
from chalicelib.payments.errors import NoCallWaits, NotRefundable, PaymentUnknown, RulingImpossible
from chalicelib.payments.payment import PAID_NOTHING, REFUND_FAILED, WRITTEN_OFF
from chalicelib.payments.ruling import possible_rulings
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.decide_payment import decide_review, refund_payment, release_payment, settle_payment
from chalicelib.tickets.errors import TicketNotInUse, TicketUnknown
from chalicelib.tickets.forget_phone import forget_phone
from chalicelib.tickets.list_calls import list_calls
from chalicelib.tickets.list_payments import find_any, find_payment, list_in_review, list_open
from chalicelib.tickets.redrive_calls import redrive_calls
from chalicelib.tickets.return_ticket import quote_return
from chalicelib.tickets.ticket import Ticket
from chalicelib.tickets.ticket_answer import ticket_answer
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.tickets.counter import METROPOLITAN, MODELS, NETWORK, PHONE, Counter, refund_reference

WHY = ("operator", "as the panel says")


@pytest.fixture
def counter() -> Iterator[Counter]:
    """A counter with an audit."""
    tables = MemoryDynamoDB.for_models(*MODELS, RecordedEntry, streamed=(MODELS[0],))
    with installed(tables):
        yield Counter(tables)


def audit(area: str = "payments") -> list[Entry]:
    return list_entries(area, 9, None)[0]


def refund_failed(counter: Counter) -> Ticket:
    """A returned ticket whose refund the gateway gave up; it is for later, so all of its price was to go back."""
    counter.resident()
    ticket = counter.give_back(counter.bought(key="key-00000002", **NETWORK, first_day="2026-12-01"), 9900)
    counter.work()
    counter.gateway.cancel_refund(refund_reference(ticket))
    counter.later(minutes=10)
    counter.tick()
    counter.work()
    counter.later(minutes=2)
    return counter.ticket(ticket.ticket_id)


def silent(counter: Counter) -> Ticket:
    """An order about which the gateway never told anything."""
    ticket = counter.buy(**METROPOLITAN | {"first_day": "2026-12-10"})
    while not counter.ticket(ticket.ticket_id).reviewed:
        counter.later(hours=1)
        counter.tick()
        counter.work()
    return counter.ticket(ticket.ticket_id)


def paid_nothing(counter: Counter) -> Ticket:
    ticket = counter.buy(**METROPOLITAN)
    return counter.tell(replace(counter.gateway.approve(ticket.payment.order_id), amount_grosze=0))


def test_what_waits_for_a_person_is_found_oldest_first_and_only_that(counter: Counter):
    counter.bought(key="key-00000009", **METROPOLITAN)
    assert list_in_review(9) == []
    first = paid_nothing(counter)
    counter.later(minutes=1)
    second = refund_failed(counter)
    assert [ticket.ticket_id for ticket in list_in_review(9)] == [first.ticket_id, second.ticket_id]
    assert list_in_review(1) == [first]
    decide_review(second.payment.order_id, "write_off", *WHY, counter.now)
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
    decide_review(surplus, "ask_again", *WHY, counter.now)
    counter.pay_out()
    assert counter.balance(ticket) == {"mpk:gateway": 9900, "mpk:tickets": -9900}


def test_a_refund_that_failed_is_sent_anew_under_another_reference(counter: Counter):
    ticket = refund_failed(counter)
    assert possible_rulings(ticket.payment) == ("ask_again", "write_off")
    again = decide_review(ticket.payment.order_id, "ask_again", *WHY, counter.now)
    assert again.payment.state == "refund_requested"
    counter.tick()
    counter.pay_out()
    assert [refund.state for refund in counter.gateway.refunds.values()] == ["failed", "done"]
    assert (counter.ticket(ticket.ticket_id).payment.state, counter.balance(ticket)) == ("refunded", {})
    assert "ticket_refunded:email" in counter.told()


def test_a_decision_is_kept_with_who_why_and_both_states(counter: Counter):
    ticket = refund_failed(counter)
    decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    [entry] = audit()
    assert (entry.what, entry.who, entry.why, entry.subject_id) == ("write_off", *WHY, ticket.payment.order_id)
    assert (entry.before["state"], entry.after["state"]) == ("needs_review", "refunded")
    assert (entry.before["refund_grosze"], entry.after["refund_grosze"]) == (9900, 0)
    assert (entry.before["written_off_grosze"], entry.after["written_off_grosze"]) == (0, 9900)
    assert counter.balance(ticket) == {"mpk:gateway": 9900, "mpk:bank": -9900}


def favour_failed(counter: Counter) -> Ticket:
    """A ticket of which an operator sends 9 of 99 zł back, in vain."""
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
    counter.work()
    counter.gateway.cancel_refund(refund_reference(counter.ticket(ticket.ticket_id)))
    counter.later(minutes=10)
    counter.tick()
    counter.work()
    counter.later(minutes=2)
    return counter.ticket(ticket.ticket_id)


def test_what_was_sent_in_another_way_is_neither_refunded_nor_returned_again(counter: Counter):
    ticket = favour_failed(counter)
    decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    with pytest.raises(NotRefundable) as refusal:
        refund_payment(ticket.payment.order_id, 9001, *WHY, counter.now)
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
    decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    with pytest.raises(NotRefundable):
        refund_payment(ticket.payment.order_id, 1, *WHY, counter.now)


# What a return was is what its repeat is.


def test_a_return_after_a_favour_answers_the_same_whatever_becomes_of_the_money(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
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
    refund_payment(ticket.payment.order_id, 330, *WHY, counter.now)
    for _ in range(2):
        assert counter.give_back(ticket, 9570).returned_at
        counter.pay_out()
    assert sum(refund.amount_grosze for refund in counter.gateway.refunds.values()) == 9900


def test_a_repeated_return_is_the_same_when_its_money_was_sent_in_another_way(counter: Counter):
    ticket = refund_failed(counter)
    assert counter.give_back(ticket, 9900) == ticket
    decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    assert counter.give_back(ticket, 9900).returned_at


@pytest.mark.parametrize("grosze", [0, 330, 9900])
def test_a_returned_ticket_is_not_returned_for_another_sum(counter: Counter, grosze):
    counter.resident()
    ticket = counter.give_back(counter.bought(**NETWORK), 9570)
    counter.pay_out()
    with pytest.raises(TicketNotInUse):
        counter.give_back(ticket, grosze)


def test_a_silent_order_is_asked_about_again_and_paid_after_all(counter: Counter):
    ticket = silent(counter)
    assert possible_rulings(ticket.payment) == ("ask_again", "write_off")
    counter.gateway.approve(ticket.payment.order_id)
    settle_payment(ticket.payment.order_id, *WHY, counter.now)
    counter.tick()
    counter.work()
    assert counter.state(ticket) == "future"
    assert counter.balance(ticket) == {"mpk:gateway": 19300, "mpk:tickets": -19300}


def test_a_silent_order_that_was_written_off_and_is_paid_late_is_paid(counter: Counter):
    ticket = silent(counter)
    written_off = decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
    assert (written_off.payment.state, written_off.payment.reason) == ("expired", WRITTEN_OFF)
    counter.pay(ticket)
    assert counter.state(ticket) == "future"


@pytest.mark.parametrize("ruling", ["take", "give_back"])
def test_nothing_of_a_charge_is_held_or_taken_unasked(counter: Counter, ruling):
    ticket = refund_failed(counter)
    with pytest.raises(RulingImpossible) as refusal:
        decide_review(ticket.payment.order_id, ruling, *WHY, counter.now)
    assert refusal.value.details == {"possible": "ask_again, write_off"}
    assert audit() == []


@pytest.mark.parametrize("made", [refund_failed, paid_nothing, lambda counter: counter.bought(**METROPOLITAN)])
def test_a_charge_has_nothing_to_release(counter: Counter, made):
    ticket = made(counter)
    with pytest.raises(RulingImpossible):
        release_payment(ticket.payment.order_id, *WHY, counter.now)
    assert counter.ticket(ticket.ticket_id) == ticket


def test_a_refund_that_failed_is_not_sent_anew_by_asking(counter: Counter):
    with pytest.raises(RulingImpossible):
        settle_payment(refund_failed(counter).payment.order_id, *WHY, counter.now)


def test_nobody_decides_while_a_call_is_being_made(counter: Counter):
    counter.resident()
    ticket = counter.give_back(counter.bought(**NETWORK, first_day="2026-12-01"), 9900)
    kept_tickets.claim_calls(ticket.ticket_id, counter.now)
    with pytest.raises(Busy):
        settle_payment(ticket.payment.order_id, *WHY, counter.now)
    counter.later(minutes=2)
    settle_payment(ticket.payment.order_id, *WHY, counter.now)


@pytest.mark.parametrize("order_id", ["", "_1", "tkt_nobody_1", "stay_a_1"])
def test_an_order_that_is_no_tickets_is_unknown(counter: Counter, order_id):
    for decision in (settle_payment, release_payment):
        with pytest.raises(PaymentUnknown):
            decision(order_id, *WHY, counter.now)
    with pytest.raises(PaymentUnknown):
        find_payment(order_id)
    with pytest.raises(TicketUnknown):
        find_any(order_id or "-")


# Money that goes back without a return.


def test_an_operator_sends_a_part_back_and_the_ticket_stays(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
    counter.pay_out()
    assert (counter.state(ticket), counter.refunds()) == ("active", {"T00000001": 900})
    assert counter.balance(ticket) == {"mpk:gateway": 9000, "mpk:tickets": -9000}
    counter.later(minutes=2)
    with pytest.raises(NotRefundable) as refusal:
        refund_payment(ticket.payment.order_id, 9001, *WHY, counter.now)
    assert refusal.value.details == {"most": "90.00"}


def test_what_went_back_already_is_not_returned_again(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
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
    refund_payment(ticket.payment.order_id, 9900, *WHY, counter.now)
    counter.pay_out()
    with pytest.raises(NotRefundable):
        counter.give_back(ticket, 9900)


def test_a_return_that_would_give_nothing_back_is_refused(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    refund_payment(ticket.payment.order_id, 9899, *WHY, counter.now)
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
    refund_payment(ticket.payment.order_id, 900, *WHY, counter.now)
    counter.pay_out()
    assert counter.ticket(ticket.ticket_id).payment.refunded_grosze == 900
    assert counter.sent == {}


# What the gateway calls paid without any money.


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
    decide_review(ticket.payment.order_id, "ask_again", *WHY, counter.now)
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
    written_off = decide_review(ticket.payment.order_id, "write_off", *WHY, counter.now)
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
    decide_review(reviewed.payments[1].order_id, "write_off", *WHY, counter.now)
    assert list_in_review(9) == []


# The outbox.


def test_a_refund_waits_in_the_outbox_until_the_gateway_has_sent_it(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    assert (list_calls(counter.now), list_open(counter.now, 9)) == ([], [])
    counter.later(minutes=1)
    counter.give_back(ticket, 9570)
    [call] = list_calls(counter.now)
    assert (call.paid_for, call.verb, call.amount_grosze, call.since) == (
        ticket.ticket_id,
        "refund",
        9570,
        counter.now,
    )
    assert [open_.ticket_id for open_ in list_open(counter.now, 9)] == [ticket.ticket_id]
    counter.pay_out()
    assert (list_calls(counter.now), list_open(counter.now, 9)) == ([], [])


def test_an_order_that_may_still_be_paid_is_open_and_asked_about_when_its_time_is_over(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    assert list_calls(counter.now) == []
    assert [one.ticket_id for one in list_open(counter.now, 9)] == [ticket.ticket_id]
    [call] = list_calls(counter.now + timedelta(minutes=15))
    assert (call.verb, call.since) == ("ask", ticket.payment.valid_until)


def test_a_tickets_calls_are_handed_out_by_an_operator_who_answers_for_it(counter: Counter):
    counter.resident()
    ticket = counter.give_back(counter.bought(**NETWORK), 9570)
    handed_out: list[str] = []
    [call] = redrive_calls(ticket.ticket_id, *WHY, counter.now, handed_out.extend)
    assert (call.order_id, handed_out) == (ticket.payment.order_id, [ticket.ticket_id])
    [entry] = audit("outbox")
    assert (entry.what, entry.who, entry.subject_id) == ("redrive", WHY[0], ticket.ticket_id)


def test_nothing_is_handed_out_for_a_ticket_without_calls(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    with pytest.raises(NoCallWaits):
        redrive_calls(ticket.ticket_id, *WHY, counter.now, lambda _: None)
    with pytest.raises(TicketUnknown):
        redrive_calls("tkt_nobody", *WHY, counter.now, lambda _: None)
    assert audit("outbox") == []
