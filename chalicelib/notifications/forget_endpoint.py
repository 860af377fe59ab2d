"""A phone leaves, or no longer wants pushes."""

from chalicelib.notifications import live, registered_endpoints
from chalicelib.notifications.port import PushSender


def forget_endpoint(device_id: str, push: PushSender | None = None) -> None:
    """Delete the phone's token here and at the push service; no error when it has none.

    The push service first: after a crash between them the record still says what is left to delete.
    """
    endpoint = registered_endpoints.of(device_id)
    if endpoint is None:
        return
    (push or live.push()).forget(endpoint)
    registered_endpoints.remove(device_id)
