"""A phone tells its push token: at its first start, and again whenever its system gives it another."""

from datetime import datetime

from chalicelib.notifications import live, registered_endpoints
from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.port import PushSender


def register_endpoint(
    device_id: str,
    platform: str,
    push_token: str,
    now: datetime,
    *,
    push: PushSender | None = None,
) -> bool:
    """Return whether the phone gets pushes from now on; False where its platform has none.

    Raises PushTokenRefused. The push service first, then our record: after a crash between them the phone
    registers again at its next start and finds the endpoint that it left.
    """
    push = push or live.push()
    known = registered_endpoints.of(device_id)
    known_arn = known.endpoint_arn if known and known.platform == platform else None
    arn = push.register(device_id, platform, push_token, known_arn)
    if arn is None:
        return False
    registered_endpoints.keep(Endpoint(device_id, platform, arn, push_token, now))
    return True
