"""Phones by the id that their key derives. Nothing is read before it is written."""

from typing import cast

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib import config
from chalicelib.devices.device import Device, Language, Platform, Role
from chalicelib.devices.errors import DeviceUnknown
from chalicelib.devices.es256 import jwk
from chalicelib.devices.public_key import public_key_of
from chalicelib.storage import MomentAttribute, Table, condition_failed


class RegisteredDevice(Table):
    class Meta:
        table_name = config.table_name("devices")
        region = config.REGION

    device_id = UnicodeAttribute(hash_key=True)
    public_key = JSONAttribute()
    platform = UnicodeAttribute()
    language = UnicodeAttribute()
    name = UnicodeAttribute()
    registered_at = MomentAttribute()
    push_registered = BooleanAttribute()
    role = UnicodeAttribute(null=True)


def keep_new(device: Device) -> bool:
    """Write the device unless one has its id already; return whether it was written."""
    item = RegisteredDevice(
        device.device_id,
        public_key=jwk(device.public_key),
        platform=device.platform,
        language=device.language,
        name=device.name,
        registered_at=device.registered_at,
        push_registered=device.push_registered,
        role=device.role,
    )
    try:
        item.save(RegisteredDevice.device_id.does_not_exist())
    except PutError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def find(device_id: str) -> Device:
    """Return the device (strong read); raises DeviceUnknown."""
    try:
        return _device(RegisteredDevice.get(device_id, consistent_read=True))
    except RegisteredDevice.DoesNotExist:
        raise DeviceUnknown() from None


def change(
    device_id: str,
    *,
    language: Language | None = None,
    name: str | None = None,
    push_registered: bool | None = None,
) -> Device:
    """Set what is not None, at least one, and return the device; raises DeviceUnknown."""
    actions: list[Action] = []
    if language is not None:
        actions.append(RegisteredDevice.language.set(language))
    if name is not None:
        actions.append(RegisteredDevice.name.set(name))
    if push_registered is not None:
        actions.append(RegisteredDevice.push_registered.set(push_registered))
    return _update(device_id, *actions)


def set_role(device_id: str, role: Role | None) -> Device:
    """Give or, with None, take a role; raises DeviceUnknown."""
    return _update(device_id, RegisteredDevice.role.set(role) if role else RegisteredDevice.role.remove())


def remove(device_id: str) -> None:
    """Delete the device; no error when there is none."""
    RegisteredDevice(device_id).delete()


def _update(device_id: str, *actions: Action) -> Device:
    item = RegisteredDevice(device_id)
    try:
        item.update(list(actions), RegisteredDevice.device_id.exists())
    except UpdateError as error:
        if not condition_failed(error):
            raise
        raise DeviceUnknown() from error
    return _device(item)


def _device(item: RegisteredDevice) -> Device:
    return Device(
        device_id=item.device_id,
        public_key=public_key_of(item.public_key),
        platform=cast(Platform, item.platform),
        language=cast(Language, item.language),
        name=item.name,
        registered_at=item.registered_at,
        push_registered=item.push_registered,
        role=cast(Role | None, item.role),
    )
