"""What happens when two requests of one phone meet."""

import pytest

from chalicelib.clock import utc_now
from chalicelib.devices import registered_devices
from chalicelib.devices.delete_device import delete_device
from chalicelib.devices.errors import DeviceUnknown
from chalicelib.devices.port import PushEndpoints
from chalicelib.devices.switch_push import switch_push_on


def test_a_phone_deleted_while_its_push_token_is_bound_leaves_no_endpoint(phone, push):
    phone.register()
    device = registered_devices.find(phone.device_id)

    def deleted_meanwhile(*registration):
        delete_device(phone.device_id, registered_devices, push.endpoints)
        return push.register(*registration)

    with pytest.raises(DeviceUnknown):
        switch_push_on(
            device,
            "token-a",
            utc_now(),
            registered_devices,
            PushEndpoints(deleted_meanwhile, push.forget, push.endpoints.reaches),
        )
    assert push.bound == {}


def test_a_deletion_that_stopped_halfway_is_finished_by_the_next_one(phone, push):
    phone.register(push_token="token-a")

    def fails(device_id):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        delete_device(phone.device_id, registered_devices, PushEndpoints(push.register, fails, push.endpoints.reaches))
    delete_device(phone.device_id, registered_devices, push.endpoints)
    assert push.bound == {}
