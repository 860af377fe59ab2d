"""Each step of a case is told once, in the driver's language."""

import pytest

from chalicelib.complaints.announcement import announcements
from chalicelib.complaints.complaint import Decision, decided, taken_up, with_attachment
from chalicelib.complaints.follow import follow
from chalicelib.texts import LANGUAGES, catalogue, text
from tests.complaints.cases import attachment, complaint, later

STEPS = {
    "complaint_opened": (None, complaint()),
    "complaint_opened_by_system": (None, complaint("system")),
    "complaint_in_review": (complaint(), taken_up(complaint(), "anna", later(hours=1))),
    **{
        f"complaint_{outcome}": (
            complaint(),
            decided(complaint(), Decision(outcome, grosze, "bo tak"), "anna", later(hours=1)),
        )
        for outcome, grosze in (("accepted", 0), ("rejected", 0), ("money_back", 9900))
    },
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_told_by_push_and_by_e_mail(name):
    push, email = announcements(*STEPS[name])
    assert push.template == email.template == f"messages.{name}"
    assert (push.identifier, email.identifier) == (f"cmp_a:{name}:push", f"cmp_a:{name}:email")
    assert (push.device_id, push.email, email.device_id, email.email) == ("dev_a", "", "", "driver@example.com")
    assert push.link == "complaints/cmp_a"


def test_who_gave_no_address_is_told_by_push_alone():
    assert [message.channel for message in announcements(None, complaint(email=""))] == ["push"]


def test_two_steps_that_one_change_made_are_both_told():
    case = decided(
        taken_up(complaint(), "anna", later(hours=1)), Decision("accepted", 0, "tak"), "anna", later(hours=1)
    )
    told = [message.template for message in announcements(complaint(email=""), case)]
    assert "messages.complaint_in_review" in told
    assert "messages.complaint_accepted" in told


def test_a_file_is_no_news():
    sent = []
    follow(complaint(), with_attachment(complaint(), attachment("file_a"), ()), sent.extend)
    assert sent == []


def test_what_still_stands_is_what_was_neither_taken_nor_released():
    push, _ = announcements(None, complaint("system", language="en"))
    said = text(f"{push.template}.body", "en", **push.values)
    assert "KR1AB23, parked 23.11.2026: PLN 99.00 is still held." in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STEPS)
def test_every_message_can_be_said_and_a_push_fits_on_a_locked_screen(name, language):
    (push, _) = announcements(*STEPS[name])
    title, body, email_title, email_body = (
        text(f"messages.{name}.{part}", language, **push.values)
        for part in ("title", "body", "email_title", "email_body")
    )
    assert len(title) <= 40
    assert len(body) <= 178
    assert "KR1AB23" in body
    assert "KR1AB23" in email_title
    for fact in ("cmp_a", "KR1AB23", "23.11.2026", "09:00"):
        assert fact in email_body
    assert ("bo tak" in email_body) == (push.values["why"] != "")


def test_no_message_is_written_that_nobody_sends():
    written = {key.split(".")[1] for key in catalogue() if key.startswith("messages.complaint_")}
    assert written == set(STEPS)
