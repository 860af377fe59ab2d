"""The rules of a complaint, from opening to decision."""

from datetime import timedelta

import pytest

from chalicelib.complaints.complaint import (
    FORM_LIFE,
    MOST_FILES,
    Decision,
    Step,
    decided,
    taken_up,
    with_attachment,
)
from chalicelib.complaints.errors import ComplaintClosed, InvalidMoneyBack, TooManyFiles
from chalicelib.errors import IdempotencyKeyReused
from tests.complaints.cases import NOW, attachment, complaint, later

REJECTED = Decision("rejected", 0, "opłata należna")


def test_the_history_says_who_moved_the_case_and_when():
    case = decided(taken_up(complaint(), "anna", later(hours=1)), REJECTED, "piotr", later(hours=2))
    assert case.history == (
        Step("open", "driver", NOW),
        Step("in_review", "operator:anna", later(hours=1)),
        Step("decided", "operator:piotr", later(hours=2)),
    )
    assert case.status == "decided"


def test_a_case_that_is_in_review_is_taken_up_once():
    case = taken_up(complaint(), "anna", later(hours=1))
    assert taken_up(case, "piotr", later(hours=2)) == case


def test_an_open_case_can_be_decided_at_once():
    assert decided(complaint(), REJECTED, "anna", later(hours=1)).decision == REJECTED


def test_what_is_decided_stays_decided():
    closed = decided(complaint(), REJECTED, "anna", NOW)
    for change in (
        lambda: taken_up(closed, "anna", NOW),
        lambda: decided(closed, REJECTED, "anna", NOW),
        lambda: with_attachment(closed, attachment("file_a"), ()),
    ):
        with pytest.raises(ComplaintClosed):
            change()


@pytest.mark.parametrize("grosze", [1, 10700])
def test_up_to_all_that_was_held_can_go_back(grosze):
    assert (
        decided(complaint(), Decision("money_back", grosze, "nasz błąd"), "anna", NOW).decision.amount_grosze == grosze
    )


@pytest.mark.parametrize(("outcome", "grosze"), [("money_back", 0), ("money_back", -1), ("money_back", 10701)])
def test_money_back_is_an_amount_within_what_was_held(outcome, grosze):
    with pytest.raises(InvalidMoneyBack) as refused:
        decided(complaint(), Decision(outcome, grosze, "nasz błąd"), "anna", NOW)
    assert refused.value.details == {"most": "107.00"}


@pytest.mark.parametrize("outcome", ["accepted", "rejected"])
def test_no_other_decision_has_an_amount(outcome):
    with pytest.raises(InvalidMoneyBack):
        decided(complaint(), Decision(outcome, 1, "nasz błąd"), "anna", NOW)


def test_the_sixth_file_is_refused():
    case = complaint()
    for number in range(MOST_FILES):
        case = with_attachment(case, attachment(f"file_{number}"), ())
    with pytest.raises(TooManyFiles):
        with_attachment(case, attachment("file_more"), ())


def test_a_file_that_never_came_makes_room_once_it_can_no_longer_come():
    case = complaint()
    for number in range(MOST_FILES):
        case = with_attachment(case, attachment(f"file_{number}"), ())
    there = {f"file_{number}" for number in range(1, MOST_FILES)}
    with pytest.raises(TooManyFiles):
        with_attachment(case, attachment("file_more", NOW + FORM_LIFE + timedelta(seconds=1)), there)
    after = with_attachment(case, attachment("file_more", later(hours=1)), there)
    assert {known.attachment_id for known in after.attachments} == there | {"file_more"}


def test_the_same_file_announced_again_takes_no_further_room():
    case = with_attachment(complaint(), attachment("file_a"), ())
    again = with_attachment(case, attachment("file_a", later(minutes=5)), ())
    assert again.attachments == (attachment("file_a", later(minutes=5)),)


def test_the_key_of_one_file_cannot_announce_another():
    case = with_attachment(complaint(), attachment("file_a"), ())
    with pytest.raises(IdempotencyKeyReused):
        with_attachment(case, attachment("file_a", size=11), ())


def test_what_is_personal_is_in_no_log_line():
    shown = repr(with_attachment(complaint(), attachment("file_a"), ()))
    assert "driver@example.com" not in shown
    assert "bank.png" not in shown
