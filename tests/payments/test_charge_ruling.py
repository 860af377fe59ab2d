"""What a person decides about a payment by charge is carried out at once, and never twice."""

from dataclasses import replace

import pytest

from chalicelib.payments.charge_ruling import decided, refund_ordered
from chalicelib.payments.errors import NotRefundable
from chalicelib.payments.payment import NEVER_CONFIRMED, refunding
from tests.payments.test_charged_item import BACK, GRACE, LATER, NOW, PAID, WAITING, Thing

SILENT = replace(BACK, state="needs_review", reason=NEVER_CONFIRMED)


def test_what_a_person_has_called_again_is_due_at_once_and_asked_about_first():
    item = Thing(payments=(SILENT, WAITING), attempts=168, version=4)
    after = decided(item, "order", lambda _: BACK, NOW)
    assert after == replace(item, payments=(BACK, WAITING), attempts=1, calls_due_at=NOW)


def test_a_decision_that_calls_nobody_leaves_nothing_due():
    item = Thing(payments=(SILENT,), calls_due_at=LATER)
    assert decided(item, "order", lambda _: PAID, NOW) == Thing(payments=(PAID,), attempts=1)


def test_a_decision_is_about_one_order():
    item = Thing(payments=(SILENT, replace(SILENT, order_id="other")))
    assert decided(item, "other", lambda _: PAID, NOW).payments == (SILENT, PAID)


def test_a_refund_that_a_person_orders_goes_out_like_any_other():
    item = Thing(payments=(PAID, WAITING))
    assert refund_ordered(item, "order", 250, NOW) == replace(
        item, payments=(refunding(PAID, 250), WAITING), calls_due_at=GRACE
    )


def test_no_more_is_sent_back_than_was_taken():
    with pytest.raises(NotRefundable):
        refund_ordered(Thing(payments=(PAID,)), "order", 601, NOW)
