"""When the calls of a thing that is paid by charges are made, and when a person is asked. Rules only."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.payments.charged_item import (
    REVIEW_AFTER_ATTEMPTS,
    ChargedItem,
    all_back,
    calls_overdue,
    changes,
    given_up,
    nudged,
    paid_again,
    refund_told,
    refused,
    with_calls_due,
    with_new_calls,
    with_payment,
)
from chalicelib.payments.payment import NEVER_CONFIRMED, REFUND_FAILED, Payment, refunding
from chalicelib.payments.port import Report

NOW = datetime(2026, 12, 7, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATER = NOW + 30 * MINUTE
GRACE = NOW + 5 * MINUTE
PAID = Payment("order", 600, "captured", NOW, NOW, remote_id="T1", due_grosze=600, settled_at=NOW)
BACK = refunding(PAID, 100)
WAITING = Payment("other", 500, "awaiting_customer", NOW, LATER, remote_id="T9")
AGAIN = Report("order", "T2", "paid", 600, "PLN", NOW, "")


@dataclass(frozen=True, kw_only=True)
class Thing(ChargedItem):
    """What is paid. `more`: the gateway is to be called besides."""

    more: bool = False

    @property
    def calls_besides(self) -> bool:
        return self.more


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


def test_the_gateway_is_asked_when_calls_are_due_or_the_first_time_to_pay_is_over():
    sooner = replace(WAITING, order_id="sooner", valid_until=LATER - MINUTE)
    thing = Thing(payments=(PAID, WAITING, sooner))
    assert thing.calls_next_at == LATER - MINUTE
    assert replace(thing, calls_due_at=LATER + MINUTE).calls_next_at == LATER + MINUTE
    assert Thing(payments=(PAID, BACK)).calls_next_at is None
    asked = [calls_overdue(thing, LATER - MINUTE + after * MINUTE) for after in (-1, 0, 1)]
    assert asked == [False, True, True]
    assert not calls_overdue(Thing(payments=(PAID,)), LATER)


def test_a_thing_waits_for_a_person_when_one_of_its_payments_does():
    assert not Thing(payments=(PAID, WAITING)).reviewed
    assert Thing(payments=(PAID, replace(WAITING, state="needs_review"))).reviewed


def test_one_order_is_changed_and_no_other():
    thing = Thing(payments=(PAID, WAITING))
    assert with_payment(thing, "order", lambda payment: refunding(payment, 100)) == Thing(payments=(BACK, WAITING))


@pytest.mark.parametrize("thing", [Thing(payments=(BACK,)), Thing(payments=(PAID,), more=True)])
def test_what_is_to_be_called_is_looked_at_when_the_stream_should_have_brought_it(thing):
    forgotten = replace(thing, attempts=7, leased_until=LATER)
    assert with_calls_due(forgotten, NOW) == replace(thing, calls_due_at=GRACE, attempts=0, leased_until=None)
    planned = replace(forgotten, calls_due_at=LATER)
    assert with_calls_due(planned, NOW) is planned


def test_what_is_to_be_called_no_more_is_not_looked_at():
    done = Thing(payments=(PAID,), calls_due_at=LATER, attempts=7)
    assert with_calls_due(done, NOW) == replace(done, calls_due_at=None)
    assert with_calls_due(ChargedItem(payments=(PAID,), calls_due_at=LATER), NOW) == ChargedItem(payments=(PAID,))
    unclear = replace(done, payments=(PAID, WAITING))
    assert with_calls_due(unclear, NOW) is unclear


def test_a_change_that_orders_nothing_leaves_what_is_planned():
    waiting = Thing(payments=(BACK,), calls_due_at=LATER, attempts=7, leased_until=LATER)
    assert with_new_calls(waiting, waiting, NOW) is waiting
    assert with_new_calls(Thing(payments=(PAID,)), Thing(payments=(PAID,)), NOW) == Thing(payments=(PAID,))
    forgotten = Thing(payments=(BACK,))
    assert with_new_calls(forgotten, forgotten, NOW) == replace(forgotten, calls_due_at=GRACE)
    over = replace(waiting, payments=(PAID,))
    assert with_new_calls(waiting, over, NOW) == replace(over, calls_due_at=None)


def test_calls_ordered_beside_others_keep_the_lease_of_who_makes_those():
    before = Thing(payments=(BACK,), calls_due_at=LATER, attempts=7, leased_until=LATER)
    after = replace(before, payments=(BACK, replace(BACK, order_id="second")))
    assert with_new_calls(before, after, NOW) == replace(after, calls_due_at=GRACE, attempts=1)


def test_calls_ordered_alone_begin_anew():
    before = Thing(payments=(PAID,), attempts=7, leased_until=LATER)
    after = replace(before, payments=(BACK,))
    assert with_new_calls(before, after, NOW) == Thing(payments=(BACK,), calls_due_at=GRACE)


def test_calls_handed_out_are_looked_at_later_and_after_a_week_by_a_person():
    item = Thing(payments=(BACK, PAID, WAITING), calls_due_at=NOW, attempts=REVIEW_AFTER_ATTEMPTS - 1)
    assert nudged(item, NOW) == replace(item, calls_due_at=NOW + 60 * MINUTE)
    for_a_person = replace(BACK, state="needs_review", reason=NEVER_CONFIRMED)
    silent = replace(item, attempts=REVIEW_AFTER_ATTEMPTS)
    assert nudged(silent, NOW) == replace(silent, payments=(for_a_person, PAID, WAITING), calls_due_at=None)


def test_a_charge_of_which_the_gateway_never_said_anything_is_left_to_a_person_when_its_time_is_over():
    item = Thing(payments=(WAITING,), attempts=REVIEW_AFTER_ATTEMPTS)
    waited = replace(WAITING, state="needs_review", reason=NEVER_CONFIRMED, settled_at=LATER)
    assert nudged(item, LATER) == replace(item, payments=(waited,))


def test_an_order_that_is_refused_or_given_up_is_looked_at_no_more():
    item = Thing(payments=(PAID, WAITING), calls_due_at=NOW)
    declined = replace(WAITING, state="failed", reason="no_card", settled_at=NOW)
    assert refused(item, "other", "no_card", NOW) == Thing(payments=(PAID, declined))
    expired = replace(WAITING, state="expired", reason="walked_away", settled_at=NOW)
    assert given_up(item, "other", NOW) == Thing(payments=(PAID, expired))


def test_an_order_that_ends_beside_a_refund_leaves_the_refund_planned():
    item = Thing(payments=(BACK, WAITING))
    assert refused(item, "other", "no_card", NOW).calls_due_at == GRACE
    assert given_up(item, "other", NOW).calls_due_at == GRACE


def test_the_gateways_word_about_a_refund_ends_it():
    item = Thing(payments=(BACK, WAITING), calls_due_at=NOW)
    done = replace(BACK, state="refunded", refund_grosze=0, refunded_grosze=100, refunded_at=NOW)
    failed = replace(BACK, state="needs_review", reason=REFUND_FAILED)
    assert refund_told(item, "order", "done", NOW) == replace(item, payments=(done, WAITING))
    assert refund_told(item, "order", "failed", NOW) == replace(item, payments=(failed, WAITING))
    assert refund_told(item, "order", "pending", NOW) is item
    assert refund_told(Thing(payments=(BACK,), calls_due_at=NOW), "order", "done", NOW) == Thing(payments=(done,))


def test_of_two_refunds_the_other_one_is_planned_when_the_first_has_ended():
    second = replace(BACK, order_id="second")
    after = refund_told(Thing(payments=(BACK, second)), "order", "done", NOW)
    assert (states(after), after.calls_due_at) == (["refunded", "refund_requested"], GRACE)


def test_all_of_an_order_goes_back():
    item = Thing(payments=(PAID, replace(PAID, order_id="other")))
    assert all_back(item, "order") == replace(item, payments=(refunding(PAID, 600), item.payments[1]))


def test_a_second_transaction_is_a_payment_of_its_own_that_goes_back():
    second = replace(PAID, order_id="order+T2", remote_id="T2")
    assert paid_again(Thing(payments=(PAID,)), PAID, AGAIN, NOW) == Thing(
        payments=(PAID, refunding(second, 600)), calls_due_at=GRACE
    )


def test_a_third_transaction_is_told_apart_from_the_second():
    twice = paid_again(Thing(payments=(PAID,)), PAID, AGAIN, NOW)
    thrice = paid_again(twice, PAID, replace(AGAIN, remote_id="T3"), NOW)
    assert [payment.order_id for payment in thrice.payments] == ["order", "order+T2", "order+T3"]


def test_a_payment_that_was_not_there_before_began_with_nothing():
    captured = replace(BACK, order_id="new")
    unborn = replace(captured, state="created", due_grosze=0, refund_grosze=0, reopened=0)
    assert list(changes([PAID, WAITING], [BACK, captured])) == [(PAID, BACK), (unborn, captured)]
