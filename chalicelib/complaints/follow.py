"""Use case: follow the stream of changed complaints; tell their drivers."""

from collections.abc import Callable, Sequence

from chalicelib.complaints.announcement import announcements
from chalicelib.complaints.complaint import Complaint
from chalicelib.notifications.message import Message


def follow(before: Complaint | None, after: Complaint, send: Callable[[Sequence[Message]], None]) -> None:
    """Send what one change means to the driver. Safe to repeat: a message has a name."""
    messages = announcements(before, after)
    if messages:
        send(messages)
