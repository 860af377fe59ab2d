"""What an operator does to a case is in the case and in the audit, or in neither."""

from dataclasses import replace

import pytest

from chalicelib.audit import recorded_entries
from chalicelib.audit.entry import AuditEntry
from chalicelib.complaints import decide_complaint as deciding
from chalicelib.complaints import filed_complaints
from chalicelib.complaints.complaint import Decision
from chalicelib.complaints.decide_complaint import decide_complaint, review_complaint
from chalicelib.complaints.errors import ComplaintClosed, ComplaintUnknown, InvalidMoneyBack
from chalicelib.complaints.list_complaints import list_complaints
from chalicelib.complaints.open_by_system import open_by_system
from chalicelib.payments.errors import NotRefundable
from chalicelib.storage import Put, commit
from tests.complaints.cases import NOW, later, nothing_back, subject

MONEY_BACK = Decision("money_back", 9900, "blokada stoi za długo")


@pytest.fixture
def case(registry):
    return open_by_system(subject(), "hold_not_released", NOW)


def audit():
    entries, _ = recorded_entries.of_area("complaints", 100, None)
    return entries


def test_a_decision_is_in_the_case_and_in_the_audit(case):
    after = decide_complaint(case.complaint_id, MONEY_BACK, "anna", later(hours=1), nothing_back)
    assert filed_complaints.get(case.complaint_id).decision == after.decision == MONEY_BACK
    assert audit() == [
        AuditEntry(
            "complaints",
            later(hours=1),
            "anna",
            "decide",
            case.complaint_id,
            "blokada stoi za długo",
            {"status": "open"},
            {"status": "decided", "outcome": "money_back", "amount_grosze": 9900},
        )
    ]


def test_both_steps_of_one_moment_are_in_the_audit(case):
    review_complaint(case.complaint_id, "anna", NOW)
    decide_complaint(case.complaint_id, MONEY_BACK, "anna", NOW, nothing_back)
    assert sorted(entry.what for entry in audit()) == ["decide", "review"]


def test_taking_up_twice_is_told_and_audited_once(case):
    review_complaint(case.complaint_id, "anna", NOW)
    review_complaint(case.complaint_id, "piotr", later(hours=1))
    assert [entry.who for entry in audit()] == ["anna"]


def test_what_the_audit_cannot_take_is_not_decided(case, monkeypatch):
    class AuditIsFull(Exception):
        pass

    def refused(entry):
        put = recorded_entries.record(entry)
        never = recorded_entries.RecordedEntry.at_id.exists()
        return Put(put.item, never, lambda _: AuditIsFull())

    monkeypatch.setattr(deciding, "audited", refused)
    with pytest.raises(AuditIsFull):
        decide_complaint(case.complaint_id, MONEY_BACK, "anna", NOW, nothing_back)
    assert filed_complaints.get(case.complaint_id) == case


def test_what_is_refused_is_not_in_the_audit(case):
    with pytest.raises(InvalidMoneyBack):
        decide_complaint(case.complaint_id, Decision("money_back", 10701, "za dużo"), "anna", NOW, nothing_back)
    decide_complaint(case.complaint_id, MONEY_BACK, "anna", NOW, nothing_back)
    with pytest.raises(ComplaintClosed):
        decide_complaint(case.complaint_id, MONEY_BACK, "piotr", later(hours=1), nothing_back)
    assert [entry.who for entry in audit()] == ["anna"]


def test_a_case_that_does_not_exist_cannot_be_decided(registry):
    with pytest.raises(ComplaintUnknown):
        decide_complaint("cmp_nothing", MONEY_BACK, "anna", NOW, nothing_back)


def test_who_decides_on_what_was_changed_meanwhile_decides_again(case, monkeypatch):
    real, meanwhile = deciding.find_complaint, []

    def overtaken(complaint_id):
        found = real(complaint_id)
        if not meanwhile:
            meanwhile.append(1)
            commit(filed_complaints.replacing(found, found))
        return found

    monkeypatch.setattr(deciding, "find_complaint", overtaken)
    assert decide_complaint(case.complaint_id, MONEY_BACK, "anna", NOW, nothing_back).version == 1
    assert filed_complaints.get(case.complaint_id).version == 2


def test_what_waits_is_listed_by_status_oldest_first_until_it_is_decided(aws, registry):
    name = "/mkrakow/test/cursors/key"
    aws("ssm").put_parameter(Name=name, Value="k", Type="SecureString")
    cases = [open_by_system(subject(stay_id=f"stay_{n}"), "other", later(hours=-n)).complaint_id for n in range(3)]
    first, cursor = list_complaints("open", 2, None)
    rest, _ = list_complaints("open", 2, cursor)
    assert [case.complaint_id for case in first + rest] == cases[::-1]
    review_complaint(cases[0], "anna", NOW)
    decide_complaint(cases[1], Decision("rejected", 0, "należna"), "anna", NOW, nothing_back)
    assert [case.complaint_id for case in list_complaints("in_review", 9, None)[0]] == [cases[0]]
    assert [case.complaint_id for case in list_complaints("open", 9, None)[0]] == [cases[2]]


def test_money_back_is_ordered_in_the_decisions_own_transaction(case):
    asked = []

    def money_back(stay_id, grosze, now):
        asked.append((stay_id, grosze, now))
        return [filed_complaints.keep_new(replace(case, complaint_id="cmp_stands_for_a_refund"))]

    decide_complaint(case.complaint_id, MONEY_BACK, "anna", NOW, money_back)
    assert asked == [(case.subject.stay_id, 9900, NOW)]
    assert filed_complaints.get("cmp_stands_for_a_refund") is not None


def test_nothing_is_decided_when_so_much_was_not_taken(case):
    def money_back(stay_id, grosze, now):
        raise NotRefundable(most="8.00")

    with pytest.raises(NotRefundable):
        decide_complaint(case.complaint_id, MONEY_BACK, "anna", NOW, money_back)
    assert (filed_complaints.get(case.complaint_id).status, audit()) == ("open", [])


def test_a_decision_without_money_moves_none(case):
    def money_back(stay_id, grosze, now):
        raise AssertionError("no money was to go back")

    assert decide_complaint(case.complaint_id, Decision("rejected", 0, "należna"), "anna", NOW, money_back).decision
