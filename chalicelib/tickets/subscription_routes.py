"""Subscriptions over HTTP: what runs on this phone, and its end. One begins as any ticket does, with its order."""

from collections.abc import Sequence

from chalicelib.clock import utc_now
from chalicelib.devices.audience import DEVICE
from chalicelib.http import Api
from chalicelib.tickets.errors import SubscriptionUnknown
from chalicelib.tickets.find_subscription import find_subscription, list_subscriptions
from chalicelib.tickets.stop_subscription import stop_subscription
from chalicelib.tickets.subscription_answer import SubscriptionAnswer, SubscriptionsAnswer, subscription_answer
from chalicelib.tickets.ticket import Ticket

subscriptions_api = Api(__name__, tag="Tickets")


@subscriptions_api.operation(
    "GET",
    "/subscriptions",
    "Tickets that this phone buys month by month, the newest first",
    audience=DEVICE,
    answers=SubscriptionsAnswer,
)
def list_own_subscriptions() -> SubscriptionsAnswer:
    """One begins with `POST /tickets/orders` for such a ticket; later months are charged by themselves."""
    found = list_subscriptions(subscriptions_api.device_id)
    return SubscriptionsAnswer([_answer(months) for months in found])


@subscriptions_api.operation(
    "GET",
    "/subscriptions/{subscription_id}",
    "One of them, with its months and the next charge",
    audience=DEVICE,
    answers=SubscriptionAnswer,
    refuses=[SubscriptionUnknown],
)
def show_subscription(subscription_id: str) -> SubscriptionAnswer:
    """It is on the phone that has its last month's ticket, and moves with it."""
    return _answer(find_subscription(subscription_id, subscriptions_api.device_id))


@subscriptions_api.operation(
    "DELETE",
    "/subscriptions/{subscription_id}",
    "Stop it: nothing more is charged, and what is paid stays good",
    audience=DEVICE,
    answers=SubscriptionAnswer,
    refuses=[SubscriptionUnknown],
)
def stop_a_subscription(subscription_id: str) -> SubscriptionAnswer:
    """Again changes nothing. A charge that is on its way at this moment goes back by itself."""
    return _answer(stop_subscription(subscription_id, subscriptions_api.device_id, utc_now()))


def _answer(months: Sequence[Ticket]) -> SubscriptionAnswer:
    return subscription_answer(months, utc_now(), subscriptions_api.language)
