"""Each change of a payment, to the field: what it changes, and that it changes nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.payments.payment import (
    HOLD_LIFE,
    Payment,
    given_up,
    in_review,
    refund_failed,
    refunded,
    refunding,
    refused,
    reported,
    settling,
    started,
    surplus,
)
from chalicelib.payments.port import HoldStarted
from chalicelib.payments.ruling import ruled
from tests.payments.known_payments import (
    AWAITING,
    CAPTURED,
    CAPTURING,
    DECLINED,
    EARLIER,
    EVERY,
    HELD,
    HELD_AT,
    LAPSED,
    NEW,
    NOW,
    ORDERED_AT,
    REFUNDED,
    REFUNDING,
    RELEASED,
    RELEASING,
    SENT_OTHERWISE,
    SURPLUS_HELD,
    WALKED_AWAY,
    silent,
    told,
)


def test_the_gateway_accepts_an_order():
    assert started(NEW, HoldStarted("R1", "https://gateway.test/R1")) == AWAITING


@pytest.mark.parametrize(
    ("payment", "moved_at"),
    [(NEW, ORDERED_AT), (HELD, HELD_AT), (CAPTURED, EARLIER), (replace(REFUNDED, refunded_at=NOW), NOW)],
)
def test_money_last_moved_when_the_gateway_last_did_something(payment, moved_at):
    assert payment.moved_at == moved_at


def test_the_gateway_refuses_an_order():
    assert refused(NEW, "no_card", NOW) == replace(NEW, state="failed", reason="no_card", settled_at=NOW)


def test_an_order_is_given_up():
    for payment in (NEW, AWAITING):
        assert given_up(payment, NOW) == replace(payment, state="expired", reason="walked_away", settled_at=NOW)
    assert given_up(DECLINED, NOW) == replace(DECLINED, settled_at=NOW)


@pytest.mark.parametrize("payment", [NEW, AWAITING, DECLINED, replace(DECLINED, settled_at=EARLIER), WALKED_AWAY])
def test_a_hold_is_confirmed(payment):
    held = {"state": "held", "remote_id": "R7", "held_at": HELD_AT, "settled_at": None, "reason": ""}
    assert reported(payment, told("held", remote_id="R7"), NOW) == replace(payment, **held)
    assert reported(silent(payment), told("held", remote_id="R7"), NOW) == replace(payment, **held)


@pytest.mark.parametrize("report", [told("held", 10699), told("held", currency="EUR")])
def test_a_hold_of_another_amount_is_left_to_a_person(report):
    mismatch = {"state": "needs_review", "reason": "amount_mismatch", "held_at": HELD_AT, "settled_at": NOW}
    assert reported(AWAITING, report, NOW) == replace(AWAITING, **mismatch)


@pytest.mark.parametrize("payment", [NEW, AWAITING])
def test_a_card_is_declined(payment):
    assert reported(payment, told("failed"), NOW) == replace(payment, state="failed", reason="do_not_honor")


@pytest.mark.parametrize(
    ("payment", "after"),
    [
        (CAPTURING, replace(CAPTURING, state="expired", reason="hold_lapsed", settled_at=NOW)),
        (HELD, replace(HELD, state="expired", reason="hold_lapsed", settled_at=NOW)),
        (RELEASING, replace(RELEASING, state="released", settled_at=NOW)),
    ],
)
def test_a_hold_has_ended(payment, after):
    assert reported(payment, told("failed"), NOW) == after
    if payment is not HELD:
        assert reported(silent(payment), told("failed"), NOW) == after


@pytest.mark.parametrize("amount", [800, 10700])
def test_a_capture_is_confirmed(amount):
    for payment in (CAPTURING, silent(CAPTURING)):
        after = replace(CAPTURING, state="captured", settled_at=NOW)
        assert reported(payment, told("paid", amount, remote_id="R9"), NOW) == after


@pytest.mark.parametrize("payment", [NEW, AWAITING, DECLINED, WALKED_AWAY, HELD, RELEASING, RELEASED, LAPSED])
def test_money_taken_unasked_is_kept_apart_for_a_person(payment):
    reason = f"paid_while_{payment.state}"
    after = replace(payment, state="needs_review", remote_id="R9", unasked_grosze=500, reason=reason, settled_at=NOW)
    assert reported(payment, told("paid", 500, remote_id="R9"), NOW) == after
    assert reported(after, told("paid", 500, remote_id="R9"), NOW) == after


def test_money_taken_after_a_silence_is_kept_apart_as_well():
    assert reported(silent(AWAITING), told("paid", 500), NOW).reason == "paid_while_expired"
    assert reported(silent(RELEASING), told("paid", 500), NOW).reason == "paid_while_release_requested"


def test_money_taken_in_another_currency_is_counted_by_a_person():
    after = replace(CAPTURING, state="needs_review", reason="paid_while_capture_requested", settled_at=NOW)
    assert reported(CAPTURING, told("paid", 800, currency="EUR"), NOW) == after


def test_money_in_another_currency_that_was_written_off_stays_so_however_often_it_is_told():
    report = told("paid", 400, currency="EUR")
    written_off = ruled(reported(AWAITING, report, NOW), "write_off", NOW)
    assert reported(written_off, report, NOW) == written_off
    assert reported(written_off, told("paid", 400), NOW).state == "needs_review", "money that we can book is news"


def test_a_transaction_too_many_that_was_taken_goes_back_whole():
    after = replace(
        SURPLUS_HELD,
        state="refund_requested",
        due_grosze=500,
        refund_grosze=500,
        reopened=1,
        refund_number=1,
        settled_at=NOW,
    )
    assert reported(SURPLUS_HELD, told("paid", 500, remote_id="R2"), NOW) == after
    assert reported(silent(SURPLUS_HELD), told("paid", 500, remote_id="R2"), NOW) == after
    unknown = reported(SURPLUS_HELD, told("paid", 500, remote_id="R2", currency="EUR"), NOW)
    assert (unknown.state, unknown.reason) == ("needs_review", "paid_while_release_requested")


def test_a_transaction_too_many_is_a_payment_of_its_own():
    second = surplus(HELD, told("held", 900, remote_id="R2"), NOW)
    assert second == Payment("stay_x_1+R2", 900, "release_requested", NOW, NOW, remote_id="R2", held_at=HELD_AT)
    odd = surplus(HELD, told("held", 900, remote_id="R2", currency="EUR"), NOW)
    assert odd == replace(second, state="needs_review", reason="amount_mismatch", settled_at=NOW)
    foreign = surplus(HELD, told("paid", 900, remote_id="R2", currency="EUR"), NOW)
    assert (foreign.state, foreign.reason) == ("needs_review", "paid_while_awaiting_customer")
    taken = surplus(HELD, told("paid", 900, remote_id="R2"), NOW)
    assert taken == Payment(
        "stay_x_1+R2",
        900,
        "refund_requested",
        NOW,
        NOW,
        remote_id="R2",
        due_grosze=900,
        settled_at=NOW,
        refund_grosze=900,
        reopened=1,
        refund_number=1,
    )


@pytest.mark.parametrize("payment", [*EVERY, REFUNDED, *map(silent, EVERY)])
def test_what_the_gateway_still_waits_for_changes_nothing(payment):
    assert reported(payment, told("pending"), NOW) == payment


@pytest.mark.parametrize("outcome", ["held", "paid", "failed"])
@pytest.mark.parametrize("payment", [CAPTURED, REFUNDING, REFUNDED, silent(REFUNDING)])
def test_what_was_taken_is_settled_whatever_is_reported(payment, outcome):
    assert reported(payment, told(outcome), NOW) == payment


@pytest.mark.parametrize("payment", [DECLINED, WALKED_AWAY, RELEASED, LAPSED])
def test_a_second_no_changes_nothing(payment):
    assert reported(payment, told("failed"), NOW) == payment


@pytest.mark.parametrize("payment", [HELD, CAPTURING, RELEASING, RELEASED, LAPSED])
def test_a_second_confirmation_of_a_hold_changes_nothing(payment):
    assert reported(payment, told("held", 9900), NOW) == payment


@pytest.mark.parametrize(("fee", "due"), [(10700, 10700), (10, 10), (9, 0), (0, 0)])
def test_a_hold_is_settled_by_its_fee(fee, due):
    state = "capture_requested" if due else "release_requested"
    assert settling(replace(HELD, due_grosze=1), fee) == replace(HELD, state=state, due_grosze=due)


def test_money_is_asked_to_go_back():
    first = refunding(CAPTURED, 300)
    assert first == REFUNDING
    assert refunding(REFUNDED, 500) == replace(
        REFUNDED, state="refund_requested", refund_grosze=500, reopened=2, refund_number=2
    )
    assert refunding(CAPTURED, 1).refund_grosze == 1
    assert refunding(CAPTURED, 800).refundable_grosze == 0


def test_money_has_gone_back():
    after = replace(REFUNDING, state="refunded", refund_grosze=0, refunded_grosze=300, refunded_at=NOW)
    assert refunded(REFUNDING, NOW) == after
    for payment in (CAPTURED, REFUNDED, RELEASED):
        assert refunded(payment, NOW) == refund_failed(payment, NOW) == payment


def test_a_refund_has_failed():
    assert refund_failed(REFUNDING, NOW) == replace(REFUNDING, state="needs_review", reason="refund_failed")


def test_a_person_is_asked_and_what_was_taken_stays_settled_when_it_was():
    assert in_review(CAPTURING, "why", NOW) == replace(CAPTURING, state="needs_review", reason="why", settled_at=NOW)
    assert in_review(REFUNDING, "why", NOW) == replace(REFUNDING, state="needs_review", reason="why")


def test_who_may_still_approve():
    assert [payment for payment in (*EVERY, REFUNDED) if payment.awaiting] == [NEW, AWAITING]
    assert [payment for payment in (*EVERY, REFUNDED) if payment.unclear] == [NEW, AWAITING, DECLINED]
    assert not replace(DECLINED, settled_at=EARLIER).unclear


def test_a_transaction_too_many_belongs_to_the_order_that_was_asked():
    assert (SURPLUS_HELD.asked_order_id, HELD.asked_order_id) == ("stay_x_1", "stay_x_1")


def test_a_hold_is_to_be_captured_within_its_life():
    assert (HELD.capture_before, NEW.capture_before) == (HELD_AT + timedelta(days=4), None)
    assert timedelta(days=4) == HOLD_LIFE


def test_who_waits_for_its_first_transaction():
    unasked = replace(silent(AWAITING), reason="paid_while_awaiting_customer")
    unmet = [NEW, AWAITING, DECLINED, WALKED_AWAY, silent(AWAITING)]
    assert [payment for payment in (*EVERY, silent(AWAITING), unasked) if payment.unmet] == unmet
    assert not replace(CAPTURED, held_at=None).unmet


def test_only_a_hold_that_ended_by_itself_has_lapsed():
    assert [payment for payment in (*EVERY, REFUNDED) if payment.lapsed] == [LAPSED]


@pytest.mark.parametrize(
    ("payment", "captured", "released", "refundable"),
    [
        pytest.param(WALKED_AWAY, 0, 0, 0, id="nothing was held"),
        pytest.param(HELD, 0, 0, 0, id="held"),
        pytest.param(CAPTURING, 0, 0, 0, id="asked for"),
        pytest.param(RELEASING, 0, 0, 0, id="asked to be let go"),
        pytest.param(CAPTURED, 800, 9900, 800, id="captured"),
        pytest.param(RELEASED, 0, 10700, 0, id="released"),
        pytest.param(LAPSED, 0, 10700, 0, id="lapsed"),
        pytest.param(REFUNDING, 800, 9900, 0, id="going back"),
        pytest.param(REFUNDED, 800, 9900, 500, id="gone back"),
        pytest.param(SENT_OTHERWISE, 800, 9900, 400, id="gone back, some in another way"),
        pytest.param(silent(REFUNDING), 800, 9900, 0, id="perhaps gone back"),
        pytest.param(silent(replace(REFUNDING, refund_grosze=1)), 800, 9900, 0, id="a grosz perhaps gone back"),
        pytest.param(silent(CAPTURING), 0, 0, 0, id="perhaps captured"),
        pytest.param(replace(CAPTURED, due_grosze=10800), 10800, 0, 10800, id="taken beyond the hold"),
        pytest.param(replace(CAPTURED, held_at=None), 800, 0, 800, id="taken without a hold"),
    ],
)
def test_what_became_of_the_money(payment, captured, released, refundable):
    assert (payment.captured_grosze, payment.released_grosze, payment.refundable_grosze) == (
        captured,
        released,
        refundable,
    )


@pytest.mark.parametrize(
    ("payment", "sent", "going"),
    [(CAPTURED, 0, 0), (REFUNDING, 0, 300), (REFUNDED, 300, 300), (SENT_OTHERWISE, 400, 400)],
)
def test_what_goes_back_is_what_was_sent_whichever_way_and_what_is_on_its_way(payment, sent, going):
    assert (payment.sent_back_grosze, payment.going_back_grosze) == (sent, going)
