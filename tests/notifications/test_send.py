from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from chalicelib import config
from chalicelib.notifications.errors import MessagesNotQueued
from chalicelib.notifications.message import Message
from chalicelib.notifications.send import send


def message(number: int) -> Message:
    return Message(f"id-{number}", "push", "messages.stay_extended", "uk", {"plate": "Є"}, device_id="dev_a")


def test_more_messages_than_a_batch_all_arrive_as_they_were(
    aws: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName="messages")["QueueUrl"]
    monkeypatch.setattr(config, "MESSAGES_QUEUE_URL", url)
    sent = [message(number) for number in range(23)]
    send(sent)
    arrived: list[Message] = []
    while received := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        arrived += [msgspec.json.decode(each["Body"], type=Message) for each in received]
    assert sorted(arrived, key=lambda each: each.identifier) == sorted(sent, key=lambda each: each.identifier)


def test_no_message_asks_nobody() -> None:
    class NoQueue:
        """Any call would be an AttributeError."""

    send([], sqs=NoQueue())


def test_a_half_taken_batch_is_an_error_after_the_rest_was_sent() -> None:
    class HalfQueue:
        taken = 0

        def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:
            self.taken += len(Entries)
            return {"Successful": Entries[1:], "Failed": Entries[:1]}

    queue = HalfQueue()
    with pytest.raises(MessagesNotQueued, match="2 of 12"):
        send([message(number) for number in range(12)], sqs=queue)
    assert queue.taken == 12
