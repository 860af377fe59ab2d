"""An operator makes a phone an inspector's, or takes that back."""

from chalicelib.devices.device import Device, Role
from chalicelib.devices.port import Devices


def grant_role(device_id: str, role: Role | None, devices: Devices) -> Device:
    """Return the device with its role, None for none; raises DeviceUnknown.

    It takes effect with the phone's next access token, a quarter of an hour later at most.
    """
    return devices.set_role(device_id, role)
