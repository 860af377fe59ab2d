"""Use case: what a phone is written to in, where no request of its own says it."""

from chalicelib.devices import registered_devices
from chalicelib.devices.device import Language
from chalicelib.devices.errors import DeviceUnknown


def find_language(device_id: str) -> Language | None:
    """Return the phone's language as it is now (strong read); None for one that was deleted."""
    try:
        return registered_devices.find(device_id).language
    except DeviceUnknown:
        return None
