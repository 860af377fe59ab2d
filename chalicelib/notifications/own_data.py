"""Use case: hand a phone what is kept so that pushes reach it."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.notifications import registered_endpoints
from chalicelib.warsaw import in_warsaw


class OwnEndpoint(msgspec.Struct, frozen=True):
    """Where the phone gets its pushes; `enabled` is false once the push service said that the token is dead."""

    platform: Annotated[str, Meta(examples=["ios"])]
    push_token: Annotated[str, Meta(examples=["740f4707bebcf74f…"])]
    enabled: Annotated[bool, Meta(examples=[True])]
    updated_at: Annotated[datetime, Meta(tz=True, examples=["2026-11-21T10:30:00+01:00"])]


def own_endpoint(device_id: str) -> OwnEndpoint | None:
    """Return the phone's endpoint, None where it has none."""
    known = registered_endpoints.of(device_id)
    if known is None:
        return None
    return OwnEndpoint(known.platform, known.push_token, known.enabled, in_warsaw(known.updated_at))
