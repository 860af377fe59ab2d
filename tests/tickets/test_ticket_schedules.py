"""The Lambdas of tickets, as AWS invokes them."""

from types import SimpleNamespace

import pytest
import time_machine
from chalice.test import Client

from app import app
from chalicelib import config
from chalicelib.invoices import kept_invoices
from chalicelib.invoices.invoice import Buyer
from chalicelib.payments.charge_ruling import refund_ordered
from chalicelib.tickets import kept_tickets, schedules
from chalicelib.tickets.invoice_ticket import invoice_ticket
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.record import record
from tests.tickets.counter import METROPOLITAN, NETWORK, PHONE, Counter


@pytest.fixture
def stage(counter: Counter, monkeypatch):
    """The queues of a stage, and everybody at the same moment."""
    queues: dict[str, list[str]] = {"calls": [], "messages": []}
    monkeypatch.setattr(schedules, "charge_gateway", lambda: counter.gateway)
    monkeypatch.setattr(schedules, "hand_out", queues["calls"].extend)
    monkeypatch.setattr(
        schedules, "send", lambda messages: queues["messages"].extend(message.identifier for message in messages)
    )
    return SimpleNamespace(**queues)


def invoked(counter: Counter, name: str, event: object):
    with time_machine.travel(counter.now, tick=False), Client(app) as client:
        return client.lambda_.invoke(name, event).payload


def streamed(counter: Counter) -> dict[str, list[object]]:
    return {"Records": list(counter.tables.table(KeptTicket).records or [])}


def queued(*bodies: str) -> dict[str, list[object]]:
    return {"Records": [{"messageId": body, "body": body, "receiptHandle": "r"} for body in bodies]}


def test_the_stream_hands_out_refunds_and_messages(counter: Counter, stage):
    counter.resident()
    ticket = counter.give_back(counter.bought(**NETWORK), 9570)
    assert invoked(counter, "follow_tickets", streamed(counter)) == {"batchItemFailures": []}
    assert stage.calls == [ticket.ticket_id]
    assert f"{ticket.ticket_id}:ticket_returned:email" in stage.messages


def test_the_stream_corrects_the_invoice_of_a_ticket_whose_money_goes_back_without_a_return(counter: Counter, stage):
    counter.resident()
    ticket = counter.bought(**NETWORK)
    invoice_ticket(ticket.ticket_id, PHONE, Buyer("Przykładowa Osoba", ("ul. Długa 1/2",)), counter.now)
    record(ticket, refund_ordered(ticket, ticket.payment.order_id, 900, counter.now), counter.now)
    for _ in range(2):
        assert invoked(counter, "follow_tickets", streamed(counter)) == {"batchItemFailures": []}
    _, correction = kept_invoices.of_reference(ticket.ticket_id)
    assert (correction.sale.gross_grosze, stage.calls) == (9000, [ticket.ticket_id] * 2)


def test_a_change_that_cannot_be_followed_is_where_the_stream_starts_again(
    counter: Counter, stage, monkeypatch, caplog
):
    counter.bought(**METROPOLITAN)
    monkeypatch.setattr(schedules, "send", lambda messages: (_ for _ in ()).throw(RuntimeError("J.P. 1990")))
    records = streamed(counter)
    failed = invoked(counter, "follow_tickets", records)["batchItemFailures"]
    assert failed == [{"itemIdentifier": records["Records"][-1]["dynamodb"]["SequenceNumber"]}]
    assert "could not be followed" in caplog.text
    assert "J.P." not in caplog.text


def test_a_ticket_that_expired_from_storage_is_no_news(counter: Counter, stage):
    [record] = [{**streamed_one, "eventName": "REMOVE"} for streamed_one in first_change(counter)]
    record["dynamodb"] = {**record["dynamodb"], "OldImage": record["dynamodb"]["NewImage"]}
    del record["dynamodb"]["NewImage"]
    assert invoked(counter, "follow_tickets", {"Records": [record]}) == {"batchItemFailures": []}
    assert stage.messages == []


def first_change(counter: Counter) -> list[dict]:
    counter.buy(**METROPOLITAN)
    return streamed(counter)["Records"][:1]


def test_the_minute_asks_about_what_nobody_paid(counter: Counter, stage):
    ticket = counter.buy(**METROPOLITAN)
    assert invoked(counter, "take_due_tickets", cloudwatch()) == 0
    counter.later(minutes=15)
    assert invoked(counter, "take_due_tickets", cloudwatch()) == 1
    assert stage.calls == [ticket.ticket_id]


def cloudwatch() -> dict[str, object]:
    with Client(app) as client:
        return client.events.generate_cw_event("aws.events", "Scheduled Event", {}, [])


def test_one_bad_ticket_does_not_hold_up_the_others(counter: Counter, stage, monkeypatch):
    counter.buy(**METROPOLITAN)
    good = counter.buy(key="key-00000002", **METROPOLITAN)
    counter.later(minutes=15)
    known = kept_tickets.get
    monkeypatch.setattr(kept_tickets, "get", lambda id_: known(id_) if id_ == good.ticket_id else 1 / 0)
    invoked(counter, "take_due_tickets", cloudwatch())
    assert stage.calls == [good.ticket_id]


def test_the_queue_gives_back_only_the_calls_that_failed(counter: Counter, stage, monkeypatch):
    def call(ticket_id: str, *_: object) -> None:
        if ticket_id == "bad":
            raise RuntimeError

    monkeypatch.setattr(schedules, "call_charge_gateway", call)
    failed = invoked(counter, "call_charge_gateway", queued("good", "bad"))
    assert failed == {"batchItemFailures": [{"itemIdentifier": "bad"}]}


def test_a_ticket_is_handed_to_this_stages_queue(aws, monkeypatch):
    url = aws("sqs").create_queue(QueueName="mkrakow-test-ticket-calls")["QueueUrl"]
    monkeypatch.setattr(config, "TICKET_CALLS_QUEUE_URL", url)
    schedules.hand_out(["tkt_a"])
    [message] = aws("sqs").receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == "tkt_a"
