"""When the calls of a thing that is paid by charges are made, and when a person is asked. Rules only."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.payments.charged_item import REVIEW_AFTER_ATTEMPTS, ChargedItem, nudged, paid_again
from chalicelib.payments.ordered_calls import pause_after
from chalicelib.payments.payment import Payment, refunding
from chalicelib.payments.port import Report

NOW = datetime(2026, 12, 7, 12, tzinfo=UTC)
PAID = Payment("order", 600, "captured", NOW, NOW, remote_id="T1", due_grosze=600, settled_at=NOW)
AGAIN = Report("order", "T2", "paid", 600, "PLN", NOW, "")


@dataclass(frozen=True, kw_only=True)
class Thing(ChargedItem):
    """What is paid."""


def states(thing: Thing) -> list[str]:
    return [payment.state for payment in thing.payments]


def test_a_refund_ordered_beside_one_that_waits_for_a_week_is_called_before_a_person_is_asked():
    waiting = Thing(payments=(refunding(PAID, 100),), calls_due_at=NOW, attempts=REVIEW_AFTER_ATTEMPTS)
    assert states(nudged(waiting, NOW)) == ["needs_review"]
    beside = paid_again(waiting, waiting.payments[0], AGAIN, NOW)
    assert states(nudged(beside, NOW)) == ["refund_requested", "refund_requested"]
    assert beside.attempts == 1, "so that the first is asked about, and not sent again"


def test_a_refund_ordered_alone_is_called_at_once():
    beside = paid_again(Thing(payments=(PAID,), attempts=7, leased_until=NOW + timedelta(minutes=1)), PAID, AGAIN, NOW)
    assert (beside.attempts, beside.leased_until, beside.calls_due_at) == (0, None, NOW + timedelta(minutes=5))


def test_what_is_told_twice_orders_nothing_more():
    beside = paid_again(Thing(payments=(PAID,)), PAID, AGAIN, NOW)
    assert paid_again(beside, PAID, AGAIN, NOW) is beside
    assert paid_again(beside, PAID, replace(AGAIN, remote_id="T3", outcome="failed"), NOW) is beside


@pytest.mark.parametrize(("attempts", "minutes"), [(0, 5), (1, 10), (2, 20), (3, 40), (4, 60), (5, 60), (500, 60)])
def test_a_gateway_that_is_silent_is_asked_ever_more_rarely(attempts, minutes):
    assert pause_after(attempts) == timedelta(minutes=minutes)
