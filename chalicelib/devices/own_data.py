"""Use case: hand a phone what is kept about itself."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.devices import registered_devices
from chalicelib.devices.answer import RegisteredPhone
from chalicelib.devices.device import Role
from chalicelib.devices.errors import DeviceUnknown
from chalicelib.devices.es256 import jwk
from chalicelib.devices.order import JWK_EXAMPLE


class OwnDevice(msgspec.Struct, frozen=True):
    """A phone as the app shows it, its public key and its role."""

    device: RegisteredPhone
    public_key: Annotated[dict[str, str], Meta(examples=[JWK_EXAMPLE])]
    role: Annotated[Role, Meta(examples=["inspector"])] | None


def own_device(device_id: str) -> OwnDevice | None:
    """Return the phone, None once it is deleted."""
    try:
        device = registered_devices.find(device_id)
    except DeviceUnknown:
        return None
    return OwnDevice(RegisteredPhone.of(device), jwk(device.public_key), device.role)
