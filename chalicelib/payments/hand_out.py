"""Use case: put what has calls to its gateway due into their queue."""

from collections.abc import Callable, Sequence
from typing import Any

from chalicelib import aws

HandOut = Callable[[list[str]], None]
"""Puts things, by their ids, into the queue of their gateway's calls."""


def hand_out(item_ids: Sequence[str], queue_url: str, sqs: Any = None) -> None:
    """Queue each thing; one that is queued twice is claimed by one worker only."""
    sqs = sqs or aws.client("sqs")
    for item_id in item_ids:
        sqs.send_message(QueueUrl=queue_url, MessageBody=item_id)
