"""The Lambda of complaints that is not a route: the stream of complaints."""

from chalice.app import Blueprint, DynamoDBEvent, DynamoDBRecord

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.follow import follow
from chalicelib.jobs import job
from chalicelib.log import logger
from chalicelib.notifications.send import send

complaint_jobs = Blueprint(__name__)


# The stream's real name has the stage in it: the merged template sets the event source.
@complaint_jobs.on_dynamodb_record(
    stream_arn="arn:aws:dynamodb:::table/complaints/stream/set-by-infra", name="follow_complaints"
)
@job
def follow_complaints(event: DynamoDBEvent) -> dict[str, list[dict[str, str]]]:
    """Follow the changes in order; the first that fails is where AWS starts again."""
    for record in event:
        try:
            _follow(record)
        except Exception as error:  # noqa: BLE001 - AWS is told which record failed, and starts there again
            # The error's own text may quote the complaint.
            logger.error("a complaint could not be followed", error=type(error).__name__)
            return {"batchItemFailures": [{"itemIdentifier": record.sequence_number}]}
    return {"batchItemFailures": []}


def _follow(record: DynamoDBRecord) -> None:
    if record.new_image is None:
        return
    before = filed_complaints.from_image(record.old_image) if record.old_image else None
    follow(before, filed_complaints.from_image(record.new_image), send)
