"""A phone looks at what the city knows of it."""

from dataclasses import replace

from chalicelib.devices.device import Device
from chalicelib.devices.port import Devices, PushEndpoints


def see_device(device_id: str, devices: Devices, push: PushEndpoints) -> Device:
    """Return the device, its pushes off where its token has died since, so that the phone sends a new one.

    Raises DeviceUnknown.
    """
    device = devices.find(device_id)
    if device.push_registered and not push.reaches(device_id):
        return replace(device, push_registered=False)
    return device
