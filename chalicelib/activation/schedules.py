"""The Lambdas of activation that are not routes: the `codes` queue, the stream of cards, the look at due cards."""

import msgspec
from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib.activation import linked_cards
from chalicelib.activation.announcement import announcements
from chalicelib.activation.card import Card
from chalicelib.activation.code import AskedCode
from chalicelib.activation.deliver_code import deliver_code
from chalicelib.activation.live import registers
from chalicelib.activation.refresh_cards import refresh_cards
from chalicelib.clock import utc_now
from chalicelib.devices.find_language import find_language
from chalicelib.jobs import Failures, follow_in_order, job, take_each
from chalicelib.notifications import live
from chalicelib.notifications.send import send
from chalicelib.storage import RawItem
from chalicelib.vehicles.forget_phone import forget_phone_on
from chalicelib.vehicles.look_at_garage import expect_garage

activation_jobs = Blueprint(__name__)


# The queue's real name has the stage in it: the merged template sets the event source, with
# ReportBatchItemFailures. One at a time: nobody waits for somebody else's slow provider.
@activation_jobs.on_sqs_message(queue="mkrakow-codes", batch_size=1, name="send_codes")
@job
def send_codes(event: SQSEvent) -> Failures:
    """Make and send the codes that were asked for; SQS gives back only those that failed before that."""
    return take_each(event, _send_code)


# The stream's real name has the stage in it: the merged template sets the event source.
@activation_jobs.on_dynamodb_record(
    stream_arn="arn:aws:dynamodb:::table/cards/stream/set-by-infra", name="follow_cards"
)
@job
def follow_cards(event: DynamoDBEvent) -> Failures:
    """Tell phones of the changes, in order; the first that fails is where AWS starts again."""
    return follow_in_order(event, _follow)


@activation_jobs.schedule(Rate(1, unit=Rate.MINUTES), name="refresh_cards")
@job
def refresh_due_cards(event: CloudWatchEvent) -> int:  # noqa: ARG001 - every tick says the same
    """Look at each card in its register when its day has passed, or when the register is to be told of its phone."""
    return refresh_cards(registers(), utc_now())


def _follow(image_before: RawItem | None, image: RawItem) -> None:
    before = linked_cards.from_image(image_before) if image_before else None
    after = linked_cards.from_image(image)
    messages = announcements(before, after, find_language)
    if messages:
        send(messages)
    if after.source == "kk":
        _follow_vehicles(before, after)


def _follow_vehicles(before: Card | None, after: Card) -> None:
    """What a phone did to the vehicles of a card does not name it any more once the card has left it.

    The list is looked at when the card has come to a phone, and when its daily look found another standing.
    """
    had, has = (card.link.device_id if card and card.link else None for card in (before, after))
    if had and had != has:
        forget_phone_on(after.card_id, had)
    if has and (before is None or had != has or before.standing.state != after.standing.state):
        expect_garage(after.entitlement_id, after.standing.valid_until, utc_now())


def _send_code(body: str) -> None:
    deliver_code(msgspec.json.decode(body, type=AskedCode), live.sms(), live.SMS_DOMAIN, utc_now())
