"""What jobs share: what AWS is told of a batch, and a stop while there is time to end well."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from chalice.app import DynamoDBEvent, SQSEvent

from chalicelib import jobs


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=100.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(jobs, "time", clock)
    return clock


def test_everything_is_taken_while_there_is_time(clock):
    assert list(jobs.in_time("abc", 40.0)) == ["a", "b", "c"]


def test_nothing_more_is_taken_once_the_time_is_over(clock):
    taken = []
    for thing in jobs.in_time("abc", 40.0):
        taken.append(thing)
        clock.now += 25
    assert taken == ["a", "b"]


def test_the_first_is_taken_however_late_it_is(clock):
    things = jobs.in_time("abc", 0.0)
    assert next(things) == "a"
    clock.now += 1
    assert list(things) == []


def test_everything_after_the_first_failure_of_a_stream_is_left_to_its_next_run():
    followed = []

    def follow(before, after):
        followed.append(after["id"]["S"])
        if after["id"]["S"] == "b":
            raise ValueError

    assert jobs.follow_in_order(_stream("a", "b", "c"), follow) == {"batchItemFailures": [{"itemIdentifier": "of b"}]}
    assert followed == ["a", "b"]


def test_a_change_is_given_as_it_was_and_as_it_is_and_a_removal_is_no_news():
    followed = []
    old, new = {"id": {"S": "z"}}, {"id": {"S": "a"}}
    changes = [_change("MODIFY", "a", OldImage=old, NewImage=new), _change("REMOVE", "b", OldImage=old)]
    event = DynamoDBEvent({"Records": changes}, None)
    assert jobs.follow_in_order(event, lambda *images: followed.append(images)) == {"batchItemFailures": []}
    assert followed == [(old, new)]


def test_a_message_that_fails_holds_up_no_other():
    taken = []

    def take(body):
        if body == "b":
            raise ValueError
        taken.append(body)

    assert jobs.take_each(_queue("a", "b", "c"), take) == {"batchItemFailures": [{"itemIdentifier": "of b"}]}
    assert taken == ["a", "c"]


def test_a_failure_is_logged_by_its_place_and_never_by_its_words(monkeypatch):
    logged = []
    monkeypatch.setattr(jobs, "logger", SimpleNamespace(error=lambda *_, **told: logged.append(told)))

    def take(body):
        raise ValueError(body)

    jobs.take_each(_queue("J.P. 1990"), take)
    assert logged[0]["error"] == "ValueError"
    assert Path(__file__).name in logged[0]["where"]
    assert "J.P." not in str(logged[0]["error"] + logged[0]["where"])


def _stream(*ids):
    return DynamoDBEvent({"Records": [_change("MODIFY", one, NewImage={"id": {"S": one}}) for one in ids]}, None)


def _change(kind, name, **images):
    return {
        "awsRegion": "eu-central-1",
        "eventID": name,
        "eventName": kind,
        "eventSourceARN": "arn:aws:dynamodb:eu-central-1:1:table/things/stream/now",
        "dynamodb": {
            "ApproximateCreationDateTime": 1,
            "Keys": {"id": {"S": name}},
            "SequenceNumber": f"of {name}",
            "SizeBytes": 1,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            **images,
        },
    }


def _queue(*bodies):
    records = [{"messageId": f"of {body}", "receiptHandle": "r", "body": body} for body in bodies]
    return SQSEvent({"Records": records}, None)
