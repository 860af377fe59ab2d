"""A stay whatever its driver, the gateway and the bank do, in any order: a machine plays all of them.

The bank is honest: what it took and what it still holds is known, and in the end it has to agree with the stay.
Nothing is stored; the machine keeps the stay and its ledger itself.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.parking.course import (
    REMIND_BEFORE_END,
    calls_handed_out,
    decided,
    extended,
    given_back,
    hold_given_up,
    hold_refused,
    hold_started,
    refund_told,
    reminded,
    reported,
    stopped,
    superseded,
)
from chalicelib.parking.stay import SMALLEST_HOLD_GROSZE, Hold, Stay
from chalicelib.payments.entry import entries_for, position
from chalicelib.payments.errors import GatewayRefused
from chalicelib.payments.payment import REQUESTED, Payment, call_needed, reference
from chalicelib.payments.port import HoldOrder, Report
from chalicelib.payments.ruling import possible_rulings, ruled
from tests.fakes import FakeGateway
from tests.machines import LENGTH

OPENING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CLOSING = OPENING + timedelta(hours=13)
MINUTE = timedelta(minutes=1)
MOVES = {
    "awaiting_payment": {"awaiting_payment", "running", "unpaid"},
    "unpaid": {"unpaid", "running"},
    "running": {"running", "stopped"},
    "stopped": {"stopped"},
}


class StayMachine(RuleBasedStateMachine):
    """`mail` is all that the gateway ever told; any of it may arrive, at any time and again."""

    @initialize(
        limited=st.sampled_from([True, True, False]),
        minutes=st.integers(1, 780),
        price=st.integers(1, 40),
        approved=st.sampled_from([True, True, True, False]),
    )
    def a_driver_starts(self, limited: bool, minutes: int, price: int, approved: bool) -> None:
        self.now, self.price, self.gateway = OPENING, price, FakeGateway(lambda: self.now)
        self.mail: list[Report] = []
        self.books: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.kinds: set[tuple[str, str]] = set()
        self.lapsed = self.person_decided = False
        ends_at = OPENING + minutes * MINUTE if limited else CLOSING
        self.stay = Stay(
            stay_id="stay_x",
            device_id="dev_a",
            plate="KR 1AB23",
            subzone="B",
            kind="limited" if limited else "open",
            resident=False,
            email="driver@example.com",
            language="pl",
            method="card",
            terms_version="2026-11-21",
            requested_at=OPENING,
            paid_hours_end=CLOSING,
            ends_at=ends_at,
            holds=(self.hold("stay_x_1", self.cost(OPENING, ends_at), ends_at),),
        )
        if approved:
            self.the_gateway_is_asked_for_the_hold("accepted")
            self.approve("stay_x_1", at_once=True)

    # How the machine keeps its books.

    def cost(self, from_: datetime, until: datetime) -> int:
        return self.price * -((from_ - until) // MINUTE)

    def fee_until(self, moment: datetime) -> int:
        return self.cost(self.stay.started_at or OPENING, moment)

    def hold(self, order_id: str, grosze: int, pays_until: datetime) -> Hold:
        amount = max(grosze, SMALLEST_HOLD_GROSZE)
        return Hold(Payment(order_id, amount, "created", self.now, self.now + 15 * MINUTE), pays_until, "key", "body")

    def becomes(self, after: Stay, report: Report | None = None) -> None:
        before, self.stay = self.stay, after
        earlier = {hold.payment.order_id: hold.payment for hold in before.holds}
        for payment in (hold.payment for hold in after.holds):
            unborn = Payment(payment.order_id, payment.amount_grosze, "created", self.now, self.now)
            for entry in entries_for(earlier.get(payment.order_id, unborn), payment, self.now, report):
                assert (entry.order_id, entry.kind) not in self.kinds
                self.kinds.add((entry.order_id, entry.kind))
                self.books[entry.order_id].update(dict(entry.lines))
        assert after.state in MOVES[before.state]
        assert after.order_ids[: len(before.order_ids)] == before.order_ids
        if before.state == "stopped":
            assert (after.stopped_at, after.stopped_by) == (before.stopped_at, before.stopped_by)
            assert after.fee_grosze == before.fee_grosze or self.person_decided

    def hears(self, report: Report, *, plate_taken: bool = False) -> None:
        after = reported(self.stay, report, self.now)
        assert reported(after, report, self.now) == after
        if plate_taken and after.state == "running" != self.stay.state:
            after = superseded(after, self.now)
        self.becomes(after, report)

    def orders(self, *outcomes: str) -> list[str]:
        known = self.gateway.transactions.items()
        return [order_id for order_id, transaction in known if transaction.report.outcome in outcomes]

    def approve(self, order_id: str, *, at_once: bool) -> None:
        self.mail.append(self.gateway.approve(order_id))
        if at_once:
            self.hears(self.mail[-1])

    # The driver.

    @precondition(lambda self: self.stay.holds[-1].payment.state == "created")
    @rule(answer=st.sampled_from(["accepted"] * 5 + ["lost", "refused"]))
    def the_gateway_is_asked_for_the_hold(self, answer: str) -> None:
        payment = self.stay.holds[-1].payment
        if answer == "refused":
            return self.becomes(hold_refused(self.stay, payment.order_id, "refused", self.now))
        if payment.order_id in self.gateway.transactions:
            return None
        hold = self.gateway.start_hold(
            HoldOrder(payment.order_id, payment.amount_grosze, "card", "", "pl", "", "", payment.valid_until)
        )
        return None if answer == "lost" else self.becomes(hold_started(self.stay, payment.order_id, hold))

    @precondition(lambda self: self.orders("pending"))
    @rule(data=st.data(), at_once=st.booleans())
    def the_driver_approves(self, data: st.DataObject, at_once: bool) -> None:
        self.approve(data.draw(st.sampled_from(self.orders("pending"))), at_once=at_once)

    @precondition(lambda self: self.orders("pending"))
    @rule(data=st.data())
    def the_bank_declines(self, data: st.DataObject) -> None:
        self.mail.append(self.gateway.decline(data.draw(st.sampled_from(self.orders("pending")))))

    @precondition(lambda self: self.orders("pending", "held", "paid", "failed"))
    @rule(data=st.data(), paid=st.booleans())
    def the_driver_pays_again(self, data: st.DataObject, paid: bool) -> None:
        """Also before the first is approved; and the gateway may take the money that it was to hold."""
        order_id = data.draw(st.sampled_from(self.orders("pending", "held", "paid", "failed")))
        if not self.gateway.transactions[order_id].second:
            self.mail.append(self.gateway.approve_again(order_id, paid=paid))

    @precondition(lambda self: self.stay.state == "running")
    @rule()
    def the_driver_stops(self) -> None:
        self.becomes(stopped(self.stay, self.now, self.fee_until))

    @precondition(
        lambda self: (
            self.stay.state == "running"
            and self.stay.kind == "limited"
            and self.now < self.stay.ends_at < CLOSING
            and not any(hold.payment.awaiting for hold in self.stay.holds)
        )
    )
    @rule(minutes=st.integers(1, 300))
    def the_driver_extends(self, minutes: int) -> None:
        ends_at = min(self.stay.ends_at + minutes * MINUTE, CLOSING)
        missing = self.fee_until(ends_at) - self.stay.held_grosze
        self.becomes(extended(self.stay, self.hold(self.stay.next_order_id, missing, ends_at)))

    # The gateway, the bank and the time.

    @precondition(lambda self: self.mail)
    @rule(data=st.data(), plate_taken=st.sampled_from([False, False, True]))
    def a_notification_arrives(self, data: st.DataObject, plate_taken: bool) -> None:
        self.hears(data.draw(st.sampled_from(self.mail)), plate_taken=plate_taken)

    @precondition(lambda self: self.orders("held"))
    @rule(data=st.data())
    def a_hold_lapses(self, data: st.DataObject) -> None:
        self.mail.append(self.gateway.expire(data.draw(st.sampled_from(self.orders("held")))))
        self.lapsed = True

    @rule(minutes=st.sampled_from([1, 5, 15, 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @precondition(lambda self: self.stay.due_at and self.now >= self.stay.due_at)
    @rule()
    def the_minute_schedule_comes(self) -> None:
        if self.stay.state == "running" and self.now >= self.stay.ends_at:
            return self.becomes(stopped(self.stay, self.now, self.fee_until))
        after = self.stay
        if after.remind_at and self.now >= after.remind_at:
            after = reminded(after, self.now)
        if self.now >= (after.calls_due_at or min(hold.payment.valid_until for hold in after.holds)):
            after = calls_handed_out(after, self.now)
        return self.becomes(after)

    @precondition(lambda self: any(call_needed(hold.payment, self.now) for hold in self.stay.holds))
    @rule()
    def a_worker_makes_the_calls(self) -> None:
        self.becomes(replace(self.stay, attempts=self.stay.attempts + 1))
        for payment in (hold.payment for hold in self.stay.holds):
            verb = call_needed(payment, self.now)
            if verb == "refund":
                self.send_back(payment)
            elif verb and (verb == "ask" or self.stay.attempts > 1):
                self.ask(payment, give_up=verb == "ask")
            if verb in ("capture", "release"):
                self.take_or_let_go(payment)

    @precondition(lambda self: self.stay.state != "running" and self.stay.calls_due_at)
    @rule()
    def nobody_reaches_the_gateway_for_days(self) -> None:
        while self.stay.calls_due_at:
            self.now = max(self.now, self.stay.calls_due_at)
            self.becomes(calls_handed_out(replace(self.stay, attempts=self.stay.attempts + 1), self.now))
        assert self.stay.reviewed

    def ask(self, payment: Payment, *, give_up: bool) -> None:
        told = self.gateway.reports(payment.asked_order_id)
        for report in told:
            self.hears(report)
        if give_up and all(report.outcome in ("pending", "failed") for report in told):
            self.becomes(hold_given_up(self.stay, payment.order_id, self.now))

    def take_or_let_go(self, payment: Payment) -> None:
        try:
            if payment.state == "capture_requested":
                self.gateway.capture(payment.remote_id, payment.due_grosze, reference(payment, "capture"))
            else:
                self.gateway.release(payment.remote_id, reference(payment, "release"))
        except GatewayRefused:
            return self.ask(payment, give_up=False)
        told = self.gateway.reports(payment.asked_order_id)
        self.mail += [report for report in told if report.remote_id == payment.remote_id]
        return None

    def send_back(self, payment: Payment) -> None:
        call = reference(payment, "refund")
        if call not in self.gateway.refunds:
            self.gateway.refund(payment.remote_id, payment.refund_grosze, call)
        self.becomes(refund_told(self.stay, payment.order_id, self.gateway.refund_state(call), self.now))

    def sent_back(self, payment: Payment) -> int:
        refunds = [refund for refund in self.gateway.refunds.values() if refund.remote_id == payment.remote_id]
        return sum(refund.amount_grosze for refund in refunds if refund.state != "failed")

    # The operators.

    @precondition(lambda self: self.stay.state == "stopped" and self.refundable())
    @rule(share=st.floats(0, 1))
    def money_is_to_go_back(self, share: float) -> None:
        grosze = max(1, round(share * self.refundable()))
        left = self.refundable() - grosze
        self.becomes(given_back(self.stay, grosze, self.now))
        assert self.refundable() == left or any(hold.payment.state == "refund_requested" for hold in self.stay.holds)
        self.person_decided = True

    def refundable(self) -> int:
        payments = [hold.payment for hold in self.stay.holds if hold.payment.state in ("captured", "refunded")]
        return sum(payment.refundable_grosze for payment in payments)

    @precondition(lambda self: any(refund.state == "pending" for refund in self.gateway.refunds.values()))
    @rule(done=st.sampled_from([True, True, False]))
    def the_gateway_settles_a_refund(self, done: bool) -> None:
        call = next(call for call, refund in self.gateway.refunds.items() if refund.state == "pending")
        (self.gateway.pay_out if done else self.gateway.cancel_refund)(call)

    @precondition(lambda self: self.stay.state != "running" and self.stay.reviewed)
    @rule(data=st.data())
    def a_person_decides(self, data: st.DataObject) -> None:
        waiting = [hold.payment for hold in self.stay.holds if possible_rulings(hold.payment)]
        payment = data.draw(st.sampled_from(waiting))
        ruling = data.draw(st.sampled_from(possible_rulings(payment)))
        self.person_decided = True
        self.becomes(decided(self.stay, payment.order_id, lambda asked: ruled(asked, ruling, self.now), self.now))

    # What holds whatever happened.

    @invariant()
    def every_order_is_booked_as_it_stands(self) -> None:
        for payment in (hold.payment for hold in self.stay.holds):
            balance = self.books[payment.order_id]
            assert {account: grosze for account, grosze in balance.items() if grosze} == position(payment)

    @invariant()
    def it_runs_only_between_its_start_and_its_end(self) -> None:
        stay = self.stay
        assert (stay.started_at is not None) == (stay.state in ("running", "stopped"))
        assert (stay.stopped_at is not None) == (stay.stopped_by is not None) == (stay.state == "stopped")
        if stay.started_at:
            assert stay.requested_at <= stay.started_at <= (stay.stopped_at or stay.ends_at) <= stay.ends_at <= CLOSING
        if stay.remind_at:
            assert stay.state == "running"
            assert stay.started_at <= stay.remind_at <= stay.ends_at - REMIND_BEFORE_END

    @invariant()
    def a_hold_stands_only_while_it_runs_and_is_enough(self) -> None:
        stay = self.stay
        if stay.state != "running":
            assert stay.held_grosze == 0
        elif not self.lapsed:
            assert stay.held_grosze >= self.fee_until(stay.ends_at)

    @invariant()
    def nobody_pays_more_than_was_held(self) -> None:
        stay = self.stay
        asked = [hold.payment for hold in stay.asked_holds]
        held = sum(one.amount_grosze if one.held_at else one.captured_grosze for one in asked)
        assert 0 <= stay.fee_grosze <= held
        if not self.person_decided:
            assert stay.fee_grosze == sum(hold.payment.due_grosze for hold in stay.asked_holds)
            assert stay.fee_grosze == 0 or stay.state == "stopped"

    @invariant()
    def nothing_goes_back_twice(self) -> None:
        for payment in (hold.payment for hold in self.stay.holds):
            assert self.sent_back(payment) <= payment.refunded_grosze + payment.refund_grosze

    @invariant()
    def it_is_due_until_all_is_settled_or_left_to_a_person(self) -> None:
        stay = self.stay
        open_ = any(hold.payment.state in REQUESTED or hold.payment.unclear for hold in stay.holds)
        assert (stay.due_at is not None) == (open_ or stay.state == "running")

    def teardown(self) -> None:
        """It gets quiet: everything arrives and all that is due is done. Then the bank and the stay agree."""
        for _ in range(300):
            for report in self.mail:
                self.hears(report)
            if self.stay.due_at is None:
                break
            self.now = max(self.now, self.stay.due_at)
            self.the_minute_schedule_comes()
            self.a_worker_makes_the_calls()
            for call in [call for call, refund in self.gateway.refunds.items() if refund.state == "pending"]:
                self.gateway.pay_out(call)
        assert self.stay.due_at is None
        self.check_that_no_money_is_unknown()
        if not self.stay.reviewed and not self.person_decided:
            self.check_the_bank()

    def check_that_no_money_is_unknown(self) -> None:
        known = {hold.payment.remote_id: hold.payment for hold in self.stay.holds}
        written_off = {remote_id for remote_id, payment in known.items() if payment.reason == "written_off"}
        for report in (report for known in self.gateway.transactions.values() for report in known.reports):
            if report.outcome in ("held", "paid") and report.remote_id not in written_off:
                payment = known[report.remote_id]
                assert payment.taken or payment.state == "needs_review"
                assert report.outcome == "held" or payment.captured_grosze + payment.unasked_grosze > 0

    def check_the_bank(self) -> None:
        told = [report for known in self.gateway.transactions.values() for report in known.reports]
        back = sum(refund.amount_grosze for refund in self.gateway.refunds.values() if refund.state == "done")
        assert not [report for report in told if report.outcome == "held"]
        assert sum(report.amount_grosze for report in told if report.outcome == "paid") - back == self.stay.fee_grosze
        for payment in (hold.payment for hold in self.stay.holds if hold.payment.held_at):
            assert payment.captured_grosze + payment.released_grosze == payment.amount_grosze


TestStayMachine = StayMachine.TestCase
TestStayMachine.settings = LENGTH
