"""What the use cases ask of storage and of the push service, in our words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.devices.device import Device, Language, Role


@dataclass(frozen=True)
class PushEndpoints:
    """The use cases of `notifications` that a phone's own life needs."""

    register: Callable[[str, str, str, datetime], bool]
    """(device_id, platform, push_token, now): whether the phone gets pushes from now on."""
    forget: Callable[[str], None]
    """(device_id): it gets no more; no error when it got none."""
    reaches: Callable[[str], bool]
    """(device_id): whether its token still lives, as far as the push service has told."""


class Devices(Protocol):
    """`registered_devices` keeps this promise."""

    def keep_new(self, device: Device) -> bool:
        """Write the device unless one has its id already; return whether it was written."""

    def find(self, device_id: str) -> Device:
        """Return the device (strong read); raises DeviceUnknown."""

    def change(
        self,
        device_id: str,
        *,
        language: Language | None = None,
        name: str | None = None,
        push_registered: bool | None = None,
    ) -> Device:
        """Set what is not None, at least one, and return the device; raises DeviceUnknown."""

    def set_role(self, device_id: str, role: Role | None) -> Device:
        """Give or, with None, take a role; raises DeviceUnknown."""

    def remove(self, device_id: str) -> None:
        """Delete the device; no error when there is none."""


class Assertions(Protocol):
    """`used_assertions` keeps this promise."""

    def use(self, device_id: str, jti: str, forgettable_at: datetime) -> bool:
        """Return whether this is the first use of the assertion; the claim is atomic."""
