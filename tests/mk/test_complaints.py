"""Complaints at the desk: what waits, a case with its evidence, and a decision with whoever took it."""

import getpass
import json

import pytest

from chalicelib import config
from chalicelib.audit.list_entries import list_entries
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.complaints import filed_complaints
from chalicelib.complaints.filed_complaints import FiledComplaint
from chalicelib.complaints.open_complaint import open_complaint
from chalicelib.parking.find_subject import subject_of
from mk.operator import operator
from tests.complaints.cases import NOW, attachment, caller, order, subject
from tests.mk.conftest import OPERATOR


@pytest.fixture
def case(aws, tables):
    tables(FiledComplaint, RecordedEntry)
    aws("ssm").put_parameter(Name="/mkrakow/test/cursors/key", Value="k", Type="SecureString")
    bucket = "mkrakow-test-attachments-123456789012"
    aws("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return open_complaint(order(phone="126165555"), subject(), caller(), NOW).complaint_id


def test_what_waits_is_listed_in_the_operators_language(mk, case):
    assert "blokada niezwolniona: nowa" in mk("complaints", "list")[1]
    status, said = mk("complaints", "list", "--language", "en")
    assert status == 0
    assert said == f"{case}  08.12.2026 10:15  KR1AB23  PLN 107.00  hold not released: open\n"
    assert mk("complaints", "list", "--status", "in_review", "--language", "en")[1] == "Nothing is waiting.\n"


def test_a_list_goes_on_where_its_cursor_says(mk, case):
    open_complaint(order(), subject(), caller("key-00000002"), NOW)
    page = json.loads(mk("complaints", "list", "--limit", "1", "--json")[1])
    rest = json.loads(mk("complaints", "list", "--limit", "1", "--json", "--cursor", page["next_cursor"])[1])
    assert len({one["complaint_id"] for one in page["items"] + rest["items"]}) == 2


def test_a_case_is_shown_whole(mk, case, aws):
    kept = filed_complaints.get(case)
    for name in ("file_here", "file_away"):
        FiledComplaint(case).update(
            [
                FiledComplaint.attachments.set(
                    FiledComplaint.attachments.append([filed_complaints.FiledAttachment(**vars(attachment(name)))])
                )
            ]
        )
    key = f"complaints/{case}/file_here"
    aws("s3").put_object(Bucket="mkrakow-test-attachments-123456789012", Key=key, Body=b"x")
    status, said = mk("complaints", "show", case)
    assert status == 0
    for fact in ("KR1AB23", "126165555", "107,00\u00a0zł", "stay_a_1", kept.description, "kierowca", "nie dotarł", key):
        assert fact in said
    assert json.loads(mk("complaints", "show", case, "--json")[1])["links"].keys() == {"file_here"}


def test_a_drivers_words_do_not_steer_the_terminal(mk, case):
    FiledComplaint(case).update([FiledComplaint.description.set("pierwszy\ndrugi\x1b[2J")])
    _, said = mk("complaints", "show", case)
    assert "pierwszy\ndrugi�[2J" in said


def test_a_decision_keeps_the_operator_that_aws_knows(mk, case):
    assert mk("complaints", "review", case)[0] == 0
    status, said = mk("complaints", "decide", case, "accepted", "--why", "zwolniono")
    assert (status, said.endswith("blokada niezwolniona: uznana\n")) == (0, True)
    assert filed_complaints.get(case).history[-1].by == f"operator:{OPERATOR}"
    entries, _ = list_entries("complaints", 9, None)
    assert [(entry.what, entry.who) for entry in entries] == [("decide", OPERATOR), ("review", OPERATOR)]


def test_money_back_is_ordered_with_the_decision(desk):
    stay = desk.captured()
    case = open_complaint(order(stay_id=stay.stay_id), subject_of(stay), caller(), desk.city.now).complaint_id
    decision = ("complaints", "decide", case, "money_back", "--why", "za długo", "--amount")
    assert desk(*decision, "8.01")[0] == 1
    assert filed_complaints.get(case).status == "open"
    status, said = desk(*decision, "3.00")
    assert (status, "zwrot 3,00\u00a0zł" in said) == (0, True)
    assert desk.city.stay(stay.stay_id).holds[0].payment.refund_grosze == 300


def test_the_audit_is_read_from_the_desk(mk, case):
    assert mk("audit", "list", "--language", "en") == (0, "Nothing has been decided.\n")
    mk("complaints", "decide", case, "rejected", "--why", "należna")
    assert "decide" in mk("audit", "list")[1]
    (entry,) = json.loads(mk("audit", "list", "--json")[1])["items"]
    assert (entry["subject_id"], entry["why"], entry["before"]) == (case, "należna", {"status": "open"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["money_back"], "invalid_money_back: Money back needs an amount from PLN 0.01 to 107.00"),
        (["money_back", "--amount", "107.01"], "invalid_money_back"),
        (["rejected", "--amount", "1.00"], "invalid_money_back"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_status_1(mk, case, arguments, said):
    status, told = mk("complaints", "decide", case, *arguments, "--why", "x", "--language", "en")
    assert (status, said in told) == (1, True)
    assert filed_complaints.get(case).status == "open"


def test_a_case_that_is_not_there_or_closed_is_refused_in_words(mk, case):
    status, said = mk("complaints", "show", "cmp_nothing", "--language", "en")
    assert (status, said) == (1, "refused: complaint_unknown: There is no such complaint.\n")
    mk("complaints", "decide", case, "rejected", "--why", "należna")
    assert mk("complaints", "review", case)[0] == 1


def test_on_a_laptop_the_operator_is_its_user(monkeypatch):
    monkeypatch.setattr(config, "STAGE", "local")
    assert operator() == getpass.getuser()
