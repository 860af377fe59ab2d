"""The Lambdas of parking that are not routes: the minute tick, the stream of stays, the queue of gateway calls."""

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib import config
from chalicelib.clock import utc_now
from chalicelib.jobs import Failures, follow_in_order, job, take_each
from chalicelib.log import logger
from chalicelib.notifications.send import send
from chalicelib.parking import kept_stays
from chalicelib.parking.call_gateway import call_gateway
from chalicelib.parking.complain import complain
from chalicelib.parking.follow import follow
from chalicelib.parking.published_editions import editions
from chalicelib.parking.take_due import take_due
from chalicelib.payments import hand_out as queues
from chalicelib.payments.live import gateway
from chalicelib.storage import RawItem

parking_jobs = Blueprint(__name__)


@parking_jobs.schedule(Rate(1, unit=Rate.MINUTES), name="take_due_stays")
@job
def take_due_stays(event: CloudWatchEvent) -> int:  # noqa: ARG001 - every tick says the same
    """Stop, remind and hand out whatever is due by now; complain where a hold does not end."""
    return take_due(utc_now(), config.DUE_SHARDS, editions(), hand_out, complain)


# The stream's and the queue's real names have the stage in them: the merged template sets both event sources.
@parking_jobs.on_dynamodb_record(stream_arn="arn:aws:dynamodb:::table/stays/stream/set-by-infra", name="follow_stays")
@job
def follow_stays(event: DynamoDBEvent) -> Failures:
    """Follow the changes in order; the first that fails is where AWS starts again."""
    return follow_in_order(event, _follow)


@parking_jobs.on_sqs_message(queue="mkrakow-gateway-calls", name="call_gateway", batch_size=1)
@job
def call_gateway_for_stays(event: SQSEvent) -> Failures:
    """Make the calls of each stay alone; SQS gives back only those that failed."""
    return take_each(event, _call)


def hand_out(stay_ids: list[str]) -> None:
    """Put stays into this stage's queue of gateway calls."""
    queues.hand_out(stay_ids, config.GATEWAY_CALLS_QUEUE_URL)


def _follow(image_before: RawItem | None, image: RawItem) -> None:
    before = kept_stays.from_image(image_before) if image_before else None
    follow(before, kept_stays.from_image(image), editions(), hand_out, send, complain, utc_now())


def _call(stay_id: str) -> None:
    logger.append_keys(stay_id=stay_id)
    call_gateway(stay_id, utc_now(), gateway())
