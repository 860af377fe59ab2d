"""What paid things share when they follow their gateway: what happens between a question and its answer."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.payments import charge, charged_item
from chalicelib.payments.charged_item import ChargedItem, with_payment
from chalicelib.payments.make_charge_calls import Charges
from chalicelib.payments.payment import Payment, refunded, refunding
from chalicelib.payments.port import Report

NOW = datetime(2026, 12, 7, 12, tzinfo=UTC)
ASKED = Payment("order", 600, "awaiting_customer", NOW - timedelta(hours=1), NOW, remote_id="T1")
PAID = replace(ASKED, state="captured", due_grosze=600, settled_at=NOW)
TOLD = Report("order", "T1", "paid", 600, "PLN", NOW, "")


@dataclass(frozen=True, kw_only=True)
class Thing(ChargedItem):
    """What is paid."""


class Shelf:
    """One thing, and a gateway during whose answers something else happens to it."""

    def __init__(self, payment: Payment, state: str = "pending") -> None:
        self.thing = Thing(payments=(payment,), attempts=2)
        self.state, self.meanwhile = state, lambda: None

    def make_calls(self) -> None:
        def record(before: Thing, after: Thing, now: datetime, report: Report | None = None) -> None:
            assert before == self.thing
            self.thing = after

        def reported(thing: Thing, report: Report, now: datetime) -> Thing:
            return with_payment(thing, report.order_id, lambda payment: charge.reported(payment, report, now))

        charges: Charges[Thing] = Charges(
            lambda _: self.thing, lambda _: self.thing, reported, charged_item.given_up, record
        )
        charges.make_calls("thing", self.thing, NOW, self)

    def refund_state(self, reference: str) -> str:
        self.meanwhile()
        return self.state

    def reports(self, order_id: str) -> list[Report]:
        self.meanwhile()
        return []


def test_the_end_of_an_old_refund_is_not_taken_for_that_of_a_new_one():
    first = refunding(PAID, 100)
    shelf = Shelf(first, "done")
    second = refunding(refunded(first, NOW), 200)

    def meanwhile() -> None:
        shelf.thing = replace(shelf.thing, payments=(second,))

    shelf.meanwhile = meanwhile
    shelf.make_calls()
    assert shelf.thing.payments == (second,)


def test_what_was_paid_between_the_question_and_its_answer_is_not_given_up():
    shelf = Shelf(ASKED)

    def meanwhile() -> None:
        shelf.thing = replace(shelf.thing, payments=(PAID,))

    shelf.meanwhile = meanwhile
    shelf.make_calls()
    assert shelf.thing.payments == (PAID,)


@pytest.mark.parametrize(("outcome", "state"), [("failed", "failed"), ("pending", "awaiting_customer")])
def test_an_order_is_given_up_only_when_none_of_its_transactions_may_still_be_paid(outcome, state):
    shelf = Shelf(ASKED)
    shelf.reports = lambda _: [replace(TOLD, outcome=outcome, details="declined")]
    shelf.make_calls()
    [payment] = shelf.thing.payments
    assert (payment.state, payment.settled_at is not None) == (state, outcome == "failed")
