"""Use case: the holder stops a subscription."""

from datetime import datetime

from chalicelib.storage import decide
from chalicelib.tickets.find_subscription import find_subscription
from chalicelib.tickets.record import record
from chalicelib.tickets.subscription import ended
from chalicelib.tickets.ticket import Ticket


def stop_subscription(subscription_id: str, device_id: str, now: datetime) -> list[Ticket]:
    """Return its months, after which none follows; again, or when it has ended, nothing changes.

    A month that is paid stays good. One whose charge is on its way at this moment never comes to be: its money goes
    back. One transaction; the end of the mandate leaves by the outbox. Raises SubscriptionUnknown.
    """

    def attempt() -> list[Ticket]:
        months = find_subscription(subscription_id, device_id)
        last = months[-1]
        if last.month is None or last.month.ended or (last.month.is_last and last.issued_at):
            return months
        return [*months[:-1], record(last, ended(last, "stopped", now), now)]

    return decide(attempt)
