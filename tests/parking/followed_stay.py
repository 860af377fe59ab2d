"""A stay as the machine follows it: beside it an honest gateway, a ledger, and a bank that has to agree in the end.

Nothing is stored; the stay and its ledger are kept here.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from chalicelib.parking.course import hold_given_up, refund_told, reported, superseded
from chalicelib.parking.stay import SMALLEST_HOLD_GROSZE, Hold, Stay
from chalicelib.payments.entry import entries_for
from chalicelib.payments.errors import GatewayRefused
from chalicelib.payments.ordered_calls import reference
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Report
from tests.fakes import FakeGateway

OPENING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CLOSING = OPENING + timedelta(hours=13)
MINUTE = timedelta(minutes=1)
MOVES = {
    "awaiting_payment": {"awaiting_payment", "running", "unpaid"},
    "unpaid": {"unpaid", "running"},
    "running": {"running", "stopped"},
    "stopped": {"stopped"},
}


class FollowedStay:
    """`mail` is all that the gateway ever told; any of it may arrive, at any time and again.

    `books` is the balance of each order's accounts, and `kinds` the entries booked, so that none may come twice.
    """

    def begin(self, *, limited: bool, minutes: int, price: int) -> None:
        """A driver wants to park from OPENING on, for some minutes or, without a limit, until CLOSING."""
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

    def refundable(self) -> int:
        payments = [hold.payment for hold in self.stay.holds if hold.payment.state in ("captured", "refunded")]
        return sum(payment.refundable_grosze for payment in payments)

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
