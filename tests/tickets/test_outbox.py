"""A ticket's calls to the gateway wait where an operator sees them and hands them out again."""

from datetime import timedelta

import pytest

from chalicelib.payments.errors import NoCallWaits
from chalicelib.tickets.errors import TicketUnknown
from chalicelib.tickets.list_calls import list_calls
from chalicelib.tickets.list_payments import list_open
from chalicelib.tickets.redrive_calls import redrive_calls
from tests.tickets.counter import METROPOLITAN, NETWORK, Counter
from tests.tickets.desk import WHY, audit


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
