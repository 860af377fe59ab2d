"""Use case: let another slice's transaction depend on a phone that is still registered, as a write that it adds."""

from chalicelib.devices.errors import DeviceUnknown
from chalicelib.devices.registered_devices import RegisteredDevice
from chalicelib.storage import Check


def still_registered(device_id: str) -> Check:
    """Return the check that the phone was not deleted, which its access token cannot tell; refused as DeviceUnknown."""
    return Check(RegisteredDevice, device_id, RegisteredDevice.device_id.exists(), lambda _: DeviceUnknown())
