"""The Lambda behind the `messages` queue."""

from typing import Any

import msgspec
from chalice.app import Blueprint, SQSEvent, SQSRecord

from chalicelib.jobs import job
from chalicelib.log import logger
from chalicelib.notifications import live, registered_endpoints
from chalicelib.notifications.deliver import deliver
from chalicelib.notifications.message import Message

notification_jobs = Blueprint(__name__)


# The queue's real name has the stage in it: the merged template sets the event source, with
# ReportBatchItemFailures.
@notification_jobs.on_sqs_message(queue="mkrakow-messages", batch_size=10, name="deliver_messages")
@job
def deliver_messages(event: SQSEvent) -> dict[str, list[dict[str, Any]]]:
    """Deliver each message alone; SQS gives back only those that failed."""
    failed = [record for record in event if not _delivered(record)]
    return {"batchItemFailures": [{"itemIdentifier": record.to_dict()["messageId"]} for record in failed]}


def _delivered(record: SQSRecord) -> bool:
    try:
        message = msgspec.json.decode(record.body, type=Message)
        deliver(message, registered_endpoints, live.push(), live.mail())
    except Exception as error:  # noqa: BLE001 - one bad record must not hold up the other nine
        # The error's own text may quote an address.
        logger.error("message not delivered", sqs_message=record.to_dict()["messageId"], error=type(error).__name__)
        return False
    return True
