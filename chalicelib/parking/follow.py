"""Use case: follow the stream of changed stays; hand out the gateway calls and messages that a change means."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.notifications.message import Message
from chalicelib.parking.announcement import announcements, gateway_calls_ordered
from chalicelib.parking.edition import Editions
from chalicelib.parking.settlement import hold_left_to_a_person
from chalicelib.parking.stay import Stay
from chalicelib.parking.stop import fee_until
from chalicelib.parking.take_due import Complain
from chalicelib.payments.hand_out import HandOut


def follow(
    before: Stay | None,
    after: Stay,
    editions: Editions,
    hand_out: HandOut,
    send: Callable[[Sequence[Message]], None],
    complain: Complain,
    now: datetime,
) -> None:
    """Hand out what one change ordered, and complain for a driver whose hold only a person can end.

    Safe to repeat: a call is claimed by its worker, a message has a name, a stay has one such complaint.
    """
    if gateway_calls_ordered(before, after):
        hand_out([after.stay_id])
    if hold_left_to_a_person(after) and not (before and hold_left_to_a_person(before)):
        complain(after, now)
    messages = announcements(before, after, fee_until(after, editions))
    if messages:
        send(messages)
