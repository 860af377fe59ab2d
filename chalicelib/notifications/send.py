"""Messages enter the queue; `deliver_messages` takes them from there."""

from collections.abc import Sequence
from typing import Any

import msgspec

from chalicelib import aws, config
from chalicelib.notifications.errors import MessagesNotQueued
from chalicelib.notifications.message import Message

_BATCH = 10
"""What SQS takes in one call."""


def send(messages: Sequence[Message], sqs: Any = None) -> None:
    """Put all messages into the queue. Raises MessagesNotQueued when SQS took only some of them.

    The caller then sends all of them again: a repeated identifier replaces the first on the phone.
    """
    sqs = sqs or aws.client("sqs")
    refused = 0
    for first in range(0, len(messages), _BATCH):
        entries = [
            {"Id": str(position), "MessageBody": msgspec.json.encode(message).decode()}
            for position, message in enumerate(messages[first : first + _BATCH])
        ]
        answer = sqs.send_message_batch(QueueUrl=config.MESSAGES_QUEUE_URL, Entries=entries)
        refused += len(answer.get("Failed", ()))
    if refused:
        raise MessagesNotQueued(f"{refused} of {len(messages)}")
