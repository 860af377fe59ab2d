"""The Lambdas of activation that are not routes: the `codes` queue, the stream of cards, the look at due cards."""

from typing import Any

import msgspec
from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, DynamoDBRecord, Rate, SQSEvent, SQSRecord

from chalicelib.activation import linked_cards
from chalicelib.activation.announcement import announcements
from chalicelib.activation.code import AskedCode
from chalicelib.activation.deliver_code import deliver_code
from chalicelib.activation.live import registers
from chalicelib.activation.refresh_cards import refresh_cards
from chalicelib.clock import utc_now
from chalicelib.jobs import job
from chalicelib.log import logger
from chalicelib.notifications import live
from chalicelib.notifications.send import send
from chalicelib.vehicles.look_at_garage import expect_garage

activation_jobs = Blueprint(__name__)


# The queue's real name has the stage in it: the merged template sets the event source, with
# ReportBatchItemFailures. One at a time: nobody waits for somebody else's slow provider.
@activation_jobs.on_sqs_message(queue="mkrakow-codes", batch_size=1, name="send_codes")
@job
def send_codes(event: SQSEvent) -> dict[str, list[dict[str, Any]]]:
    """Make and send the codes that were asked for; SQS gives back only those that failed before that."""
    failed = [record for record in event if not _sent(record)]
    return {"batchItemFailures": [{"itemIdentifier": record.to_dict()["messageId"]} for record in failed]}


# The stream's real name has the stage in it: the merged template sets the event source.
@activation_jobs.on_dynamodb_record(
    stream_arn="arn:aws:dynamodb:::table/cards/stream/set-by-infra", name="follow_cards"
)
@job
def follow_cards(event: DynamoDBEvent) -> dict[str, list[dict[str, str]]]:
    """Tell phones of the changes, in order; the first that fails is where AWS starts again."""
    for record in event:
        try:
            _follow(record)
        except Exception as error:  # noqa: BLE001 - AWS is told which record failed, and starts there again
            # The error's own text may quote the family.
            logger.error("a card could not be followed", error=type(error).__name__)
            return {"batchItemFailures": [{"itemIdentifier": record.sequence_number}]}
    return {"batchItemFailures": []}


@activation_jobs.schedule(Rate(1, unit=Rate.MINUTES), name="refresh_cards")
@job
def refresh_due_cards(event: CloudWatchEvent) -> int:  # noqa: ARG001 - every tick says the same
    """Look at each card in its register when its day has passed, or when the register is to be told of its phone."""
    return refresh_cards(registers(), utc_now())


def _follow(record: DynamoDBRecord) -> None:
    if record.new_image is None:
        return
    before = linked_cards.from_image(record.old_image) if record.old_image else None
    after = linked_cards.from_image(record.new_image)
    messages = announcements(before, after)
    if messages:
        send(messages)
    if after.source == "kk" and after.link and not (before and before.link):
        expect_garage(after.entitlement_id, after.standing.valid_until, utc_now())


def _sent(record: SQSRecord) -> bool:
    try:
        order = msgspec.json.decode(record.body, type=AskedCode)
        deliver_code(order, live.sms(), live.SMS_DOMAIN, utc_now())
    except Exception as error:  # noqa: BLE001 - the queue brings it back, and gives it up after five times
        # The error's own text may quote the number.
        logger.error("a code is not sent", sqs_message=record.to_dict()["messageId"], error=type(error).__name__)
        return False
    return True
