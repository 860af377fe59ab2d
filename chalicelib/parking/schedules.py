"""The Lambdas of parking that are not routes: the minute tick, the stream of stays, the queue of gateway calls."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, DynamoDBRecord, Rate, SQSEvent, SQSRecord

from chalicelib import config
from chalicelib.clock import utc_now
from chalicelib.jobs import job
from chalicelib.log import logger
from chalicelib.notifications.send import send
from chalicelib.parking import kept_stays
from chalicelib.parking.call_gateway import call_gateway
from chalicelib.parking.complain import complain
from chalicelib.parking.follow import follow
from chalicelib.parking.hand_out import hand_out
from chalicelib.parking.published_editions import editions
from chalicelib.parking.take_due import take_due
from chalicelib.payments.live import gateway

parking_jobs = Blueprint(__name__)


@parking_jobs.schedule(Rate(1, unit=Rate.MINUTES), name="take_due_stays")
@job
def take_due_stays(event: CloudWatchEvent) -> int:  # noqa: ARG001 - every tick says the same
    """Stop, remind and hand out whatever is due by now; complain where a hold does not end."""
    return take_due(utc_now(), config.DUE_SHARDS, editions(), hand_out, complain)


# The stream's and the queue's real names have the stage in them: the merged template sets both event sources.
@parking_jobs.on_dynamodb_record(stream_arn="arn:aws:dynamodb:::table/stays/stream/set-by-infra", name="follow_stays")
@job
def follow_stays(event: DynamoDBEvent) -> dict[str, list[dict[str, str]]]:
    """Follow the changes in order; the first that fails is where AWS starts again."""
    for record in event:
        try:
            _follow(record)
        except Exception:  # noqa: BLE001 - AWS is told which record failed, and starts there again
            logger.exception("a change could not be followed")
            return {"batchItemFailures": [{"itemIdentifier": record.sequence_number}]}
    return {"batchItemFailures": []}


@parking_jobs.on_sqs_message(queue="mkrakow-gateway-calls", name="call_gateway", batch_size=1)
@job
def call_gateway_for_stays(event: SQSEvent) -> dict[str, list[dict[str, Any]]]:
    """Make the calls of each stay alone; SQS gives back only those that failed."""
    failed = [record for record in event if not _called(record)]
    return {"batchItemFailures": [{"itemIdentifier": record.to_dict()["messageId"]} for record in failed]}


def _follow(record: DynamoDBRecord) -> None:
    if record.new_image is None:
        return
    before = kept_stays.from_image(record.old_image) if record.old_image else None
    follow(before, kept_stays.from_image(record.new_image), editions(), hand_out, send, complain, utc_now())


def _called(record: SQSRecord) -> bool:
    try:
        call_gateway(record.body, utc_now(), gateway())
    except Exception:  # noqa: BLE001 - one bad stay must not hold up the others of its batch
        logger.exception("a stay's gateway calls failed", stay_id=record.body)
        return False
    return True
