"""What must be true of stays after every step, and when a world has settled."""

from collections import defaultdict
from collections.abc import Iterable

from chalicelib.parking.fee import fee
from chalicelib.parking.stay import Stay
from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.difference import Answers, against_answers
from chalicelib.payments.entry import Entry, position
from chalicelib.payments.movement import known_remote_ids, movements
from chalicelib.payments.payment import SMALLEST_CAPTURE_GROSZE, SURPLUS
from chalicelib.warsaw import warsaw_day
from simulation.desk import sent_back
from simulation.promise import require
from simulation.world import World

DONE = {"captured", "released", "refunded", "failed", "expired"}


class StayInvariants:
    """Watches the stays of a world: `check` after each step, `check_settled` in the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stays: dict[str, Stay] = {}
        self.taken_grosze = 0
        """What the gateway owes the city when all is settled."""
        self._seen = 0
        self._running: dict[str, set[str]] = defaultdict(set)
        self._by_key: dict[str, str] = {}
        self._calls = 0
        self._captured: set[str | int] = set()
        self._released: set[str | int] = set()

    def check(self) -> None:
        """Look at what changed in this step."""
        changes = self.world.stays.changes()
        if len(changes) > self._seen:
            for _, after in changes[self._seen :]:
                self._check_change(after)
            self._seen = len(changes)
        if len(self.world.gateway.books.calls) > self._calls:
            self._check_calls()

    def _check_change(self, after: Stay) -> None:
        before = self.stays.get(after.stay_id)
        self.stays[after.stay_id] = after
        if before is not None:
            require(after.version > before.version, "a change without a version", after)
            price = (before.resident, before.resident_card)
            require(price == (after.resident, after.resident_card), "the price did not stand", after)
            if before.state == "stopped" and _decisions(before) == _decisions(after):
                ended = (after.state, after.fee_grosze, after.stopped_at)
                require(ended == ("stopped", before.fee_grosze, before.stopped_at), "a stopped stay changed", after)
        payments = [hold.payment for hold in after.holds]
        held = sum(one.amount_grosze if one.held_at else one.captured_grosze for one in payments)
        require(after.fee_grosze <= held, "a fee above what was held or taken", after)
        settled = all(hold.payment.state in DONE or hold.payment.state == "needs_review" for hold in after.holds)
        require(bool(after.due_at) or settled, "money that nobody will look at again", after)
        if after.state == "stopped" and not _decisions(after):
            self._check_fee(after)
        self._check_plate(after)
        first = self._by_key.setdefault(after.holds[0].key_hash, after.stay_id)
        require(first == after.stay_id, "one key started two stays", after)

    def _check_fee(self, stay: Stay) -> None:
        """The fee is the tariff's for the real stay, however it was computed, and never more than was held."""
        started, stopped = stay.started_at or stay.requested_at, stay.stopped_at or stay.requested_at
        price = fee(self.world.editions, stay.subzone, started, stopped, resident=stay.resident).total_grosze
        held = sum(hold.payment.amount_grosze for hold in stay.holds if hold.payment.held_at and not hold.surplus)
        lapsed = any(hold.payment.lapsed or hold.payment.unasked_grosze for hold in stay.holds)
        expected = min(price, held) if min(price, held) >= SMALLEST_CAPTURE_GROSZE else 0
        require(stay.fee_grosze == expected or lapsed, f"a fee that is not the tariff's {expected}", stay)

    def _check_plate(self, stay: Stay) -> None:
        running = self._running[stay.plate]
        running.discard(stay.stay_id)
        if stay.state == "running":
            running.add(stay.stay_id)
        together = [known for known in running if self.stays[known].ends_at > self.world.now]
        require(len(together) <= 1, "two stays run for one plate", stay)

    def _check_calls(self) -> None:
        """No transaction is taken twice, given back twice, or both: not even asked to, once it is known."""
        calls = self.world.gateway.books.calls
        for call in calls[self._calls :]:
            remote_id = call[1]
            if call[0] == "capture":
                require(remote_id not in self._captured | self._released, f"{remote_id} captured blindly")
                if self._outcome(remote_id) == "paid":
                    self._captured.add(remote_id)
            elif call[0] == "release":
                require(remote_id not in self._captured, f"{remote_id} released after its capture")
                if self._outcome(remote_id) == "failed":
                    self._released.add(remote_id)
        self._calls = len(calls)

    def _outcome(self, remote_id: str | int) -> str:
        for known in self.world.gateway.books.transactions.values():
            for report in known.reports:
                if report.remote_id == remote_id:
                    return report.outcome
        return ""

    def check_settled(self) -> None:
        """Everything has come to its end, and ours and theirs are the same to the grosz."""
        for stay_id, device_id in self.world.acknowledged.items():
            require(stay_id in self.stays and self.stays[stay_id].device_id == device_id, "a lost stay")
        for stay in self.stays.values():
            require(stay.due_at is None, "still due after two weeks", stay)
            require(stay.state in ("stopped", "unpaid"), "a stay that never ended", stay)
            for hold in stay.holds:
                require(hold.payment.state in DONE, "money without an end", stay)
            lapsed = any(hold.payment.state == "expired" and hold.payment.held_at for hold in stay.holds)
            captured = sum(hold.payment.captured_grosze for hold in stay.asked_holds)
            back = sum(hold.payment.refunded_grosze + hold.payment.written_off_grosze for hold in stay.asked_holds)
            exact = captured - back <= stay.fee_grosze <= captured if _decisions(stay) else captured == stay.fee_grosze
            require(exact or lapsed, "not exactly the fee was taken", stay)
        self._check_books()

    def _check_books(self) -> None:
        ours = {
            (hold.payment.asked_order_id, hold.payment.remote_id): hold.payment
            for stay in self.stays.values()
            for hold in stay.holds
        }
        for order_id, known in self.world.gateway.books.transactions.items():
            for report in known.reports:
                require(report.outcome != "held", f"{order_id} is still on hold at the gateway")
                payment = ours.get((order_id, report.remote_id))
                taken = report.amount_grosze if report.outcome == "paid" else 0
                require((payment.captured_grosze if payment else 0) == taken, f"{order_id} differs")
                if payment:
                    require(
                        payment.refunded_grosze == sent_back(self.world.gateway.books.refunds, payment),
                        f"{order_id} refunded",
                    )
        for payment in ours.values():
            entries = of_order(payment.order_id)
            require(all(not sum(amount for _, amount in one.lines) for one in entries), "an entry does not sum")
            balance: dict[str, int] = defaultdict(int)
            for account, amount in (line for one in entries for line in one.lines):
                balance[account] += amount
            require(balance["city:holds"] == 0, f"{payment.order_id} is still on hold in the ledger")
            booked = {account: grosze for account, grosze in balance.items() if grosze}
            require(booked == position(payment), f"{payment.order_id} is booked wrongly")
        self._check_reconciled(payment.order_id for payment in ours.values())
        self.taken_grosze = sum(payment.captured_grosze - payment.refunded_grosze for payment in ours.values())

    def _check_reconciled(self, order_ids: Iterable[str]) -> None:
        """Reconciliation finds nothing between the ledger and the gateway's record."""
        books = self.world.gateway.books
        entries: dict[str, list[Entry]] = defaultdict(list)
        for order_id in order_ids:
            entries[order_id.partition(SURPLUS)[0]] += of_order(order_id)
        states = {reference: refund.state for reference, refund in books.refunds.items()}
        day = warsaw_day(self.world.now)
        for order_id, booked in entries.items():
            answers = Answers(books.transactions[order_id].reports if order_id in books.transactions else [], states)
            known = known_remote_ids(booked)
            found = against_answers(day, order_id, movements(booked), {}, known, answers, self.world.now)
            require(not found.differences, f"reconciliation finds {found.differences}")


def _decisions(stay: Stay) -> int:
    """How often a person, or a refund, opened a payment of it again."""
    return sum(hold.payment.reopened for hold in stay.asked_holds)
