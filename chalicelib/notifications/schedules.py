"""The Lambda behind the `messages` queue."""

import msgspec
from chalice.app import Blueprint, SQSEvent

from chalicelib.jobs import Failures, job, take_each
from chalicelib.notifications import live, registered_endpoints
from chalicelib.notifications.deliver import deliver
from chalicelib.notifications.message import Message

notification_jobs = Blueprint(__name__)


# The queue's real name has the stage in it: the merged template sets the event source, with
# ReportBatchItemFailures.
@notification_jobs.on_sqs_message(queue="mkrakow-messages", batch_size=10, name="deliver_messages")
@job
def deliver_messages(event: SQSEvent) -> Failures:
    """Deliver each message alone; SQS gives back only those that failed."""
    return take_each(event, _deliver)


def _deliver(body: str) -> None:
    deliver(msgspec.json.decode(body, type=Message), registered_endpoints, live.push(), live.mail())
