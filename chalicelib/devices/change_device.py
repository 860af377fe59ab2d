"""A phone changes its push token, language or name."""

from datetime import datetime

from msgspec import UNSET

from chalicelib.devices.device import Device
from chalicelib.devices.errors import NothingToChange
from chalicelib.devices.order import DeviceChange
from chalicelib.devices.port import Devices, PushEndpoints
from chalicelib.devices.switch_push import switch_push_on


def change_device(
    device_id: str,
    order: DeviceChange,
    now: datetime,
    devices: Devices,
    push: PushEndpoints,
) -> Device:
    """Return the changed device; raises NothingToChange or DeviceUnknown.

    Our record first, with pushes off until the new push token is bound: after a crash it never promises pushes
    that do not come, and the phone sends its push token again.
    """
    if order == DeviceChange():
        raise NothingToChange()
    device = devices.change(
        device_id,
        language=None if order.language is UNSET else order.language,
        name=None if order.name is UNSET else order.name,
        push_registered=None if order.push_token is UNSET else False,
    )
    if order.push_token is UNSET:
        return device
    if order.push_token is None:
        push.forget(device_id)
        return device
    return switch_push_on(device, order.push_token, now, devices, push)
