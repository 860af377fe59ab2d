"""A phone introduces itself with its public key."""

from datetime import datetime

from chalicelib.devices.device import Device, Language
from chalicelib.devices.order import Registration
from chalicelib.devices.port import Devices, PushEndpoints
from chalicelib.devices.public_key import device_id_of, public_key_of
from chalicelib.devices.switch_push import switch_push_on


def register_device(
    order: Registration,
    language: Language,
    now: datetime,
    devices: Devices,
    push: PushEndpoints,
) -> Device:
    """Return the device of this key; `language` is used where the order names none. Raises InvalidPublicKey.

    A public key is no secret, so a repeat changes nothing and binds no push token: only the holder of the
    private key, with a token, changes a device. The device is written first; where a crash or a failure leaves
    it without pushes it says so, and the phone sends its push token again.
    """
    key = public_key_of(order.public_key)
    registered_at = now.replace(microsecond=0)  # storage keeps milliseconds, and each answer must be the same
    device = Device(device_id_of(key), key, order.platform, order.language or language, order.name, registered_at)
    if not devices.keep_new(device):
        return devices.find(device.device_id)
    if order.push_token is None:
        return device
    return switch_push_on(device, order.push_token, now, devices, push)
