"""A complaint is opened once: by its driver for a key, by the system for a stay and a reason."""

from datetime import datetime

import pytest

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.complaint import Decision
from chalicelib.complaints.decide_complaint import decide_complaint
from chalicelib.complaints.errors import ComplaintUnknown
from chalicelib.complaints.find_complaint import find_own_complaint
from chalicelib.complaints.open_by_system import open_by_system
from chalicelib.complaints.open_complaint import open_complaint
from chalicelib.errors import IdempotencyKeyReused
from chalicelib.warsaw import WARSAW
from tests.complaints.cases import NOW, caller, later, nothing_back, order, subject

pytestmark = pytest.mark.usefixtures("registry")


def filed(complaint):
    return filed_complaints.get(complaint.complaint_id)


@pytest.mark.parametrize("changes", [{}, {"stopped_at": None, "email": ""}])
def test_a_complaint_is_kept_as_it_was_opened(changes):
    complaint = open_complaint(order(phone="126165555"), subject(**changes), caller(), NOW)
    assert filed(complaint) == complaint
    assert (complaint.phone, complaint.description) == ("126165555", "Nadal brak środków.")


def test_a_driver_is_written_to_in_the_language_they_complain_in():
    assert open_complaint(order(), subject(language="pl"), caller(language="uk"), NOW).subject.language == "uk"


def test_the_same_key_meets_the_first_complaint():
    first = open_complaint(order(), subject(), caller(), NOW)
    again = open_complaint(order(), subject(captured_grosze=10700), caller(), later(minutes=1))
    assert again == first == filed(first)


def test_the_same_key_with_another_body_is_refused():
    open_complaint(order(), subject(), caller(), NOW)
    with pytest.raises(IdempotencyKeyReused):
        open_complaint(order(reason="wrong_plate"), subject(), caller(body=b"another"), NOW)


def test_the_same_key_of_two_phones_is_two_complaints():
    mine = open_complaint(order(), subject(), caller(), NOW)
    theirs = open_complaint(order(), subject(device_id="dev_b"), caller(device_id="dev_b"), NOW)
    assert mine.complaint_id != theirs.complaint_id


def test_nobody_finds_the_complaint_of_another_phone():
    complaint = open_complaint(order(), subject(), caller(), NOW)
    with pytest.raises(ComplaintUnknown):
        find_own_complaint(complaint.complaint_id, "dev_b")


def test_the_system_opens_one_complaint_for_a_stay_and_a_reason():
    first = open_by_system(subject(), "hold_not_released", NOW)
    again = open_by_system(subject(released_grosze=9900), "hold_not_released", later(days=1))
    other = open_by_system(subject(), "stopped_too_late", NOW)
    assert again == first == filed(first)
    assert other.complaint_id != first.complaint_id
    assert first.history[0].by == "system"


def test_the_system_does_not_open_again_what_was_decided():
    first = open_by_system(subject(), "hold_not_released", NOW)
    decide_complaint(first.complaint_id, Decision("accepted", 0, "zwolniono"), "anna", later(hours=1), nothing_back)
    assert open_by_system(subject(), "hold_not_released", later(days=1)).status == "decided"


def test_a_case_lives_for_the_five_years_after_that_of_its_last_step():
    first = open_by_system(subject(), "hold_not_released", NOW)
    new_year = later(days=30)
    assert (NOW.year, new_year.year) == (2026, 2027)
    decide_complaint(first.complaint_id, Decision("accepted", 0, "zwolniono"), "anna", new_year, nothing_back)
    item = filed_complaints.FiledComplaint.get(first.complaint_id)
    assert item.expires_at == datetime(2033, 1, 1, tzinfo=WARSAW).timestamp()
