"""Use case: put tickets into the queue of gateway calls."""

from typing import Any

from chalicelib import aws, config


def hand_out(ticket_ids: list[str], sqs: Any = None, queue_url: str = "") -> None:
    """Queue each ticket; a ticket queued twice is claimed by one worker only. The queue is this stage's own."""
    sqs = sqs or aws.client("sqs")
    for ticket_id in ticket_ids:
        sqs.send_message(QueueUrl=queue_url or config.TICKET_CALLS_QUEUE_URL, MessageBody=ticket_id)
