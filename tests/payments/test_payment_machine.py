"""A payment whatever the gateway says and whatever is decided, in any order: a machine plays everybody around it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.money import CURRENCY
from chalicelib.payments.entry import entries_for, position
from chalicelib.payments.ordered_calls import call_needed, reference
from chalicelib.payments.payment import (
    NEVER_CONFIRMED,
    REQUESTED,
    Payment,
    State,
    given_up,
    in_review,
    refund_failed,
    refunded,
    refunding,
    refused,
    reported,
    settling,
    started,
)
from chalicelib.payments.port import HoldStarted, Outcome, Report
from chalicelib.payments.ruling import let_go, possible_rulings, ruled
from tests.machines import LENGTH

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

REPORTS_LEAD_TO: dict[State, set[State]] = {
    "created": {"held", "failed", "needs_review"},
    "awaiting_customer": {"held", "failed", "needs_review"},
    "failed": {"held", "needs_review"},
    "expired": {"held", "needs_review"},
    "held": {"expired", "needs_review"},
    "capture_requested": {"captured", "expired", "needs_review"},
    "release_requested": {"released", "needs_review"},
    "released": {"needs_review"},
    "captured": set(),
    "refund_requested": set(),
    "refunded": set(),
    "needs_review": {"captured", "released", "expired", "held", "needs_review"},
}
"""Where a report may move a payment from each state; one in review listens only if the gateway had kept silent."""


class PaymentMachine(RuleBasedStateMachine):
    """What the rules do is booked, and every refund reaches the gateway, which may execute it though it keeps silent.

    `kinds` are the entries booked, so that none may come twice; `refunds` what is to go back by each reference.
    """

    @initialize(amount=st.integers(20, 20000))
    def ordered(self, amount: int) -> None:
        self.now = MORNING
        self.payment = Payment("stay_x_1", amount, "created", MORNING, MORNING + timedelta(minutes=15))
        self.books: Counter[str] = Counter()
        self.kinds: set[str] = set()
        self.refunds: dict[str, int] = {}

    def becomes(self, after: Payment, report: Report | None = None) -> None:
        before, self.payment = self.payment, after
        for entry in entries_for(before, after, self.now, report):
            assert sum(grosze for _, grosze in entry.lines) == 0
            assert entry.kind not in self.kinds
            self.kinds.add(entry.kind)
            self.books.update(dict(entry.lines))
        if after.state == "refund_requested":
            self.refunds[reference(after, "refund")] = after.refund_grosze
        assert before.held_at in (None, after.held_at)
        assert before.reopened <= after.reopened
        assert before.refunded_grosze <= after.refunded_grosze

    def hears(self, outcome: Outcome, amount: int, minutes_ago: int = 0, currency: str = CURRENCY) -> None:
        before, happened_at = self.payment, self.now - timedelta(minutes=minutes_ago)
        report = Report(before.order_id, "R1", outcome, amount, currency, happened_at, "AUTHORIZED")
        after = reported(before, report, self.now)
        self.becomes(after, report)
        assert reported(after, report, self.now + timedelta(minutes=1)) == after
        if after != before:
            assert after.state in REPORTS_LEAD_TO[before.state]
            assert before.state != "needs_review" or before.reason == NEVER_CONFIRMED
            assert outcome != "pending"
        if after.state == "captured" != before.state:
            assert (outcome, currency) == ("paid", CURRENCY)

    # What is meant to happen.

    @precondition(lambda self: self.payment.state == "created")
    @rule()
    def the_gateway_accepts(self) -> None:
        self.becomes(started(self.payment, HoldStarted("R1", "https://gateway.test/R1")))

    @precondition(lambda self: self.payment.unclear)
    @rule(minutes_ago=st.integers(0, 3))
    def the_customer_approves(self, minutes_ago: int) -> None:
        self.hears("held", self.payment.amount_grosze, minutes_ago=minutes_ago)
        assert self.payment.state == "held"

    @precondition(lambda self: self.payment.state == "held")
    @rule(share=st.floats(0, 1))
    def the_stay_ends(self, share: float) -> None:
        fee = round(share * self.payment.amount_grosze)
        self.becomes(settling(self.payment, fee))
        assert self.payment.due_grosze == (fee if fee >= 10 else 0)

    @precondition(lambda self: self.payment.state in ("capture_requested", "release_requested"))
    @rule(tells_the_hold=st.booleans())
    def the_gateway_confirms(self, tells_the_hold: bool) -> None:
        payment = self.payment
        if payment.state == "release_requested":
            self.hears("failed", payment.amount_grosze)
            assert self.payment.state == "released"
        else:
            self.hears("paid", payment.amount_grosze if tells_the_hold else payment.due_grosze)
            assert self.payment.state == "captured"

    @precondition(lambda self: self.payment.state in ("captured", "refunded") and self.payment.refundable_grosze)
    @rule(share=st.floats(0, 1))
    def money_is_to_go_back(self, share: float) -> None:
        most = self.payment.refundable_grosze
        asked = refunding(self.payment, max(1, round(share * most)))
        assert reference(asked, "refund") not in self.refunds
        self.becomes(asked)

    @precondition(lambda self: self.payment.state == "refund_requested")
    @rule(done=st.booleans())
    def the_gateway_tells_of_the_refund(self, done: bool) -> None:
        before = self.payment
        if not done:
            self.refunds[reference(before, "refund")] = 0
        self.becomes(refunded(before, self.now) if done else refund_failed(before, self.now))
        assert self.payment.state == ("refunded" if done else "needs_review")
        assert self.payment.captured_grosze == before.captured_grosze

    # What happens as well.

    @rule(
        outcome=st.sampled_from(get_args(Outcome)),
        amount=st.sampled_from(["held", "due", "more", "less"]),
        minutes_ago=st.integers(0, 3),
        currency=st.sampled_from([CURRENCY, CURRENCY, CURRENCY, "EUR"]),
    )
    def the_gateway_reports_anything(self, outcome: Outcome, amount: str, minutes_ago: int, currency: str) -> None:
        held, due = self.payment.amount_grosze, self.payment.due_grosze or 1
        grosze = {"held": held, "due": due, "more": held + 1, "less": held - 1}[amount]
        self.hears(outcome, grosze, minutes_ago, currency)

    @precondition(lambda self: self.payment.unclear and self.now >= self.payment.valid_until)
    @rule()
    def the_time_to_approve_is_over(self) -> None:
        self.becomes(given_up(self.payment, self.now))
        assert not self.payment.unclear

    @precondition(lambda self: self.payment.state == "created")
    @rule()
    def the_gateway_refuses(self) -> None:
        self.becomes(refused(self.payment, "refused", self.now))
        assert not self.payment.unclear

    @precondition(lambda self: call_needed(self.payment, self.now))
    @rule()
    def the_gateway_keeps_silent(self) -> None:
        self.becomes(in_review(self.payment, NEVER_CONFIRMED, self.now))
        assert call_needed(self.payment, self.now) is None

    @precondition(lambda self: possible_rulings(self.payment))
    @rule(data=st.data())
    def a_person_decides(self, data: st.DataObject) -> None:
        ruling = data.draw(st.sampled_from(possible_rulings(self.payment)))
        self.becomes(ruled(self.payment, ruling, self.now))
        assert possible_rulings(self.payment) == ()
        assert self.payment.unasked_grosze == 0

    @precondition(lambda self: self.payment.state == "capture_requested")
    @rule()
    def a_person_waives_the_fee(self) -> None:
        self.becomes(let_go(self.payment))
        assert (self.payment.state, self.payment.due_grosze) == ("release_requested", 0)

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # What holds whatever happened.

    @invariant()
    def the_books_say_what_the_payment_says(self) -> None:
        balance = {account: grosze for account, grosze in self.books.items() if grosze}
        assert balance == position(self.payment)
        assert sum(balance.values()) == 0

    @invariant()
    def no_grosz_is_counted_twice(self) -> None:
        payment = self.payment
        assert 0 <= payment.refundable_grosze <= payment.captured_grosze
        assert payment.captured_grosze + payment.released_grosze in (0, payment.amount_grosze) or payment.reopened
        assert payment.released_grosze >= 0

    @invariant()
    def nothing_goes_back_twice(self) -> None:
        payment = self.payment
        assert sum(self.refunds.values()) <= payment.refunded_grosze + payment.refund_grosze
        assert payment.going_back_grosze <= payment.captured_grosze

    @invariant()
    def a_call_is_open_exactly_while_it_is_requested(self) -> None:
        verb = call_needed(self.payment, self.now)
        assert (verb in ("capture", "release", "refund")) == (self.payment.state in REQUESTED)
        assert verb != "ask" or self.payment.unclear

    @invariant()
    def nothing_is_settled_but_a_hold_and_nothing_goes_back_but_what_was_taken(self) -> None:
        payment = self.payment
        most = payment.amount_grosze if payment.state == "held" else -1
        with pytest.raises(ValueError, match="cannot pay"):
            settling(payment, most + 1)
        most = payment.refundable_grosze if payment.state in ("captured", "refunded") else 0
        for grosze in (0, most + 1):
            with pytest.raises(ValueError, match="cannot go back"):
                refunding(payment, grosze)
        if not payment.held_at:
            assert payment.state not in ("held", "released", "captured") or payment.reopened


TestPaymentMachine = PaymentMachine.TestCase
TestPaymentMachine.settings = LENGTH
