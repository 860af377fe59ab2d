"""The Lambdas of tickets that are not routes: the minute tick, the stream of tickets, the queue of gateway calls."""

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib import config
from chalicelib.clock import utc_now
from chalicelib.jobs import Failures, follow_in_order, job, take_each
from chalicelib.log import logger
from chalicelib.notifications.send import send
from chalicelib.payments import hand_out as queues
from chalicelib.payments.live import charge_gateway
from chalicelib.storage import RawItem
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.call_charge_gateway import call_charge_gateway
from chalicelib.tickets.follow import follow
from chalicelib.tickets.invoice_ticket import correct_ticket_invoice
from chalicelib.tickets.take_due import take_due
from chalicelib.tickets.ticket_sale import is_other_sale

ticket_jobs = Blueprint(__name__)


@ticket_jobs.schedule(Rate(1, unit=Rate.MINUTES), name="take_due_tickets")
@job
def take_due_tickets(event: CloudWatchEvent) -> int:  # noqa: ARG001 - every tick says the same
    """Remind and hand out whatever is due by now."""
    return take_due(utc_now(), hand_out)


# The stream's and the queue's real names have the stage in them: the merged template sets both event sources.
@ticket_jobs.on_dynamodb_record(
    stream_arn="arn:aws:dynamodb:::table/tickets/stream/set-by-infra", name="follow_tickets"
)
@job
def follow_tickets(event: DynamoDBEvent) -> Failures:
    """Follow the changes in order; the first that fails is where AWS starts again."""
    return follow_in_order(event, _follow)


@ticket_jobs.on_sqs_message(queue="mkrakow-ticket-calls", name="call_charge_gateway", batch_size=1)
@job
def call_gateway_for_tickets(event: SQSEvent) -> Failures:
    """Make the calls of each ticket alone; SQS gives back only those that failed."""
    return take_each(event, _call)


def hand_out(ticket_ids: list[str]) -> None:
    """Put tickets into this stage's queue of gateway calls."""
    queues.hand_out(ticket_ids, config.TICKET_CALLS_QUEUE_URL)


def _follow(image_before: RawItem | None, image: RawItem) -> None:
    before = kept_tickets.from_image(image_before) if image_before else None
    after = kept_tickets.from_image(image)
    follow(before, after, hand_out, send)
    if is_other_sale(before, after):
        correct_ticket_invoice(after.ticket_id, utc_now())


def _call(ticket_id: str) -> None:
    logger.append_keys(ticket_id=ticket_id)
    call_charge_gateway(ticket_id, utc_now(), charge_gateway())
