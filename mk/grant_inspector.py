"""Make a phone an inspector's."""

from chalicelib.devices import registered_devices
from chalicelib.devices.grant_role import grant_role


def grant_inspector(device_id: str) -> None:
    """Raises DeviceUnknown. The phone's next access token carries the new scope."""
    grant_role(device_id, "inspector", registered_devices)
