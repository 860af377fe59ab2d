"""Use cases: find a phone's subscriptions. Each is its tickets, and is on the phone that has the last of them."""

from chalicelib.tariff.product import IN_CALENDAR_MONTHS, SUBSCRIBED
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.errors import SubscriptionUnknown
from chalicelib.tickets.month import ticket_id_of_month
from chalicelib.tickets.ticket import Ticket

_LONGEST = max(IN_CALENDAR_MONTHS[kind] for kind in SUBSCRIBED)


def find_subscription(subscription_id: str, device_id: str) -> list[Ticket]:
    """Return its months so far, the first first; raises SubscriptionUnknown."""
    months = months_of(subscription_id)
    if not months or months[-1].device_id != device_id:
        raise SubscriptionUnknown()
    return months


def months_of(subscription_id: str) -> list[Ticket]:
    """Return its months so far, on whatever phones they are (strong reads, one round trip).

    The ids of its tickets follow from its own. A month whose phone was erased since is left out.
    """
    ids = [ticket_id_of_month(subscription_id, number) for number in range(1, _LONGEST + 1)]
    return [ticket for ticket in kept_tickets.in_order(ids) if ticket.month]


def list_subscriptions(device_id: str) -> list[list[Ticket]]:
    """Return the months of each subscription that is on the phone, the one begun last first."""
    own = [ticket.month for ticket in kept_tickets.all_of_device(device_id) if ticket.month]
    begun = {month.subscription_id: month.begun_at for month in own}
    found = []
    for subscription_id in sorted(begun, key=lambda one: begun[one], reverse=True):
        try:
            found.append(find_subscription(subscription_id, device_id))
        except SubscriptionUnknown:  # its last month has moved to another phone
            continue
    return found
