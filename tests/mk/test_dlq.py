"""Dead-letter queues: looking loses nothing, redriving leaves a message twice at worst."""

import json

import pytest
from botocore.exceptions import ClientError

from chalicelib.audit.recorded_entries import RecordedEntry
from tests.mk.conftest import OPERATOR, Desk

UNKNOWN_ACTION = ClientError({"Error": {"Code": "InvalidAction", "Message": "not here"}}, "StartMessageMoveTask")
ALREADY_MOVING = ClientError(
    {"Error": {"Code": "AWS.SimpleQueueService.UnsupportedOperation", "Message": "a task runs"}}, "StartMessageMoveTask"
)


class Queues:
    """The stage's queues, and what is in them."""

    def __init__(self, sqs):
        self.sqs = sqs
        self.urls = {
            name: sqs.create_queue(QueueName=f"mkrakow-test-{name}")["QueueUrl"]
            for name in ("gateway-calls", "gateway-calls-dead", "messages", "messages-dead", "stays-stream-dead")
        }

    def put(self, name, *bodies):
        for body in bodies:
            attributes = {"kind": {"DataType": "String", "StringValue": "x"}}
            self.sqs.send_message(QueueUrl=self.urls[name], MessageBody=body, MessageAttributes=attributes)

    def take(self, name):
        found = []
        while got := self.sqs.receive_message(QueueUrl=self.urls[name], MaxNumberOfMessages=10).get("Messages"):
            found += [message["Body"] for message in got]
        return sorted(found)

    def moving(self, answer):
        """Let SQS answer a move task, which moto does not play, in this way; gives the calls."""
        calls = []

        def play(params, **_):
            calls.append(json.loads(params["body"]))
            if isinstance(answer, Exception):
                raise answer
            return type("Http", (), {"status_code": 200})(), answer

        self.sqs.meta.events.register("before-call.sqs.StartMessageMoveTask", play)
        return calls


@pytest.fixture
def queues(aws, tables):
    tables(RecordedEntry)
    return Queues(aws("sqs"))


def test_looking_at_the_dead_loses_none_of_them(mk, queues):
    queues.put("gateway-calls-dead", *(f"stay_{number}" for number in range(12)))
    status, said = mk("dlq", "list", "--peek", "11")
    assert (status, said.count("  stay_")) == (0, 11)
    assert "gateway-calls: 12, najstarszy " in said
    assert "messages: pusta\nstays-stream: pusta\n" in said
    assert len(queues.take("gateway-calls-dead")) == 12


def test_a_program_learns_how_many_there_are_and_since_when(mk, queues):
    queues.put("messages-dead", "a")
    items = {item["queue"]: item for item in json.loads(mk("dlq", "list", "--json")[1])["items"]}
    assert items.keys() == {"gateway-calls", "messages", "stays-stream"}
    assert (items["messages"]["count"], items["messages"]["bodies"]) == (1, ["a"])
    assert items["messages"]["oldest"].endswith("Z")
    assert items["gateway-calls"] == {"queue": "gateway-calls", "count": 0, "oldest": None, "bodies": []}


def test_sqs_itself_moves_the_messages_where_it_can(mk, queues):
    calls = queues.moving({"TaskHandle": "t"})
    queues.put("messages-dead", "a")
    status, said = mk("dlq", "redrive", "messages", "--why", "naprawione", "--language", "en")
    assert (status, said.startswith("messages: messages sent back to the queue (1)")) == (0, True)
    assert calls == [{"SourceArn": "arn:aws:sqs:eu-central-1:123456789012:mkrakow-test-messages-dead"}]
    assert queues.take("messages-dead") == ["a"]


@pytest.mark.parametrize("name", ["gateway-calls", "gateway-calls-dead"])
def test_elsewhere_they_are_moved_one_by_one(mk, queues, name):
    queues.moving(UNKNOWN_ACTION)
    bodies = sorted(f"stay_{number:02}" for number in range(12))
    queues.put("gateway-calls-dead", *bodies)
    assert mk("dlq", "redrive", name, "--why", "naprawione")[0] == 0
    assert queues.take("gateway-calls-dead") == []
    assert queues.take("gateway-calls") == bodies
    [entry] = Desk.audit("dlq")
    assert (entry.who, entry.what, entry.subject_id, entry.why) == (OPERATOR, "redrive", "gateway-calls", "naprawione")
    assert entry.before == {"messages": 12}


def test_a_message_keeps_its_attributes_on_its_way_back(mk, queues):
    queues.moving(UNKNOWN_ACTION)
    queues.put("messages-dead", "a")
    mk("dlq", "redrive", "messages", "--why", "x")
    [message] = queues.sqs.receive_message(QueueUrl=queues.urls["messages"], MessageAttributeNames=["All"])["Messages"]
    assert message["MessageAttributes"]["kind"]["StringValue"] == "x"


def test_a_break_in_between_leaves_a_message_twice_and_never_nowhere(mk, queues):
    queues.moving(UNKNOWN_ACTION)
    queues.put("messages-dead", "a")

    def broken(**_):
        raise ClientError({"Error": {"Code": "ServiceUnavailable"}}, "DeleteMessage")

    queues.sqs.meta.events.register("before-call.sqs.DeleteMessage", broken)
    assert mk("dlq", "redrive", "messages", "--why", "x")[0] == 1
    counts = queues.sqs.get_queue_attributes(QueueUrl=queues.urls["messages-dead"], AttributeNames=["All"])
    assert counts["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"
    assert queues.take("messages") == ["a"]


def test_while_sqs_moves_them_already_nothing_else_does(mk, queues):
    queues.moving(ALREADY_MOVING)
    queues.put("messages-dead", "a")
    assert mk("dlq", "redrive", "messages", "--why", "x")[0] == 1
    assert (queues.take("messages"), queues.take("messages-dead")) == ([], ["a"])


def test_what_a_stream_gave_up_comes_from_no_queue(mk, queues):
    queues.put("stays-stream-dead", "a")
    status, said = mk("dlq", "redrive", "stays-stream", "--why", "x", "--language", "en")
    assert (status, "docs/runbook.md#stream-dead" in said) == (1, True)
    assert queues.take("stays-stream-dead") == ["a"]
    assert Desk.audit("dlq") == []


def test_codes_for_which_nobody_waits_any_more_are_not_sent_again(mk, queues):
    for name in ("codes", "codes-dead"):
        queues.urls[name] = queues.sqs.create_queue(QueueName=f"mkrakow-test-{name}")["QueueUrl"]
    queues.put("codes-dead", "{}")
    status, said = mk("dlq", "redrive", "codes", "--why", "x", "--language", "en")
    assert (status, "docs/runbook.md#codes-dead" in said) == (1, True)
    assert (queues.take("codes"), Desk.audit("dlq")) == ([], [])


def test_an_unknown_queue_is_refused_with_those_that_there_are(mk, queues):
    status, said = mk("dlq", "redrive", "letters", "--why", "x", "--language", "en")
    assert (status, said.endswith("There are: gateway-calls, messages, stays-stream.\n")) == (1, True)
