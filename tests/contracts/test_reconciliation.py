"""The ledger against what the sandbox really settled: by the CSV that it writes, and by what it answers."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from chalicelib.payments.difference import Answers, Compared, against_answers, against_report, asked_about
from chalicelib.payments.entry import Entry, entries_for
from chalicelib.payments.movement import known_remote_ids, movements
from chalicelib.payments.ordered_calls import reference
from chalicelib.payments.payment import Payment, refunded, refunding, reported, settling, started
from chalicelib.payments.port import Report
from chalicelib.payments.settlement_report import read_report
from chalicelib.warsaw import warsaw_day
from tests.contracts.banks import SandboxBank, order


class Paid:
    """An order of 14.00 of which 6.00 is captured and 4.05 sent back, booked as the sandbox tells it."""

    def __init__(self, sandbox: SandboxBank, wishes: str) -> None:
        asked = order(email=f"driver+approve{wishes}@example.com")
        self.order_id = asked.order_id
        self.entries: list[Entry] = []
        self._bank = sandbox
        new = Payment(asked.order_id, 1400, "created", datetime.now(UTC), asked.valid_until)
        waiting = started(new, sandbox.gateway.start_hold(asked))
        held = self._told(waiting, "held")
        capturing = self._booked(held, settling(held, 600))
        sandbox.gateway.capture(held.remote_id, 600, reference(capturing, "capture"))
        taken = self._told(capturing, "paid")
        refund = self._booked(taken, refunding(taken, 405))
        sandbox.gateway.refund(taken.remote_id, 405, reference(refund, "refund"))
        sandbox.settled_refund(reference(refund, "refund"))
        self._booked(refund, refunded(refund, datetime.now(UTC)))

    @property
    def day(self) -> date:
        return warsaw_day(self.entries[-1].booked_at)

    def by_report(self) -> Compared:
        lines = read_report(self._bank.settlement_report(self.day))
        own = [line for line in lines if line.order_id == self.order_id]
        return against_report(self.day, self.order_id, movements(self.entries), {}, own, datetime.now(UTC))

    def by_answers(self) -> Compared:
        ours = asked_about(self.day, movements(self.entries))
        states = {one.reference: self._bank.gateway.refund_state(one.reference) for one in ours if one.reference}
        answers = Answers(self._bank.gateway.reports(self.order_id), states)
        known = known_remote_ids(self.entries)
        return against_answers(self.day, self.order_id, ours, {}, known, answers, datetime.now(UTC))

    def _told(self, before: Payment, outcome: str) -> Payment:
        for _ in range(100):
            for report in self._reports():
                if report.outcome == outcome:
                    return self._booked(before, reported(before, report, datetime.now(UTC)), report)
            time.sleep(0.1)
        raise AssertionError(f"not {outcome} after 10 s")

    def _reports(self) -> Sequence[Report]:
        return self._bank.gateway.reports(self.order_id)

    def _booked(self, before: Payment, after: Payment, report: Report | None = None) -> Payment:
        self.entries += entries_for(before, after, datetime.now(UTC), report)
        return after


def facts(compared: Compared) -> list[tuple[str, str, int, int]]:
    return sorted((one.list_name, one.kind, one.ours_grosze, one.theirs_grosze) for one in compared.differences)


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ("", []),
        (".settlement-wrong", [("different", "capture", 600, 700)]),
        (".settlement-missing", [("only_ours", "capture", 600, 0), ("only_ours", "refund", 405, 0)]),
    ],
)
def test_the_sandboxs_report_differs_exactly_where_its_magic_says_so(
    sandbox: SandboxBank, wishes: str, expected: list[tuple[str, str, int, int]]
) -> None:
    assert facts(Paid(sandbox, wishes).by_report()) == expected


def test_a_line_of_an_order_that_nobody_started_is_only_theirs(sandbox: SandboxBank) -> None:
    paid = Paid(sandbox, ".settlement-foreign")
    assert facts(paid.by_report()) == []
    (remote_id,) = known_remote_ids(paid.entries)
    lines = [one for one in read_report(sandbox.settlement_report(paid.day)) if one.order_id == f"foreign_{remote_id}"]
    compared = against_report(paid.day, lines[0].order_id, (), {}, lines, datetime.now(UTC))
    assert facts(compared) == [("only_theirs", "capture", 0, 600)]


def test_the_sandboxs_answers_agree_with_what_was_booked(
    sandbox: SandboxBank, sandbox_read_otherwise: SandboxBank
) -> None:
    for bank in (sandbox, sandbox_read_otherwise):
        compared = Paid(bank, ".settlement-missing").by_answers()
        assert (len(compared.equal), facts(compared)) == (2, [])


def test_a_second_transaction_that_was_never_told_is_only_theirs(sandbox: SandboxBank) -> None:
    paid = Paid(sandbox, ".paid-twice")
    assert facts(paid.by_answers()) == [("only_theirs", "capture", 0, 600)]
    assert facts(paid.by_report()) == [("only_theirs", "capture", 0, 600)]
