"""Use case: a phone leaves for good."""

from chalicelib.devices import registered_devices
from chalicelib.devices.delete_device import delete_device
from chalicelib.devices.port import PushEndpoints
from chalicelib.notifications.forget_endpoint import forget_endpoint
from chalicelib.notifications.reaches import reaches
from chalicelib.notifications.register_endpoint import register_endpoint


def forget_phone(device_id: str) -> None:
    """Erase the phone and its push token here and at the push service; harmless to repeat."""
    delete_device(device_id, registered_devices, PushEndpoints(register_endpoint, forget_endpoint, reaches))
