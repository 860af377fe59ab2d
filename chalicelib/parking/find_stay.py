"""Use case: find a stay for the phone that owns it."""

from chalicelib.parking import kept_stays
from chalicelib.parking.errors import StayUnknown
from chalicelib.parking.stay import Stay


def find_stay(stay_id: str, device_id: str) -> Stay:
    """Return the device's own stay; raises StayUnknown for any other, so nobody learns that it exists."""
    stay = kept_stays.get(stay_id)
    if stay is None or stay.device_id != device_id:
        raise StayUnknown()
    return stay
