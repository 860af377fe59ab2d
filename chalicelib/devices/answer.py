"""What a phone gets."""

from datetime import datetime
from typing import Annotated

import msgspec

from chalicelib.devices.access_token import LIFETIME, Scope
from chalicelib.devices.device import Device
from chalicelib.devices.order import LanguageField, Name, PlatformField
from chalicelib.warsaw import in_warsaw

DeviceId = Annotated[str, msgspec.Meta(examples=["dev_k3u6zq5n2x7c4v5b6n7m2a3s"])]


class PushState(msgspec.Struct, frozen=True):
    """Whether the phone gets pushes."""

    registered: Annotated[bool, msgspec.Meta(examples=[True])]


class RegisteredPhone(msgspec.Struct, frozen=True):
    """A phone as the city knows it."""

    device_id: DeviceId
    platform: PlatformField
    language: LanguageField
    name: Name
    registered_at: Annotated[datetime, msgspec.Meta(examples=["2026-11-20T08:15:00+01:00"])]
    push: PushState

    @classmethod
    def of(cls, device: Device) -> "RegisteredPhone":
        return cls(
            device_id=device.device_id,
            platform=device.platform,
            language=device.language,
            name=device.name,
            registered_at=in_warsaw(device.registered_at),
            push=PushState(device.push_registered),
        )


class Token(msgspec.Struct, frozen=True):
    """RFC 6749 §5.1."""

    access_token: Annotated[str, msgspec.Meta(examples=["eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJpc3Mi….c2ln…"])]
    scope: Annotated[Scope, msgspec.Meta(description="`inspector` once an operator made it one", examples=["device"])]
    token_type: Annotated[str, msgspec.Meta(examples=["Bearer"])] = "Bearer"  # noqa: S105 - the kind, not the token
    expires_in: Annotated[int, msgspec.Meta(description="seconds", examples=[900])] = int(LIFETIME.total_seconds())
