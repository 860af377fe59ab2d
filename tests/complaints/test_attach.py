"""Evidence is announced, uploaded by itself, and there only once it is really there."""

import pytest

from chalicelib.complaints import filed_complaints
from chalicelib.complaints.attach import attach
from chalicelib.complaints.complaint import FORM_LIFE
from chalicelib.complaints.errors import ComplaintUnknown, TooManyFiles
from chalicelib.complaints.open_by_system import open_by_system
from chalicelib.complaints.order import AttachmentOrder
from chalicelib.complaints.show_complaint import show_complaint
from tests.complaints.cases import NOW, FakeFiles, caller, later, subject

PICTURE = AttachmentOrder("bank.png", "image/png", 182044)


@pytest.fixture
def case(registry):
    return open_by_system(subject(), "hold_not_released", NOW).complaint_id


@pytest.fixture
def files():
    return FakeFiles()


def test_the_announcement_is_kept_before_the_form_is_given(case, files):
    form = attach(case, PICTURE, caller(), NOW, files)
    (kept,) = filed_complaints.get(case).attachments
    assert (kept.attachment_id, kept.size) == (form.attachment_id, 182044)
    assert form.expires_at == NOW + FORM_LIFE


def test_the_same_key_gets_a_fresh_form_for_the_same_file(case, files):
    first = attach(case, PICTURE, caller(), NOW, files)
    again = attach(case, PICTURE, caller(), later(minutes=9), files)
    assert again.attachment_id == first.attachment_id
    assert again.expires_at == later(minutes=19)
    assert len(filed_complaints.get(case).attachments) == 1


def test_the_complaint_of_another_phone_takes_no_file(case, files):
    with pytest.raises(ComplaintUnknown):
        attach(case, PICTURE, caller(device_id="dev_b"), NOW, files)


def test_a_file_that_never_came_makes_room_for_another(case, files):
    forms = [attach(case, PICTURE, caller(f"key-0000000{n}"), NOW, files) for n in range(5)]
    for form in forms[1:]:
        files.come(case, form.attachment_id)
    with pytest.raises(TooManyFiles):
        attach(case, PICTURE, caller("key-more"), NOW, files)
    attach(case, PICTURE, caller("key-more"), later(hours=1), files)
    kept = [attachment.attachment_id for attachment in filed_complaints.get(case).attachments]
    assert kept[:4] == [form.attachment_id for form in forms[1:]]
    assert len(kept) == 5


def test_an_operator_gets_links_to_what_has_come_only(case, files):
    here = attach(case, PICTURE, caller("key-here-1"), NOW, files).attachment_id
    attach(case, PICTURE, caller("key-away-1"), NOW, files)
    files.come(case, here)
    assert show_complaint(case, files).links == {here: f"https://files.test/{case}/{here}"}
