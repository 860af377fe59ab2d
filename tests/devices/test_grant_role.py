import pytest

from chalicelib.devices import registered_devices
from chalicelib.devices.errors import DeviceUnknown
from chalicelib.devices.grant_role import grant_role


def test_a_role_is_kept_until_it_is_taken(phone):
    phone.register(name="mine")
    before = registered_devices.find(phone.device_id)
    assert grant_role(phone.device_id, "inspector", registered_devices).scope == "inspector"
    assert registered_devices.find(phone.device_id).role == "inspector"
    assert grant_role(phone.device_id, None, registered_devices) == before


def test_a_role_makes_no_phone(phone):
    with pytest.raises(DeviceUnknown):
        grant_role(phone.device_id, "inspector", registered_devices)
    with pytest.raises(DeviceUnknown):
        registered_devices.find(phone.device_id)
