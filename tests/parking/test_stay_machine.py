"""A stay whatever its driver, the gateway and the bank do, in any order: a machine plays all of them.

The bank is honest: what it took and what it still holds is known, and in the end it has to agree with the stay.
"""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.parking.course import (
    REMIND_BEFORE_END,
    calls_handed_out,
    decided,
    extended,
    given_back,
    hold_refused,
    hold_started,
    reminded,
    stopped,
)
from chalicelib.payments.entry import position
from chalicelib.payments.ordered_calls import call_needed
from chalicelib.payments.payment import REQUESTED
from chalicelib.payments.port import HoldOrder
from chalicelib.payments.ruling import possible_rulings, ruled
from tests.machines import LENGTH
from tests.parking.followed_stay import CLOSING, MINUTE, FollowedStay


class StayMachine(FollowedStay, RuleBasedStateMachine):
    """What anybody may do next, and what holds whatever happened."""

    @initialize(
        limited=st.sampled_from([True, True, False]),
        minutes=st.integers(1, 780),
        price=st.integers(1, 40),
        approved=st.sampled_from([True, True, True, False]),
    )
    def a_driver_starts(self, limited: bool, minutes: int, price: int, approved: bool) -> None:
        self.begin(limited=limited, minutes=minutes, price=price)
        if approved:
            self.the_gateway_is_asked_for_the_hold("accepted")
            self.approve("stay_x_1", at_once=True)

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

    # The operators.

    @precondition(lambda self: self.stay.state == "stopped" and self.refundable())
    @rule(share=st.floats(0, 1))
    def money_is_to_go_back(self, share: float) -> None:
        grosze = max(1, round(share * self.refundable()))
        left = self.refundable() - grosze
        self.becomes(given_back(self.stay, grosze, self.now))
        assert self.refundable() == left or any(hold.payment.state == "refund_requested" for hold in self.stay.holds)
        self.person_decided = True

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


TestStayMachine = StayMachine.TestCase
TestStayMachine.settings = LENGTH
