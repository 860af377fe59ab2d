"""Where one phone gets its pushes. Rules only."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Endpoint:
    """A phone's address at the push service: `endpoint_arn`, made for `push_token`.

    `enabled` is False once the service said that the token is dead; only a new registration revives it.
    `updated_at` is the phone's last registration. The token is never logged.
    """

    device_id: str
    platform: str
    endpoint_arn: str
    push_token: str = field(repr=False)
    updated_at: datetime
    enabled: bool = True
