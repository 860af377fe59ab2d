"""What a difference is known by, whose it is, and what the gateway told of besides."""

from dataclasses import replace

import pytest

from chalicelib.ids import derived_id
from chalicelib.payments.difference import (
    Answers,
    Compared,
    against_answers,
    against_report,
    correction,
    found,
    together,
)
from tests.payments.books import DAY, NIGHT
from tests.payments.test_difference import (
    BEFORE,
    CAPTURE,
    REFUND,
    by_answers,
    by_report,
    facts,
    paid,
    settled,
)

SECOND = replace(REFUND, grosze=100, reference="second")
OVER_MIDNIGHT = replace(REFUND, first_day=BEFORE, report_day=None, reference="midnight")


def test_its_id_is_made_of_its_facts_and_of_its_owner_where_that_is_not_the_city():
    known = ("2026-12-07", "different", "stay_a_1", "R1", "capture", "600", "700")
    ours = found(DAY, "stay_a_1", "R1", "capture", 600, 700, NIGHT)
    theirs = found(DAY, "stay_a_1", "R1", "capture", 600, 700, NIGHT, "mpk")
    assert (ours.owner, ours.difference_id) == ("city", derived_id("diff", *known))
    assert (theirs.owner, theirs.difference_id) == ("mpk", derived_id("diff", "mpk", *known))


@pytest.mark.parametrize("owner", ["city", "mpk"])
def test_what_differs_is_its_owners(owner):
    whose = () if owner == "city" else (owner,)
    reported = against_report(DAY, "stay_a_1", [CAPTURE], {}, [], NIGHT, *whose)
    answered = against_answers(DAY, "stay_a_1", [CAPTURE], {}, (), Answers([paid(9, "R9")], {}), NIGHT, *whose)
    only_ours = found(DAY, "stay_a_1", "R1", "capture", 600, 0, NIGHT, owner)
    assert reported.differences == (only_ours,)
    assert answered.differences == (only_ours, found(DAY, "stay_a_1", "R9", "capture", 0, 9, NIGHT, owner))


def test_a_line_is_of_the_day_it_is_reported_on_before_it_is_of_another():
    compared = by_report([OVER_MIDNIGHT, REFUND], settled("refund", 400))
    assert (compared.equal, compared.unsettled, facts(compared)) == ((REFUND,), (OVER_MIDNIGHT,), [])


def test_what_waits_for_the_gateways_answer_is_of_every_transaction():
    other = replace(OVER_MIDNIGHT, remote_id="R2")
    assert by_report([OVER_MIDNIGHT, other]).unsettled == (OVER_MIDNIGHT, other)


def test_beside_what_differs_the_rest_of_a_transaction_is_equal():
    compared = by_answers([CAPTURE, REFUND, SECOND], [paid(600)], ref="done", second="pending")
    assert (compared.equal, facts(compared)) == ((CAPTURE, REFUND), [("only_ours", "refund", 100, 0)])


def test_what_was_held_or_taken_and_never_told_is_to_be_followed():
    held, taken = paid(600, "R7", outcome="held"), paid(600, "R8")
    others = [paid(600, "R5", outcome="failed"), paid(600, "R6", outcome="pending"), paid(600), paid(1, outcome="held")]
    assert by_answers([CAPTURE], [held, *others, taken]).untold == (held, taken)


def test_a_grosz_that_was_taken_is_a_difference_and_nothing_is_none():
    assert facts(by_answers([], [paid(1, "R9")])) == [("only_theirs", "capture", 0, 1)]
    assert facts(by_answers([], [paid(0, "R9")])) == []


def test_two_comparisons_of_an_order_are_one_and_what_both_found_is_one_difference():
    ours, theirs = (found(DAY, "stay_a_1", "R1", kind, 600, 0, NIGHT) for kind in ("capture", "refund"))
    first = Compared((CAPTURE,), (ours,), (OVER_MIDNIGHT,), (paid(1),))
    second = Compared((REFUND,), (ours, theirs), (SECOND,), (paid(2),))
    assert together(first, second) == Compared((CAPTURE, REFUND), (ours, theirs), (SECOND,), (paid(2),))


def test_a_correction_says_when_it_was_booked_and_what_it_was_found_to_correct():
    later = NIGHT.replace(hour=9)
    entry = correction(found(DAY, "stay_a_1", "R1", "capture", 600, 0, NIGHT), later)
    assert (entry.booked_at, entry.report) == (later, "R1 capture 0 2026-12-08T02:30:00Z only_ours 2026-12-07")
