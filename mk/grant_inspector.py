"""Make a phone an inspector's."""

from chalicelib.devices import registered_devices
from chalicelib.devices.grant_role import grant_role


def grant_inspector(device_id: str) -> str:
    """Return what was done; raises DeviceUnknown. The phone's next access token carries the new scope."""
    grant_role(device_id, "inspector", registered_devices)
    return f"{device_id} is an inspector's phone from its next access token on"
