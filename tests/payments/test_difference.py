"""The rules of comparing: three lists, nothing in two of them, and the sums explain every grosz."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments.difference import (
    Answers,
    Decision,
    against_answers,
    against_report,
    asked_about,
    correction,
    decided,
    found,
)
from chalicelib.payments.errors import DifferenceDecided, DifferenceVanished
from chalicelib.payments.movement import Movement, corrected
from chalicelib.payments.port import Report
from tests.payments.books import DAY, NIGHT, NOON, at, line

CAPTURE = Movement("R1", "capture", 600, DAY, DAY, DAY, held_grosze=1400)
REFUND = Movement("R1", "refund", 400, DAY, DAY, DAY, reference="ref")
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def by_report(ours, *lines, corrections=()):
    return against_report(DAY, "stay_a_1", ours, dict(corrections), lines, NIGHT)


def facts(compared):
    return [(one.list_name, one.kind, one.ours_grosze, one.theirs_grosze) for one in compared.differences]


def settled(kind, grosze, remote_id="R1"):
    return line("stay_a_1", remote_id, kind, grosze)


def paid(grosze, remote_id="R1", currency="PLN", outcome="paid", moment=NOON):
    return Report("stay_a_1", remote_id, outcome, grosze, currency, moment, "AUTHORIZED")


def by_answers(ours, reports=(), known=("R1",), corrections=(), **refund_states):
    return against_answers(DAY, "stay_a_1", ours, dict(corrections), known, Answers(reports, refund_states), NIGHT)


def test_what_both_have_with_the_same_amount_is_equal():
    compared = by_report([CAPTURE, REFUND], settled("capture", 600), settled("refund", 400))
    assert (compared.equal, compared.differences, compared.unsettled) == ((CAPTURE, REFUND), (), ())


def test_what_the_report_leaves_out_is_only_ours():
    assert facts(by_report([CAPTURE])) == [("only_ours", "capture", 600, 0)]


def test_what_the_ledger_does_not_have_is_only_theirs():
    assert facts(by_report([], settled("capture", 600))) == [("only_theirs", "capture", 0, 600)]


def test_the_report_has_to_name_exactly_what_was_taken():
    for grosze in (599, 601, 1400):
        assert facts(by_report([CAPTURE], settled("capture", grosze))) == [("different", "capture", 600, grosze)]


def test_a_line_of_another_transaction_of_the_order_is_another_difference():
    compared = by_report([CAPTURE], settled("capture", 600, "R2"))
    assert [(one.list_name, one.remote_id) for one in compared.differences] == [
        ("only_ours", "R1"),
        ("only_theirs", "R2"),
    ]


def test_money_settled_twice_is_only_theirs_the_second_time():
    compared = by_report([CAPTURE], settled("capture", 600), settled("capture", 600))
    assert facts(compared) == [("only_theirs", "capture", 0, 600)]
    assert compared.equal == (CAPTURE,)


def test_of_two_refunds_the_equal_one_is_matched_first():
    second = replace(REFUND, grosze=100, reference="second")
    compared = by_report([REFUND, second], settled("refund", 100), settled("refund", 500))
    assert compared.equal == (second,)
    assert facts(compared) == [("different", "refund", 400, 500)]


def test_a_refund_of_another_day_excuses_no_line():
    earlier = replace(REFUND, first_day=BEFORE, booked_on=BEFORE, report_day=BEFORE)
    assert facts(by_report([earlier], settled("refund", 400))) == [("only_theirs", "refund", 0, 400)]


def test_a_refund_that_is_not_booked_as_done_is_only_theirs_once_it_is_paid_out():
    asked = replace(REFUND, booked_on=None, report_day=None)
    assert facts(by_report([asked], settled("refund", 400))) == [("only_theirs", "refund", 0, 400)]
    assert by_report([asked]) == by_report([])


def test_what_was_booked_after_midnight_is_on_the_report_of_the_day_before():
    late = replace(CAPTURE, booked_on=AFTER)
    assert by_report([late], settled("capture", 600)).equal == (late,)
    assert facts(by_report([late])) == [("only_ours", "capture", 600, 0)]


def test_what_belongs_to_an_earlier_report_is_asked_of_the_gateway():
    late = replace(CAPTURE, first_day=BEFORE, report_day=BEFORE)
    assert (by_report([late]).unsettled, facts(by_report([late]))) == ((late,), [])
    over_midnight = replace(REFUND, first_day=BEFORE, report_day=None)
    assert by_report([over_midnight]).unsettled == (over_midnight,)
    assert by_report([over_midnight], settled("refund", 400)).unsettled == ()


def test_the_gateway_may_tell_a_capture_as_what_was_taken_or_as_what_was_held():
    for told in (600, 1400):
        assert by_answers([CAPTURE], [paid(told)]).equal == (CAPTURE,)
    assert facts(by_answers([CAPTURE], [paid(700)])) == [("different", "capture", 600, 700)]


@pytest.mark.parametrize("report", [None, paid(600, outcome="held"), paid(600, currency="EUR"), paid(600, "R2")])
def test_a_capture_that_the_gateway_does_not_tell_of_is_only_ours(report):
    assert facts(by_answers([CAPTURE], [report] if report else [], known=("R1", "R2"))) == [
        ("only_ours", "capture", 600, 0)
    ]


def test_without_a_hold_nothing_told_is_nothing_taken():
    assert facts(by_answers([replace(CAPTURE, held_grosze=0)])) == [("only_ours", "capture", 600, 0)]


def test_a_transaction_that_the_ledger_does_not_know_is_only_theirs_on_the_gateways_day():
    stranger = paid(900, "R9", moment=at(23, 50, BEFORE))
    (only_theirs,) = by_answers([CAPTURE], [paid(600), stranger]).differences
    assert (only_theirs.list_name, only_theirs.day, only_theirs.theirs_grosze) == ("only_theirs", BEFORE, 900)


def test_a_refund_has_to_be_done():
    assert by_answers([REFUND], ref="done").equal == (REFUND,)
    for state in ("pending", "failed"):
        assert facts(by_answers([REFUND], ref=state)) == [("only_ours", "refund", 400, 0)]


def test_a_refund_that_is_done_and_not_booked_is_only_theirs():
    asked = replace(REFUND, booked_on=None, report_day=None)
    assert facts(by_answers([asked], ref="done")) == [("only_theirs", "refund", 0, 400)]
    assert by_answers([asked], ref="pending") == by_answers([])


def test_without_a_report_the_gateway_is_asked_about_what_was_booked_or_begun_on_the_day():
    asked = replace(REFUND, booked_on=None, report_day=None)
    assert asked_about(DAY, [CAPTURE, REFUND, asked]) == (CAPTURE, REFUND, asked)
    assert asked_about(AFTER, [CAPTURE, REFUND, asked]) == ()
    assert asked_about(AFTER, [replace(CAPTURE, booked_on=AFTER)]) != ()


def test_the_same_facts_are_the_same_item_whenever_they_are_found():
    earlier = found(DAY, "stay_a_1", "R1", "capture", 600, 700, at(4, 0, AFTER))
    again = found(DAY, "stay_a_1", "R1", "capture", 600, 700, NIGHT)
    assert earlier.difference_id == again.difference_id
    others = [
        found(AFTER, "stay_a_1", "R1", "capture", 600, 700, NIGHT),
        found(DAY, "stay_b_1", "R1", "capture", 600, 700, NIGHT),
        found(DAY, "stay_a_1", "R2", "capture", 600, 700, NIGHT),
        found(DAY, "stay_a_1", "R1", "refund", 600, 700, NIGHT),
        found(DAY, "stay_a_1", "R1", "capture", 600, 800, NIGHT),
        found(DAY, "stay_a_1", "R1", "capture", 500, 700, NIGHT),
    ]
    assert len({one.difference_id for one in [again, *others]}) == 7


def closed(compared):
    """The corrections that close all differences found, as the ledger then has them."""
    return corrected([correction(one, NIGHT) for one in compared.differences], DAY)


@pytest.mark.parametrize("told", [[], [500], [600, 600], [100, 300]])
@pytest.mark.parametrize("kind", ["capture", "refund"])
def test_after_its_correction_the_ledger_agrees_with_the_report(kind, told):
    ours = [replace(CAPTURE, kind=kind)]
    lines = [settled(kind, grosze) for grosze in told]
    assert facts(by_report(ours, *lines)) != []
    assert facts(by_report(ours, *lines, corrections=closed(by_report(ours, *lines)))) == []


def test_after_its_correction_what_only_they_have_is_agreed_upon():
    line_alone = settled("refund", 400)
    assert facts(by_report([], line_alone, corrections=closed(by_report([], line_alone)))) == []


@pytest.mark.parametrize("reports", [[], [paid(700)], [paid(100)]])
def test_after_its_correction_the_ledger_agrees_with_the_gateways_answers(reports):
    found_first = by_answers([CAPTURE], reports)
    assert facts(found_first) != []
    assert facts(by_answers([CAPTURE], reports, corrections=closed(found_first))) == []


def test_a_correction_that_the_gateway_takes_back_is_a_difference_again():
    corrections = closed(by_report([CAPTURE], settled("capture", 700)))
    assert facts(by_report([CAPTURE], settled("capture", 600), corrections=corrections)) == [
        ("different", "capture", 700, 600)
    ]
    assert facts(by_answers([CAPTURE], [paid(600)], corrections=corrections)) == [("different", "capture", 700, 600)]


def test_a_correction_counts_on_the_day_of_its_difference_alone():
    other_day = replace(by_report([], settled("capture", 600)).differences[0], day=AFTER)
    assert corrected([correction(other_day, NIGHT)], DAY) == {}


def test_a_correction_of_what_the_gateway_was_asked_about_counts_with_its_answer():
    late = replace(CAPTURE, first_day=BEFORE, report_day=BEFORE)
    corrections = closed(by_answers([late], [paid(700)]))
    told = by_report([late], corrections=corrections)
    assert (told.unsettled, facts(told)) == ((late,), [])
    assert facts(by_answers([late], [paid(700)], corrections=corrections)) == []


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "gateway"),
    [("capture", 600, 0, -600), ("capture", 0, 600, 600), ("refund", 400, 500, -100), ("refund", 400, 0, 400)],
)
def test_a_correction_makes_the_ledger_say_what_the_gateway_says(kind, ours, theirs, gateway):
    entry = correction(found(DAY, "stay_a_1", "R1", kind, ours, theirs, NIGHT), NIGHT)
    assert dict(entry.lines) == {"city:gateway": gateway, "city:unexplained": -gateway}


def test_a_difference_is_decided_once():
    one = found(DAY, "stay_a_1", "R1", "capture", 600, 0, NIGHT)
    after = decided(one, Decision("explained", "na raporcie z 8.12", "anna", NIGHT))
    assert (one.status, after.status) == ("open", "decided")
    with pytest.raises(DifferenceDecided):
        decided(after, Decision("booked", "jednak", "anna", NIGHT))


def test_what_vanished_can_be_explained_and_not_corrected():
    gone = replace(found(DAY, "stay_a_1", "R1", "capture", 600, 0, NIGHT), vanished_at=NIGHT)
    with pytest.raises(DifferenceVanished):
        decided(gone, Decision("booked", "", "anna", NIGHT))
    assert decided(gone, Decision("explained", "późny raport", "anna", NIGHT)).status == "decided"


amounts = st.sampled_from([100, 200, 300])
remote_ids = st.sampled_from(["R1", "R2"])
days = st.sampled_from([BEFORE, DAY, AFTER])


@st.composite
def any_movement(draw):
    kind = draw(st.sampled_from(["capture", "refund"]))
    first_day, booked_on = sorted((draw(days), draw(days)))
    known_day = first_day if kind == "capture" or first_day == booked_on else None
    done = kind == "capture" or draw(st.booleans())
    return Movement(
        draw(remote_ids), kind, draw(amounts), first_day, booked_on if done else None, known_day if done else None
    )


@given(
    st.lists(any_movement(), max_size=8),
    st.lists(st.builds(settled, st.sampled_from(["capture", "refund"]), amounts, remote_ids), max_size=8),
)
def test_every_line_and_every_movement_of_the_day_is_in_one_place_and_the_sums_explain_all(ours, lines):
    compared = by_report(ours, *lines)
    placed = Counter([*compared.equal, *compared.unsettled])
    assert not placed - Counter(ours)
    for transaction in {one.transaction for one in ours} | {(one.remote_id, one.kind) for one in lines}:
        told = sum(one.amount_grosze for one in lines if (one.remote_id, one.kind) == transaction)
        own = [one for one in ours if one.transaction == transaction and one.may_be_reported_on(DAY)]
        equal = sum(one.grosze for one in compared.equal if one.transaction == transaction)
        differing = [one for one in compared.differences if (one.remote_id, one.kind) == transaction]
        assert len(differing) <= 1
        ours_left, theirs_left = next(((one.ours_grosze, one.theirs_grosze) for one in differing), (0, 0))
        assert told == equal + theirs_left
        unplaced = list((Counter(own) - placed).elements())
        assert ours_left == sum(one.grosze for one in unplaced if theirs_left or one.report_day == DAY)
        for one in differing:
            assert one.ours_grosze != one.theirs_grosze
            assert (one.list_name == "only_ours") == (not one.theirs_grosze)
            assert (one.list_name == "only_theirs") == (not one.ours_grosze)
