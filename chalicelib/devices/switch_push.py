"""Bind a phone's push token, as far as the push service lets us."""

from datetime import datetime

from chalicelib.devices.device import Device
from chalicelib.devices.errors import DeviceUnknown
from chalicelib.devices.port import Devices, PushEndpoints
from chalicelib.log import logger


def switch_push_on(
    device: Device,
    push_token: str,
    now: datetime,
    devices: Devices,
    push: PushEndpoints,
) -> Device:
    """Return the device with its pushes on, or as it is when the push service fails or knows no such token.

    Pushes are a comfort: their failure is logged and never fails what they were asked with. Only the kind of
    the failure is logged, because its words might quote the token. Raises DeviceUnknown, leaving no endpoint,
    when the device is deleted meanwhile.
    """
    try:
        registered = push.register(device.device_id, device.platform, push_token, now)
    except Exception as error:  # noqa: BLE001 - whatever the push service does wrong
        logger.warning("push registration failed", platform=device.platform, error=type(error).__name__)
        return device
    if not registered:
        return device
    try:
        return devices.change(device.device_id, push_registered=True)
    except DeviceUnknown:
        push.forget(device.device_id)
        raise
