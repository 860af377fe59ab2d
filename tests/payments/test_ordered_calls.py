"""Which calls a payment orders, by which references, and when they are looked at again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.payments.ordered_calls import call_needed, calls_of, newly_ordered, pause_after, reference
from tests.payments.known_payments import AWAITING, CAPTURED, CAPTURING, EVERY, NOW, REFUNDED, REFUNDING


def test_the_call_that_each_state_needs():
    needed = {payment.state: call_needed(payment, payment.valid_until) for payment in (*EVERY, REFUNDED)}
    assert {state: verb for state, verb in needed.items() if verb} == {
        "created": "ask",
        "awaiting_customer": "ask",
        "failed": "ask",
        "capture_requested": "capture",
        "release_requested": "release",
        "refund_requested": "refund",
    }
    assert call_needed(AWAITING, AWAITING.valid_until - timedelta(seconds=1)) is None


def test_a_reference_never_changes_because_the_gateway_keeps_it():
    assert reference(CAPTURING, "capture") == "e4d39bf948c2c063ba40f79e79585791"
    assert reference(CAPTURING, "release") == "4620b4836d32fa94a83ac19358f491ba"
    assert reference(REFUNDING, "refund") == "1e1662d0277cea0625ed6b98c12bef3d"
    assert reference(replace(CAPTURING, refund_number=3, reopened=3), "capture") == reference(CAPTURING, "capture")


def test_only_calls_that_are_ordered_count_each_by_its_reference():
    asked = [replace(CAPTURED, state=f"{verb}_requested") for verb in ("capture", "release", "refund")]
    assert calls_of([CAPTURED, AWAITING, *asked]) == {
        reference(CAPTURED, "capture"),
        reference(CAPTURED, "release"),
        reference(CAPTURED, "refund"),
    }


def test_new_calls_have_attempts_of_their_own_and_beside_earlier_ones_the_gateway_is_asked_first():
    other = replace(REFUNDING, order_id="another")
    due_at = NOW + timedelta(minutes=5)
    alone = {"calls_due_at": due_at, "attempts": 0, "leased_until": None}
    assert newly_ordered([CAPTURED], [REFUNDING], NOW) == alone
    assert newly_ordered([CAPTURING], [REFUNDING], NOW) == alone
    assert newly_ordered([REFUNDING], [REFUNDING, other], NOW) == {"calls_due_at": due_at, "attempts": 1}
    assert newly_ordered([REFUNDING, other], [REFUNDED, other], NOW) is None
    assert newly_ordered([CAPTURED], [CAPTURED], NOW) is None


@pytest.mark.parametrize(("attempts", "minutes"), [(0, 5), (1, 10), (2, 20), (3, 40), (4, 60), (5, 60), (500, 60)])
def test_a_gateway_that_is_silent_is_asked_ever_more_rarely(attempts, minutes):
    assert pause_after(attempts) == timedelta(minutes=minutes)
