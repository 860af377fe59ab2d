"""Use case: put stays into the queue of gateway calls."""

from typing import Any

from chalicelib import aws, config


def hand_out(stay_ids: list[str], sqs: Any = None, queue_url: str = "") -> None:
    """Queue each stay; a stay queued twice is claimed by one worker only. The queue is this stage's own."""
    sqs = sqs or aws.client("sqs")
    for stay_id in stay_ids:
        sqs.send_message(QueueUrl=queue_url or config.GATEWAY_CALLS_QUEUE_URL, MessageBody=stay_id)
