"""Use case: follow the stream of changed stays; hand out the gateway calls and messages that a change means."""

from collections.abc import Callable, Sequence

from chalicelib.notifications.message import Message
from chalicelib.parking.announcement import announcements, gateway_calls_ordered
from chalicelib.parking.edition import Editions
from chalicelib.parking.stay import Stay
from chalicelib.parking.stop import fee_until
from chalicelib.parking.take_due import HandOut


def follow(
    before: Stay | None,
    after: Stay,
    editions: Editions,
    hand_out: HandOut,
    send: Callable[[Sequence[Message]], None],
) -> None:
    """Hand out what one change ordered. Safe to repeat: a call is claimed by its worker, a message has a name."""
    if gateway_calls_ordered(before, after):
        hand_out([after.stay_id])
    messages = announcements(before, after, fee_until(after, editions))
    if messages:
        send(messages)
