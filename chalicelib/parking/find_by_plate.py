"""Use case of an operator: find the stay that runs for a plate, or the last one that did."""

from chalicelib.parking import claimed_plates, kept_stays
from chalicelib.parking.errors import StayUnknown
from chalicelib.parking.stay import Stay
from chalicelib.plate import normalised


def find_by_plate(plate: str) -> Stay:
    """Return the plate's stay (strong reads). Raises InvalidPlate, or StayUnknown when none ran for 30 days."""
    claim = claimed_plates.of(normalised(plate))
    stay = kept_stays.get(claim.stay_id) if claim else None
    if stay is None:
        raise StayUnknown()
    return stay
