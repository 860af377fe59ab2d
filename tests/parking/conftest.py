import pytest

from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.complaints.filed_complaints import FiledComplaint
from chalicelib.parking.claimed_plates import ClaimedPlate
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.recorded_inspections import RecordedInspection
from chalicelib.payments.booked_entries import BookedEntry
from tests.parking.city import City


@pytest.fixture
def city(tables) -> City:
    tables(KeptStay, ClaimedPlate, BookedEntry, RecordedInspection, FiledComplaint, RecordedEntry)
    return City()
