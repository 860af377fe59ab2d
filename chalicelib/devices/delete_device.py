"""A phone leaves."""

from chalicelib.devices.port import Devices, PushEndpoints


def delete_device(device_id: str, devices: Devices, push: PushEndpoints) -> None:
    """Erase the device and its push token; harmless to repeat, also after a crash halfway.

    The device first: from then on it gets no new access token, and a push token bound at the same moment finds
    no device and is taken back. Its present access token lives out its quarter of an hour.
    """
    devices.remove(device_id)
    push.forget(device_id)
