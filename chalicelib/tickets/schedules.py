"""The Lambdas of tickets that are not routes: the minute tick, the stream of tickets, the queue of gateway calls."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, DynamoDBRecord, Rate, SQSEvent, SQSRecord

from chalicelib.clock import utc_now
from chalicelib.jobs import job
from chalicelib.log import logger
from chalicelib.notifications.send import send
from chalicelib.payments.live import charge_gateway
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.call_charge_gateway import call_charge_gateway
from chalicelib.tickets.follow import follow
from chalicelib.tickets.hand_out import hand_out
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
def follow_tickets(event: DynamoDBEvent) -> dict[str, list[dict[str, str]]]:
    """Follow the changes in order; the first that fails is where AWS starts again."""
    for record in event:
        try:
            _follow(record)
        except Exception as error:  # noqa: BLE001 - AWS is told which record failed, and starts there again
            # The error's own text may quote the ticket.
            logger.error("a ticket could not be followed", error=type(error).__name__)
            return {"batchItemFailures": [{"itemIdentifier": record.sequence_number}]}
    return {"batchItemFailures": []}


@ticket_jobs.on_sqs_message(queue="mkrakow-ticket-calls", name="call_charge_gateway", batch_size=1)
@job
def call_gateway_for_tickets(event: SQSEvent) -> dict[str, list[dict[str, Any]]]:
    """Make the calls of each ticket alone; SQS gives back only those that failed."""
    failed = [record for record in event if not _called(record)]
    return {"batchItemFailures": [{"itemIdentifier": record.to_dict()["messageId"]} for record in failed]}


def _follow(record: DynamoDBRecord) -> None:
    if record.new_image is None:
        return
    before = kept_tickets.from_image(record.old_image) if record.old_image else None
    after = kept_tickets.from_image(record.new_image)
    follow(before, after, hand_out, send)
    if is_other_sale(before, after):
        correct_ticket_invoice(after.ticket_id, utc_now())


def _called(record: SQSRecord) -> bool:
    try:
        call_charge_gateway(record.body, utc_now(), charge_gateway())
    except Exception:  # noqa: BLE001 - one bad ticket must not hold up the others of its batch
        logger.exception("a ticket's gateway calls failed", ticket_id=record.body)
        return False
    return True
