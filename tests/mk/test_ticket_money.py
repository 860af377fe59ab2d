"""Tickets at the desk, beside stays: their money listed, shown, decided about and handed out again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.payments.ordered_calls import reference
from chalicelib.tickets.call_charge_gateway import call_charge_gateway
from chalicelib.tickets.ticket import Ticket
from simulation.memory_dynamodb import MemoryDynamoDB
from tests.mk.conftest import OPERATOR, Desk
from tests.tickets.counter import CARD, METROPOLITAN, NETWORK, Counter

NBSP = "\u00a0"


@pytest.fixture
def counter(desk: Desk, tables: Callable[..., None]) -> Counter:
    """A counter in the desk's city, on its clock."""
    tables(LinkedCard)
    return Counter(cast(MemoryDynamoDB, None), desk.city.now)


@pytest.fixture
def ticket_calls(aws: Callable[[str], Any]) -> Callable[[], list[str]]:
    """Make the queue of tickets' gateway calls; gives what was put into it since."""
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName="mkrakow-test-ticket-calls")["QueueUrl"]

    def queued() -> list[str]:
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return [message["Body"] for message in messages]

    return queued


def returned(counter: Counter) -> Ticket:
    counter.resident()
    return counter.give_back(counter.bought(**NETWORK, first_day="2026-12-01"), 9900)


def refund_failed(desk: Desk, counter: Counter) -> Ticket:
    ticket = returned(counter)
    call_charge_gateway(ticket.ticket_id, counter.now, counter.gateway)
    counter.gateway.cancel_refund(reference(ticket.payment, "refund"))
    counter.later(minutes=10)
    call_charge_gateway(ticket.ticket_id, counter.now, counter.gateway)
    counter.later(minutes=2)
    desk.city.now = counter.now
    return counter.ticket(ticket.ticket_id)


def test_tickets_wait_for_a_person_next_to_stays_and_each_says_whose_it_is(desk: Desk, counter: Counter):
    ticket = refund_failed(desk, counter)
    stay = desk.silent()
    status, said = desk("review", "list")
    assert status == 0
    assert said.splitlines()[0].startswith(f"{ticket.payment.order_id}  do wyjaśnienia (refund_failed)")
    assert said.splitlines()[1].startswith("  MPK: named-network-z1 resident  01.12.2026 00:00 – ")
    assert said.splitlines()[2] == "  możliwe: ask_again, write_off"
    assert said.splitlines()[4].startswith("  miasto: KR1AB23")
    items = desk.json("review", "list")["items"]
    assert [(item["owner"], item.get("ticket_id"), item.get("stay_id")) for item in items] == [
        ("mpk", ticket.ticket_id, None),
        ("city", None, stay.stay_id),
    ]
    assert len(desk.json("review", "list", "--limit", "1")["items"]) == 1


def test_a_decision_about_a_ticket_is_kept_with_who_and_why(desk: Desk, counter: Counter):
    order = refund_failed(desk, counter).payment.order_id
    status, said = desk("review", "decide", order, "ask_again", "--why", "saldo zasilone", "--language", "en")
    assert (status, "refund requested" in said) == (0, True)
    [entry] = desk.audit("payments")
    assert (entry.who, entry.what, entry.subject_id, entry.why) == (OPERATOR, "ask_again", order, "saldo zasilone")
    assert desk.json("review", "list")["items"] == []


def test_a_decision_that_a_charge_does_not_allow_is_refused(desk: Desk, counter: Counter):
    order = refund_failed(desk, counter).payment.order_id
    for words in (("review", "decide", order, "take"), ("payments", "release", order)):
        status, said = desk(*words, "--why", "x")
        assert (status, said.startswith("odmowa: ruling_impossible")) == (1, True)
        assert "Możliwe: ask_again, write_off." in said


def test_an_open_order_is_listed_with_whose_it_is(desk: Desk, counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    stay = desk.city.start()
    items = desk.json("payments", "list")["items"]
    assert {(item["owner"], item.get("ticket_id") or item["stay_id"]) for item in items} == {
        ("mpk", ticket.ticket_id),
        ("city", stay.stay_id),
    }
    assert [item["owner"] for item in desk.json("payments", "list", "--owner", "mpk")["items"]] == ["mpk"]
    assert f"zamówiono 193,00{NBSP}zł" in desk("payments", "list")[1]


def test_a_tickets_payment_is_shown_with_what_we_asked_and_what_was_answered(desk: Desk, counter: Counter):
    ticket = returned(counter)
    status, said = desk("payments", "show", ticket.payment.order_id, "--language", "en")
    assert status == 0
    assert "  MPK: named-network-z1 resident" in said
    assert "  buyer: passenger@example.com" in said
    assert "captured" in said
    assert "refund" in said
    told = desk.json("payments", "show", ticket.payment.order_id)
    assert (told["owner"], told["ticket"]["ticket_id"]) == ("mpk", ticket.ticket_id)
    assert told["buyer"] == {"email": "passenger@example.com", "language": "en"}
    assert [entry["kind"] for entry in told["ledger"]] == ["captured", "refund_requested_1"]


def test_one_owners_money_of_a_day_is_listed_by_itself(desk: Desk, counter: Counter):
    desk.captured()
    counter.bought(**METROPOLITAN)
    day = f"{desk.city.now:%Y-%m-%d}"
    assert desk("payments", "list", "--day", day, "--owner", "mpk")[1].count("mpk:gateway") == 1
    assert "mpk:" not in desk("payments", "list", "--day", day, "--owner", "city")[1]
    both = desk("payments", "list", "--day", day)[1]
    assert ("mpk:gateway" in both, "city:gateway" in both) == (True, True)


def test_money_of_a_ticket_goes_back_with_who_and_why(desk: Desk, counter: Counter):
    order = counter.bought(**METROPOLITAN).payment.order_id
    refund = ("payments", "refund", order, "--amount", "10.00", "--why", "awaria linii")
    assert f"do zwrotu 10,00{NBSP}zł" in desk(*refund)[1]
    [entry] = desk.audit("payments")
    assert (entry.what, entry.who, entry.why) == ("refund", OPERATOR, "awaria linii")
    status, said = desk(*refund)
    assert (status, said.startswith("odmowa: not_refundable")) == (1, True)


def test_the_gateway_is_asked_at_once_about_a_ticket_that_takes_long(desk: Desk, counter: Counter):
    ticket = returned(counter)
    assert desk("payments", "settle", ticket.payment.order_id, "--why", "pyta podróżny")[0] == 0
    assert counter.ticket(ticket.ticket_id).calls_due_at == counter.now
    assert [entry.what for entry in desk.audit("payments")] == ["settle"]


def test_an_order_of_nobody_is_unknown(desk: Desk, counter: Counter):
    status, said = desk("payments", "show", "tkt_nobody_1")
    assert (status, said.startswith("odmowa: payment_unknown")) == (1, True)


def test_tickets_calls_wait_in_the_outbox_next_to_stays(desk: Desk, counter: Counter):
    stay = desk.stopped()
    counter.now = desk.city.now
    ticket = returned(counter)
    items = desk.json("outbox", "list")["items"]
    assert [(item["owner"], item["verb"], item["amount_grosze"]) for item in items] == [
        ("city", "capture", 800),
        ("mpk", "refund", 9900),
    ]
    assert (items[0]["stay_id"], items[1]["ticket_id"]) == (stay.stay_id, ticket.ticket_id)


def test_each_kind_is_handed_out_on_its_own_queue(desk: Desk, counter: Counter, gateway_calls, ticket_calls):
    stay = desk.stopped()
    counter.now = desk.city.now
    ticket = returned(counter)
    assert desk("outbox", "redrive", ticket.ticket_id, "--why", "x")[0] == 0
    assert (gateway_calls(), ticket_calls()) == ([], [ticket.ticket_id])
    desk.city.later(minutes=1)
    assert len(desk.json("outbox", "redrive", "--all", "--why", "po awarii")["items"]) == 2
    assert (gateway_calls(), ticket_calls()) == ([stay.stay_id], [ticket.ticket_id])


@pytest.mark.parametrize("waiting", [True, False])
def test_nothing_is_handed_out_for_a_ticket_without_calls(desk: Desk, counter: Counter, ticket_calls, waiting):
    ticket_id = counter.bought(**METROPOLITAN).ticket_id if waiting else "tkt_nobody"
    status, said = desk("outbox", "redrive", ticket_id, "--why", "x", "--language", "en")
    assert (status, said.startswith("refused: " + ("no_call_waits" if waiting else "ticket_unknown"))) == (1, True)
    assert (ticket_calls(), desk.audit("outbox")) == ([], [])


def test_given_up_calls_of_tickets_are_driven_back(desk: Desk, ticket_calls, aws, monkeypatch):
    """Looked at with the true clock, because SQS waits for messages by it."""
    moved = []
    monkeypatch.setattr("mk.dead_letters.DeadQueues.redrive", lambda queues, name: moved.append(queues.source(name)))
    sqs = aws("sqs")
    dead = sqs.create_queue(QueueName="mkrakow-test-ticket-calls-dead")["QueueUrl"]
    sqs.send_message(QueueUrl=dead, MessageBody="tkt_a")
    assert "tkt_a" in desk.mk("dlq", "list")[1]
    assert desk.mk("dlq", "redrive", "ticket-calls", "--why", "naprawione")[0] == 0
    assert [url.rpartition("/")[2] for url in moved] == ["mkrakow-test-ticket-calls"]
    assert [entry.subject_id for entry in desk.audit("dlq")] == ["ticket-calls"]


def test_the_books_of_both_owners_are_proved_together(desk: Desk, counter: Counter):
    desk.captured()
    counter.bought(**METROPOLITAN)
    told = desk.json("ledger", "balance", "--day", f"{desk.city.now:%Y-%m-%d}")
    assert told["proved"] is True
    assert told["accounts"]["mpk:tickets"]["credit_grosze"] == 19300
    assert told["accounts"]["city:parking"]["credit_grosze"] == 800


@pytest.mark.parametrize("named", [lambda ticket: ticket.ticket_id, lambda ticket: ticket.payment.order_id])
def test_a_ticket_is_found_by_its_id_or_an_orders(desk: Desk, counter: Counter, named):
    ticket = counter.bought(**METROPOLITAN)
    status, said = desk("tickets", "find", named(ticket))
    assert status == 0
    assert said.splitlines()[0].startswith("metropolitan-z1 ")
    assert said.splitlines()[0].endswith(f"{ticket.ticket_id}  ważny")
    assert f"pobrano 193,00{NBSP}zł" in said
    [found] = desk.json("tickets", "find", named(ticket))["items"]
    assert (found["ticket_id"], found["state"], found["payments"][0]["captured_grosze"]) == (
        ticket.ticket_id,
        "active",
        19300,
    )


def test_a_second_transactions_order_finds_its_ticket(desk: Desk, counter: Counter):
    ticket = counter.pay_again(counter.bought(**METROPOLITAN))
    assert desk.json("tickets", "show", ticket.payments[1].order_id)["ticket_id"] == ticket.ticket_id


def test_the_tickets_of_a_card_are_found(desk: Desk, counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    counter.bought(key="key-00000002", **METROPOLITAN)
    assert [found["ticket_id"] for found in desk.json("tickets", "find", "--card", CARD)["items"]] == [ticket.ticket_id]
    assert desk("tickets", "find", "--card", "card_nobody") == (0, "Nic nie znaleziono.\n")


def test_a_ticket_is_shown_with_all_that_happened_and_its_books(desk: Desk, counter: Counter):
    ticket = returned(counter)
    status, said = desk("tickets", "show", ticket.ticket_id, "--language", "en")
    assert status == 0
    assert [line in said for line in ("ordered", "issued", "returned", "mpk:refunds")] == [True] * 4
    assert "Przykładowy" not in said
    told = desk.json("tickets", "show", ticket.ticket_id)
    assert ("holder" in told, [entry["kind"] for entry in told["ledger"]]) == (
        False,
        ["captured", "refund_requested_1"],
    )


def test_a_ticket_that_is_not_there_is_unknown(desk: Desk, counter: Counter):
    status, said = desk("tickets", "show", "tkt_nobody", "--language", "en")
    assert (status, said) == (1, "refused: ticket_unknown: There is no such ticket.\n")


def test_what_was_paid_with_nothing_says_so(desk: Desk, counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    counter.tell(replace(counter.gateway.approve(ticket.payment.order_id), amount_grosze=0))
    [item] = desk.json("review", "list")["items"]
    assert (item["reason"], item["possible"]) == ("paid_nothing", ["ask_again", "write_off"])
