"""The Lambda of complaints that is not a route: the stream of complaints."""

from chalice.app import Blueprint, DynamoDBEvent

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.follow import follow
from chalicelib.jobs import Failures, follow_in_order, job
from chalicelib.notifications.send import send
from chalicelib.storage import RawItem

complaint_jobs = Blueprint(__name__)


# The stream's real name has the stage in it: the merged template sets the event source.
@complaint_jobs.on_dynamodb_record(
    stream_arn="arn:aws:dynamodb:::table/complaints/stream/set-by-infra", name="follow_complaints"
)
@job
def follow_complaints(event: DynamoDBEvent) -> Failures:
    """Follow the changes in order; the first that fails is where AWS starts again."""
    return follow_in_order(event, _follow)


def _follow(image_before: RawItem | None, image: RawItem) -> None:
    before = filed_complaints.from_image(image_before) if image_before else None
    follow(before, filed_complaints.from_image(image), send)
