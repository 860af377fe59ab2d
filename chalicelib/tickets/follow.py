"""Use case: follow the stream of changed tickets; hand out the gateway calls and messages that a change means."""

from collections.abc import Callable, Sequence

from chalicelib.notifications.message import Message
from chalicelib.payments.hand_out import HandOut
from chalicelib.tickets.announcement import announcements, calls_ordered
from chalicelib.tickets.ticket import Ticket


def follow(before: Ticket | None, after: Ticket, hand_out: HandOut, send: Callable[[Sequence[Message]], None]) -> None:
    """Hand out what one change ordered. Safe to repeat: a call is claimed by its worker, a message has a name."""
    if calls_ordered(before, after):
        hand_out([after.ticket_id])
    messages = announcements(before, after)
    if messages:
        send(messages)
