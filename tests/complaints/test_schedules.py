"""The stream of complaints, as AWS hands it over."""

import json

import pytest
from chalice.test import Client

from app import app
from chalicelib import config
from chalicelib.complaints import filed_complaints
from chalicelib.complaints.complaint import taken_up
from tests.complaints.cases import complaint, later


def image(case):
    return filed_complaints.keep_new(case).item.serialize()


def record(number, new=None, old=None):
    images = {name: image(case) for name, case in (("NewImage", new), ("OldImage", old)) if case}
    return {
        "awsRegion": "eu-central-1",
        "eventID": number,
        "eventName": "MODIFY",
        "eventSourceARN": "arn:aws:dynamodb:eu-central-1:1:table/mkrakow-test-complaints/stream/now",
        "dynamodb": {
            "ApproximateCreationDateTime": 1,
            "Keys": {},
            "SequenceNumber": number,
            "SizeBytes": 1,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            **images,
        },
    }


@pytest.fixture
def messages(aws, monkeypatch):
    url = aws("sqs").create_queue(QueueName="mkrakow-test-messages")["QueueUrl"]
    monkeypatch.setattr(config, "MESSAGES_QUEUE_URL", url)

    def received():
        found = aws("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return sorted(json.loads(message["Body"])["identifier"] for message in found)

    return received


def followed(*records):
    with Client(app) as client:
        return client.lambda_.invoke("follow_complaints", {"Records": list(records)}).payload


def test_a_change_becomes_messages(messages):
    before = complaint()
    assert followed(record("1", taken_up(before, "anna", later(hours=1)), before)) == {"batchItemFailures": []}
    assert messages() == ["cmp_a:complaint_in_review:email", "cmp_a:complaint_in_review:push"]


def test_a_case_that_expired_is_no_news(messages):
    assert followed(record("1", None, complaint())) == {"batchItemFailures": []}
    assert messages() == []


def test_the_first_change_that_fails_is_where_aws_starts_again(messages):
    broken = record("2", complaint())
    del broken["dynamodb"]["NewImage"]["history"]
    answer = followed(record("1", complaint()), broken, record("3", complaint()))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert messages() == ["cmp_a:complaint_opened:email", "cmp_a:complaint_opened:push"]
