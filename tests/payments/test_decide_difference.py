"""A difference is closed with its audit entry and, when something is booked, with its correction: all or nothing."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from chalicelib.audit import recorded_entries
from chalicelib.audit.entry import AuditEntry
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.payments import booked_entries, found_differences
from chalicelib.payments.booked_entries import BookedEntry
from chalicelib.payments.decide_difference import decide_difference
from chalicelib.payments.difference import Decision, correction, found
from chalicelib.payments.errors import DifferenceDecided, DifferenceUnknown, DifferenceVanished
from chalicelib.payments.found_differences import FoundDifference
from chalicelib.payments.list_differences import list_differences
from chalicelib.storage import commit
from chalicelib.warsaw import WARSAW
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.payments.books import DAY, NIGHT
from tests.payments.reconciled import LATER, NEXT_DAY

WHY = "pobrane na postoju, którego nie zapisaliśmy"


@pytest.fixture(autouse=True)
def desk():
    with installed(MemoryDynamoDB.for_models(FoundDifference, BookedEntry, RecordedEntry)) as memory:
        yield memory


@pytest.fixture
def difference():
    return waiting("stay_a_1")


def waiting(order_id, day=DAY, now=NIGHT):
    one = found(day, order_id, "R1", "capture", 600, 700, now)
    assert found_differences.keep(one)
    return one


def decide(one, outcome="booked", now=LATER):
    return decide_difference(one.day, one.difference_id, outcome, WHY, "anna", now)


def audit():
    return recorded_entries.of_area("differences", 100, None)[0]


def test_what_is_explained_is_closed_and_books_nothing(difference):
    after = decide(difference, "explained")
    assert after.decision == Decision("explained", WHY, "anna", LATER)
    assert found_differences.get(DAY, difference.difference_id) == after
    assert booked_entries.of_order("stay_a_1") == []


def test_what_is_booked_is_a_new_entry_of_the_ledger(difference):
    decide(difference)
    assert booked_entries.of_order("stay_a_1") == [correction(difference, LATER)]
    assert list(booked_entries.of_day(date(2026, 12, 8))) == [correction(difference, LATER)]


def test_every_decision_is_in_the_audit_with_its_money(difference):
    decide(difference)
    facts = {
        "list_name": "different",
        "order_id": "stay_a_1",
        "kind": "capture",
        "ours_grosze": 600,
        "theirs_grosze": 700,
    }
    assert audit() == [
        AuditEntry(
            "differences",
            LATER,
            "anna",
            "decide",
            difference.difference_id,
            WHY,
            {"status": "open"} | facts,
            {"status": "decided", "outcome": "booked"} | facts,
        )
    ]


def test_a_difference_is_kept_for_the_five_years_after_that_of_its_decision(difference):
    def kept_until():
        [item] = FoundDifference.query(DAY.isoformat())
        return item.expires_at

    assert kept_until() == datetime(2032, 1, 1, tzinfo=WARSAW).timestamp()
    decide(difference, now=datetime(2027, 1, 1, tzinfo=WARSAW))
    assert kept_until() == datetime(2033, 1, 1, tzinfo=WARSAW).timestamp()


def test_what_is_decided_cannot_be_decided_again(difference):
    decide(difference, "explained")
    with pytest.raises(DifferenceDecided):
        decide(difference)
    assert (len(audit()), booked_entries.of_order("stay_a_1")) == (1, [])


def test_what_vanished_is_only_explained(difference):
    found_differences.mark_vanished(difference, NIGHT)
    with pytest.raises(DifferenceVanished):
        decide(difference)
    assert decide(difference, "explained").vanished_at == NIGHT


def test_what_vanishes_while_it_is_decided_is_not_corrected(difference, monkeypatch):
    real = found_differences.get

    def overtaken(day, difference_id, owner):
        read = real(day, difference_id, owner)
        if not read.vanished_at:
            found_differences.mark_vanished(difference, NIGHT)
        return read

    monkeypatch.setattr(found_differences, "get", overtaken)
    with pytest.raises(DifferenceVanished):
        decide(difference)
    assert (audit(), booked_entries.of_order("stay_a_1")) == ([], [])


def test_a_correction_that_is_there_already_closes_nothing(difference, monkeypatch):
    commit(booked_entries.book(correction(difference, NIGHT)))
    monkeypatch.setattr("chalicelib.storage._DEADLINE_SECONDS", 0.0)
    with pytest.raises(Exception, match="busy"):
        decide(difference)
    assert found_differences.get(DAY, difference.difference_id) == difference


def test_a_difference_that_nobody_found_cannot_be_decided(difference):
    for nowhere in (replace(difference, day=NEXT_DAY), replace(difference, difference_id="diff_nothing")):
        with pytest.raises(DifferenceUnknown):
            decide(nowhere)


def test_a_mark_does_not_touch_what_was_decided(difference):
    after = decide(difference, "explained")
    found_differences.mark_vanished(difference, LATER)
    found_differences.mark_found_again(difference)
    assert found_differences.get(DAY, difference.difference_id) == after


def test_what_waits_is_listed_over_all_days_oldest_first_until_it_is_decided(monkeypatch):
    monkeypatch.setattr("chalicelib.cursor.secret", lambda name: "k")
    third = waiting("stay_a_1", NEXT_DAY, LATER)
    first = waiting("stay_b_1", NEXT_DAY, NIGHT)
    second = waiting("stay_c_1", DAY, NIGHT.replace(minute=31))
    page, cursor = list_differences(2, None)
    rest, end = list_differences(2, cursor)
    assert (page + rest, end) == ([first, second, third], None)
    decide(second)
    assert list_differences(9, None)[0] == [first, third]
