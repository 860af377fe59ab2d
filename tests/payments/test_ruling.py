"""What a person may decide: only what fits what is known, and every grosz is booked somewhere."""

from dataclasses import replace

import pytest

from chalicelib.payments.entry import entries_for, position
from chalicelib.payments.errors import NotRefundable, RulingImpossible
from chalicelib.payments.ordered_calls import call_needed, reference
from chalicelib.payments.payment import NEVER_CONFIRMED, in_review, refund_failed, refunded, refunding, reported
from chalicelib.payments.ruling import asked_at_once, let_go, possible_rulings, refund_of, ruled
from tests.payments import known_payments as known
from tests.payments.test_payment import AWAITING, CAPTURED, CAPTURING, HELD, NOW, RELEASED, RELEASING, report

SILENT = in_review(CAPTURING, NEVER_CONFIRMED, NOW)
UNASKED = reported(HELD, report("paid", 10700), NOW)
LAPSED = reported(CAPTURING, report("failed"), NOW)
FAILED_REFUND = refund_failed(refunding(CAPTURED, 300), NOW)
OTHER_AMOUNT = reported(AWAITING, report("held", 9900), NOW)


@pytest.mark.parametrize(
    ("payment", "possible"),
    [
        (SILENT, ("ask_again", "give_back", "write_off")),
        (in_review(AWAITING, NEVER_CONFIRMED, NOW), ("ask_again", "write_off")),
        (UNASKED, ("take", "give_back")),
        (LAPSED, ("write_off",)),
        (FAILED_REFUND, ("ask_again", "write_off")),
        (in_review(refunding(CAPTURED, 300), NEVER_CONFIRMED, NOW), ("ask_again",)),
        (OTHER_AMOUNT, ("give_back", "write_off")),
        *[(payment, ()) for payment in (AWAITING, HELD, CAPTURING, CAPTURED, RELEASING, RELEASED)],
    ],
)
def test_only_what_fits_what_is_known_can_be_decided(payment, possible):
    assert possible_rulings(payment) == possible
    for ruling in {"ask_again", "take", "give_back", "write_off"} - set(possible):
        with pytest.raises(RulingImpossible):
            ruled(payment, ruling, NOW)


@pytest.mark.parametrize("payment", [SILENT, UNASKED, LAPSED, FAILED_REFUND, OTHER_AMOUNT])
def test_every_decision_is_booked_as_what_it_changes(payment):
    for ruling in possible_rulings(payment):
        after = ruled(payment, ruling, NOW)
        [entry] = entries_for(payment, after, NOW)
        assert sum(grosze for _, grosze in entry.lines) == 0
        accounts = position(payment).keys() | position(after).keys()
        moved = {name: position(after).get(name, 0) - position(payment).get(name, 0) for name in accounts}
        assert dict(entry.lines) == {name: grosze for name, grosze in moved.items() if grosze}
        assert entry.kind.endswith(f"_{after.reopened}")


def test_asking_again_goes_on_where_the_gateway_fell_silent():
    assert ruled(SILENT, "ask_again", NOW).state == "capture_requested"
    assert ruled(in_review(RELEASING, NEVER_CONFIRMED, NOW), "ask_again", NOW).state == "release_requested"
    again = ruled(in_review(AWAITING, NEVER_CONFIRMED, NOW), "ask_again", AWAITING.valid_until)
    assert call_needed(again, AWAITING.valid_until) == "ask"


def test_a_failed_refund_is_tried_again_under_another_reference():
    again = ruled(FAILED_REFUND, "ask_again", NOW)
    assert (again.state, again.refund_grosze) == ("refund_requested", 300)
    assert reference(again, "refund") != reference(FAILED_REFUND, "refund")


def test_a_refund_that_nobody_confirmed_is_asked_about_under_its_own_reference():
    silent = in_review(refunding(CAPTURED, 300), NEVER_CONFIRMED, NOW)
    assert reference(ruled(silent, "ask_again", NOW), "refund") == reference(silent, "refund")


def test_money_taken_unasked_becomes_revenue_or_goes_back_whole():
    assert position(ruled(UNASKED, "take", NOW)) == {"city:gateway": 10700, "city:parking": -10700}
    back = ruled(UNASKED, "give_back", NOW)
    assert (back.state, back.refund_grosze) == ("refund_requested", 10700)
    assert position(back) == {"city:gateway": 10700, "city:refunds": -10700}


def test_what_is_written_off_is_owed_by_nobody_and_leaves_the_desk():
    for payment in (SILENT, LAPSED, OTHER_AMOUNT):
        after = ruled(payment, "write_off", NOW)
        assert (position(after), possible_rulings(after), after.captured_grosze) == ({}, (), 0)


def test_a_refund_that_was_sent_in_another_way_never_goes_back_again():
    sent = ruled(FAILED_REFUND, "write_off", NOW)
    assert sent.refundable_grosze == CAPTURED.due_grosze - 300
    with pytest.raises(NotRefundable):
        refund_of(sent, CAPTURED.due_grosze - 299)
    rest = refunded(refund_of(sent, CAPTURED.due_grosze - 300), NOW)
    assert (rest.refundable_grosze, rest.sent_back_grosze) == (0, CAPTURED.due_grosze)
    assert position(rest) == {"city:gateway": 300, "city:bank": -300}


def test_a_capture_after_a_write_off_waits_for_a_person_again():
    after = reported(ruled(SILENT, "write_off", NOW), report("paid", 800), NOW)
    assert (after.state, after.unasked_grosze) == ("needs_review", 800)
    [entry] = entries_for(ruled(SILENT, "write_off", NOW), after, NOW, report("paid", 800))
    assert dict(entry.lines) == {"city:gateway": 800, "city:unexplained": -800}


def test_a_fee_is_waived_only_while_a_hold_may_stand():
    assert [let_go(payment).state for payment in (CAPTURING, SILENT, OTHER_AMOUNT)] == ["release_requested"] * 3
    assert let_go(CAPTURING).due_grosze == 0
    for payment in (AWAITING, HELD, CAPTURED, RELEASED, UNASKED, FAILED_REFUND, LAPSED):
        with pytest.raises(RulingImpossible):
            let_go(payment)


def test_a_decision_about_nothing_says_what_is_possible():
    with pytest.raises(RulingImpossible) as refused:
        ruled(replace(UNASKED), "write_off", NOW)
    assert refused.value.details == {"possible": "take, give_back"}


LATER = known.NOW
OPEN_AGAIN = {"reason": "", "reopened": 1}
TAKEN_UNASKED = replace(known.RELEASED, state="needs_review", reason="paid_while_released", unasked_grosze=500)
NO_REFUND = replace(known.REFUNDING, state="needs_review", reason="refund_failed")


@pytest.mark.parametrize(
    ("payment", "ruling", "changes"),
    [
        (known.silent(known.CAPTURING), "ask_again", {"state": "capture_requested"}),
        (known.silent(known.RELEASING), "ask_again", {"state": "release_requested"}),
        (known.silent(known.AWAITING), "ask_again", {"state": "awaiting_customer"}),
        (known.silent(known.REFUNDING), "ask_again", {"state": "refund_requested", "reopened": 2}),
        (NO_REFUND, "ask_again", {"state": "refund_requested", "reopened": 2, "refund_number": 2}),
        (
            NO_REFUND,
            "write_off",
            {"state": "refunded", "reopened": 2, "refund_grosze": 0, "written_off_grosze": 300, "refunded_at": LATER},
        ),
        (
            replace(NO_REFUND, refunded_grosze=100, written_off_grosze=50),
            "write_off",
            {"state": "refunded", "reopened": 2, "refund_grosze": 0, "written_off_grosze": 350, "refunded_at": LATER},
        ),
        (known.silent(known.CAPTURING), "give_back", {"state": "release_requested", "due_grosze": 0}),
        (
            known.LAPSED,
            "write_off",
            {"state": "expired", "reason": "written_off", "due_grosze": 0, "settled_at": LATER},
        ),
        (
            known.silent(known.CAPTURING),
            "write_off",
            {"state": "expired", "reason": "written_off", "due_grosze": 0, "settled_at": LATER},
        ),
        (
            TAKEN_UNASKED,
            "take",
            {"state": "captured", "due_grosze": 500, "unasked_grosze": 0, "settled_at": LATER},
        ),
        (
            TAKEN_UNASKED,
            "give_back",
            {
                "state": "refund_requested",
                "due_grosze": 500,
                "unasked_grosze": 0,
                "refund_grosze": 500,
                "refund_number": 1,
                "settled_at": LATER,
            },
        ),
    ],
)
def test_a_decision_changes_only_what_it_decides(payment, ruling, changes):
    assert ruled(payment, ruling, LATER) == replace(payment, **(OPEN_AGAIN | changes))


def test_a_refund_that_may_have_gone_keeps_its_reference_and_never_goes_twice():
    again = ruled(known.silent(known.REFUNDING), "ask_again", LATER)
    assert reference(again, "refund") == reference(known.REFUNDING, "refund")
    assert reference(ruled(NO_REFUND, "ask_again", LATER), "refund") != reference(known.REFUNDING, "refund")


def test_a_waived_fee_changes_only_what_is_asked():
    waived = {"state": "release_requested", "due_grosze": 0, "reopened": 1}
    assert let_go(known.CAPTURING) == replace(known.CAPTURING, **waived)
    assert let_go(known.silent(known.CAPTURING)) == replace(known.silent(known.CAPTURING), reason="", **waived)


@pytest.mark.parametrize(
    ("payment", "possible"),
    [(known.CAPTURED, "-"), (known.silent(known.AWAITING), "ask_again, write_off"), (TAKEN_UNASKED, "take, give_back")],
)
def test_a_fee_that_cannot_be_waived_says_what_is_possible(payment, possible):
    with pytest.raises(RulingImpossible) as refused:
        let_go(payment)
    assert refused.value.details == {"possible": possible}
    if possible == "-":
        with pytest.raises(RulingImpossible) as refused:
            ruled(payment, "write_off", LATER)
        assert refused.value.details == {"possible": "-"}


@pytest.mark.parametrize("payment", [CAPTURING, RELEASING, refunding(CAPTURED, 300)])
def test_what_is_asked_anyway_is_asked_now_as_it_is(payment):
    assert asked_at_once(payment, NOW) == payment


def test_a_payment_that_waits_for_a_person_is_asked_about_again():
    asked = asked_at_once(SILENT, NOW)
    assert asked == ruled(SILENT, "ask_again", NOW)
    assert (asked.state, asked.reason) == ("capture_requested", "")


@pytest.mark.parametrize("payment", [LAPSED, HELD, CAPTURED])
def test_nothing_is_asked_where_nothing_is_open(payment):
    with pytest.raises(RulingImpossible):
        asked_at_once(payment, NOW)


def test_a_refund_that_failed_is_not_sent_anew_by_the_way():
    with pytest.raises(RulingImpossible) as refused:
        asked_at_once(FAILED_REFUND, NOW)
    assert refused.value.details == {"possible": "ask_again, write_off"}
