"""A phone leaves."""

from collections.abc import Iterable

from chalicelib.devices.port import Devices, PushEndpoints


def delete_device(device_id: str, devices: Devices, push: PushEndpoints, cards_leaving: Iterable[None] = ()) -> None:
    """Erase the device and its push token; harmless to repeat, also after a crash halfway.

    `cards_leaving` takes its cards off it, one at each step, before anything else: no card is on a phone that is gone.
    Then the device: from then on it gets no new access token, and a push token bound at the same moment finds no
    device and is taken back. Its present access token lives out its quarter of an hour.
    """
    for _ in cards_leaving:
        pass
    devices.remove(device_id)
    push.forget(device_id)
