"""Use cases: a phone leaves parking."""

from collections.abc import Iterator

from chalicelib import ids
from chalicelib.parking import kept_stays
from chalicelib.parking.departure import expect_over, without_driver
from chalicelib.storage import commit, decide


def expect_stays_over(device_id: str) -> None:
    """Return when all the phone's stays are over and their money is settled.

    Raises StayStillRunning or MoneyNotSettled.
    """
    for stay in kept_stays.all_of_device(device_id):
        expect_over(stay)


def forget_phone(device_id: str) -> Iterator[None]:
    """Take the phone and its driver off its stays, one at each step of the iterator.

    Each stay gets a name of its own, so they lead not even to one another. Safe to stop and to repeat: a stay without
    its phone is not found again. Raises StayStillRunning or MoneyNotSettled.
    """
    for stay in kept_stays.all_of_device(device_id):
        _forget(stay.stay_id, device_id)
        yield


def _forget(stay_id: str, device_id: str) -> None:
    def attempt() -> None:
        stay = kept_stays.get(stay_id)
        if stay is not None and stay.device_id == device_id:
            commit(kept_stays.replacing(stay, without_driver(stay, ids.random_id("gone"))))

    decide(attempt)
