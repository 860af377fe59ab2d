"""Dead-letter queues: what was given up, looked at without losing it and driven back to where it came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from mk.errors import NotRedrivable, QueueUnknown

_DEAD = "-dead"
_BATCH = 10
_HIDDEN_SECONDS = 60
"""How long a message is hidden that we hold; a command that dies gives it back by itself."""
_UNKNOWN_ACTIONS = {"InvalidAction", "UnknownOperationException"}
"""How an engine says that it does not play a call of SQS."""


@dataclass(frozen=True)
class DeadLetters:
    """One queue. `oldest` and `bodies` are of the messages that were looked at, at most as many as asked for."""

    queue: str
    count: int
    oldest: datetime | None
    bodies: tuple[str, ...]


@dataclass(frozen=True)
class DeadQueues:
    """The dead-letter queues of a stage, by short names, e.g. `gateway-calls`."""

    sqs: Any
    prefix: str
    """Of every queue's full name, e.g. `mkrakow-prod-`."""

    def look(self, most: int) -> list[DeadLetters]:
        """Return every queue with its count and a look at some messages, which stay where they are."""
        return [self._look(name, url, most) for name, url in sorted(self._urls().items())]

    def count(self, name: str) -> int:
        """Return about how many messages lie in a queue; raises QueueUnknown."""
        return self._count(self._url(name))

    def source(self, name: str) -> str:
        """Return the address of the queue that gave these messages up. Raises QueueUnknown or NotRedrivable."""
        self._url(name)
        try:
            return str(self.sqs.get_queue_url(QueueName=self.prefix + name)["QueueUrl"])
        except self.sqs.exceptions.QueueDoesNotExist as error:
            raise NotRedrivable() from error

    def redrive(self, name: str) -> None:
        """Send every message back to its source. SQS does it by itself, in the background, where it can."""
        url, source = self._url(name), self.source(name)
        arn = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        try:
            self.sqs.start_message_move_task(SourceArn=arn)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _UNKNOWN_ACTIONS:
                raise
            self._move(url, source)

    def _move(self, url: str, source: str) -> None:
        """Sent before deleted: a break in between leaves a message twice, which every consumer bears, never nowhere."""
        for message in self._received(url, self._count(url)):
            attributes = message.get("MessageAttributes", {})
            self.sqs.send_message(QueueUrl=source, MessageBody=message["Body"], MessageAttributes=attributes)
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def _look(self, name: str, url: str, most: int) -> DeadLetters:
        messages = list(self._received(url, most))
        for message in messages:
            self.sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        sent = [int(message["Attributes"]["SentTimestamp"]) for message in messages]
        oldest = datetime.fromtimestamp(min(sent) / 1000, UTC) if sent else None
        bodies = tuple(str(message["Body"]) for message in messages)
        return DeadLetters(name, max(self._count(url), len(messages)), oldest, bodies)

    def _received(self, url: str, most: int) -> Iterator[dict[str, Any]]:
        """Yield messages and hide them meanwhile, until there are no more or so many."""
        while most > 0:
            messages = self.sqs.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=min(most, _BATCH),
                VisibilityTimeout=_HIDDEN_SECONDS,
                WaitTimeSeconds=1,  # asks all of SQS's machines, and ends before our own time-out
                AttributeNames=["SentTimestamp"],
                MessageAttributeNames=["All"],
            ).get("Messages", [])
            if not messages:
                return
            yield from messages
            most -= len(messages)

    def _count(self, url: str) -> int:
        wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        counts = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        return sum(int(counts[name]) for name in wanted)

    def _url(self, name: str) -> str:
        urls = self._urls()
        if name not in urls:
            raise QueueUnknown(known=", ".join(sorted(urls)))
        return urls[name]

    def _urls(self) -> dict[str, str]:
        pages = self.sqs.get_paginator("list_queues").paginate(QueueNamePrefix=self.prefix)
        urls = [url for page in pages for url in page.get("QueueUrls", [])]
        names = [url.rpartition("/")[2].removeprefix(self.prefix) for url in urls]
        return {name.removesuffix(_DEAD): url for name, url in zip(names, urls, strict=True) if name.endswith(_DEAD)}
