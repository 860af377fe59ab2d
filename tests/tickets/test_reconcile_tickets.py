"""A day of tickets' money compared with the transport operator's gateway; the city's money is never in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.payments import booked_entries, found_differences
from chalicelib.payments.booked_entries import book
from chalicelib.payments.decide_difference import decide_difference
from chalicelib.payments.entry import Entry, captured_entry
from chalicelib.payments.found_differences import FoundDifference
from chalicelib.payments.kept_reconciliations import KeptReconciliation
from chalicelib.payments.list_differences import list_differences
from chalicelib.payments.owner import Owner
from chalicelib.payments.port import Report
from chalicelib.payments.reconcile import BOOKED, Tell, reconcile
from chalicelib.payments.reconciliation import Reconciliation
from chalicelib.payments.settlement_report import SettledLine
from chalicelib.payments.show_reconciliation import show_reconciliation
from chalicelib.storage import commit
from chalicelib.tickets.confirm import confirm
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.fakes import FakeGateway
from tests.tickets.counter import METROPOLITAN, MODELS, MONDAY, NETWORK, Counter

DAY = date(2026, 11, 23)
NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


@pytest.fixture
def counter() -> Iterator[Counter]:
    """A counter whose days have never been compared."""
    tables = MemoryDynamoDB.for_models(
        *MODELS, FoundDifference, KeptReconciliation, RecordedEntry, streamed=(MODELS[0],)
    )
    with installed(tables):
        yield Counter(tables)


def compared(
    counter: Counter, report: Sequence[SettledLine] | None = None, owner: Owner = "mpk", *, afresh: bool = False
) -> Reconciliation:
    gateway = counter.gateway if owner == "mpk" else FakeGateway(lambda: counter.now)
    return reconcile(DAY, NIGHT, gateway, BOOKED, report, tell=_told(counter), owner=owner, afresh=afresh)


def _told(counter: Counter) -> Tell:
    return lambda report: confirm(report, counter.now)


def counts(run: Reconciliation) -> tuple[bool, int, int, int, int, int]:
    return run.complete, run.orders, run.equal, run.only_ours, run.only_theirs, run.different


def lists(owner: Owner = "mpk") -> list[tuple[str, str, int, int]]:
    found = show_reconciliation(DAY, owner).differences
    return sorted((one.list_name, one.kind, one.ours_grosze, one.theirs_grosze) for one in found)


def settlement_report(counter: Counter) -> list[SettledLine]:
    """What the gateway settled by now, as its report says it."""
    known = [report for charge in counter.gateway.charges.values() for report in charge.reports]
    paid = {report.remote_id: report for report in known if report.outcome == "paid"}
    lines = [
        SettledLine(2, one.order_id, one.remote_id, "capture", one.amount_grosze, one.happened_at)
        for one in paid.values()
    ]
    return lines + [
        SettledLine(2, paid[one.remote_id].order_id, one.remote_id, "refund", one.amount_grosze, counter.now)
        for one in counter.gateway.refunds.values()
        if one.state == "done"
    ]


def busy_day(counter: Counter) -> None:
    """A ticket sold, one returned, one paid twice, one that nobody paid, one paid in another amount."""
    counter.resident()
    counter.bought(**METROPOLITAN)
    counter.give_back(counter.bought(key="key-00000002", **NETWORK), 9570)
    counter.pay_again(counter.bought(key="key-00000003", **METROPOLITAN))
    counter.buy(key="key-00000004", **METROPOLITAN)
    wrong = counter.buy(key="key-00000005", **METROPOLITAN)
    report = replace(counter.gateway.approve(wrong.payment.order_id), amount_grosze=19200)
    counter.gateway.charges[wrong.payment.order_id] = replace(
        counter.gateway.charges[wrong.payment.order_id], report=report
    )
    counter.tell(report)
    counter.pay_out()


def stays_money(counter: Counter, order_id: str = "stay_a_1") -> None:
    """A stay's fee was captured on the same day, at the city's gateway."""
    report = Report(order_id, "R00000001", "paid", 800, "PLN", counter.now, "")
    commit(book(captured_entry(report, counter.now)))


def test_a_day_on_which_all_agrees_finds_nothing_by_status_queries(counter: Counter):
    busy_day(counter)
    assert counts(compared(counter)) == (True, 4, 8, 0, 0, 0)
    assert lists() == []


def test_a_day_on_which_all_agrees_finds_nothing_by_the_settlement_report(counter: Counter):
    busy_day(counter)
    assert counts(compared(counter, settlement_report(counter))) == (True, 4, 8, 0, 0, 0)


def test_a_second_success_goes_back_by_itself_and_is_no_difference(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    counter.pay_again(ticket)
    counter.pay_out()
    assert counter.refunds() == {"T00000002": 19300}
    assert counts(compared(counter)) == (True, 1, 3, 0, 0, 0)


def test_a_second_success_that_nobody_told_is_put_on_record_and_goes_back(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    counter.gateway.approve_again(ticket.payment.order_id)
    compared(counter)
    assert lists() == [("only_theirs", "capture", 0, 19300)]
    counter.pay_out()
    assert counter.refunds() == {"T00000002": 19300}
    [found] = show_reconciliation(DAY, "mpk").differences
    assert found.vanished_at == NIGHT, "the books agree by now"


def test_a_payment_of_which_the_books_have_nothing_is_followed_from_the_settlement_report(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    paid = counter.gateway.approve(ticket.payment.order_id)
    line = SettledLine(2, paid.order_id, paid.remote_id, "capture", paid.amount_grosze, paid.happened_at)
    compared(counter, [line])
    assert lists() == [("only_theirs", "capture", 0, 19300)]
    assert counter.state(ticket) == "active"
    [found] = show_reconciliation(DAY, "mpk").differences
    assert found.vanished_at == NIGHT, "the books agree by now"


def test_the_settlement_report_finds_all_three_lists(counter: Counter):
    for number in range(3):
        counter.bought(key=f"key-0000000{number}", **METROPOLITAN)
    ours, different, equal = settlement_report(counter)
    foreign = SettledLine(9, "foreign_1", "F1", "capture", 500, counter.now)
    counter.gateway.charges[ours.order_id] = replace(
        counter.gateway.charges[ours.order_id],
        report=replace(counter.gateway.charges[ours.order_id].report, outcome="failed"),
    )
    run = compared(counter, [replace(different, amount_grosze=19400), equal, foreign])
    assert (run.equal, run.only_ours, run.only_theirs, run.different) == (1, 1, 1, 1)
    assert lists() == [
        ("different", "capture", 19300, 19400),
        ("only_ours", "capture", 19300, 0),
        ("only_theirs", "capture", 0, 500),
    ]


def test_a_gateway_that_names_no_money_took_none(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    charge = counter.gateway.charges[ticket.payment.order_id]
    counter.gateway.charges[ticket.payment.order_id] = replace(charge, report=replace(charge.report, amount_grosze=0))
    compared(counter)
    assert lists() == [("only_ours", "capture", 19300, 0)]


def test_neither_gateway_is_asked_about_the_others_money(counter: Counter):
    stays_money(counter)
    ticket = counter.bought(**METROPOLITAN)
    counter.gateway.calls.clear()
    assert counts(compared(counter)) == (True, 1, 1, 0, 0, 0)
    assert counter.gateway.calls == [("reports", ticket.payment.order_id)]
    city = compared(counter, owner="city")
    assert (city.orders, city.only_ours, lists("city"), lists()) == (1, 1, [("only_ours", "capture", 800, 0)], [])


def test_a_gateway_that_names_the_others_order_has_money_that_is_only_theirs(counter: Counter):
    stays_money(counter)
    line = SettledLine(2, "stay_a_1", "R00000001", "capture", 800, counter.now)
    compared(counter, [line])
    [difference] = show_reconciliation(DAY, "mpk").differences
    assert (difference.list_name, difference.owner) == ("only_theirs", "mpk")
    decide_difference(DAY, difference.difference_id, "booked", "on the statement", "operator", NIGHT, owner="mpk")
    correction = booked_entries.of_order("stay_a_1")[-1]
    assert dict(correction.lines) == {"mpk:gateway": 800, "mpk:unexplained": -800}
    assert compared(counter, [line], afresh=True).only_theirs == 0
    assert counts(compared(counter, [line], owner="city")) == (True, 1, 1, 0, 0, 0)


def test_the_same_disagreement_of_two_owners_is_two_work_items(counter: Counter):
    line = SettledLine(2, "foreign_1", "F1", "capture", 500, counter.now)
    for owner in ("city", "mpk"):
        compared(counter, [line], owner=owner)
    assert len({one.difference_id for one in list_differences(9, None)[0]}) == 2
    [ours] = show_reconciliation(DAY, "mpk").differences
    decide_difference(DAY, ours.difference_id, "explained", "a test of theirs", "operator", NIGHT, owner="mpk")
    assert [one.owner for one in list_differences(9, None)[0]] == ["city"]
    [city] = found_differences.of_day(DAY)
    assert found_differences.get(DAY, city.difference_id) == city
    assert found_differences.get(DAY, city.difference_id, "mpk") is None


def test_money_that_came_by_bank_transfer_is_asked_of_no_gateway(counter: Counter):
    lines = (("mpk:bank", 100), ("mpk:tickets", -100))
    commit(book(Entry("ord_a", "transferred", MONDAY.astimezone(UTC), lines)))
    assert counts(compared(counter))[2:] == (0, 0, 0, 0)
    assert counter.gateway.calls == []


def test_a_refund_that_the_gateway_gave_up_but_we_have_as_done_is_only_ours(counter: Counter):
    counter.resident()
    counter.give_back(counter.bought(**NETWORK), 9570)
    counter.pay_out()
    [(reference, refund)] = counter.gateway.refunds.items()
    counter.gateway.refunds[reference] = replace(refund, state="failed")
    compared(counter)
    assert lists() == [("only_ours", "refund", 9570, 0)]


def test_a_refund_on_its_way_is_compared_on_the_day_on_which_it_is_done(counter: Counter):
    counter.resident()
    counter.give_back(counter.bought(**NETWORK), 9570)
    counter.work()
    assert counts(compared(counter)) == (True, 1, 1, 0, 0, 0)
    counter.later(days=1)
    counter.pay_out()
    night = NIGHT + timedelta(days=1)
    run = reconcile(DAY + timedelta(days=1), night, counter.gateway, BOOKED, None, tell=_told(counter), owner="mpk")
    assert counts(run) == (True, 1, 1, 0, 0, 0)
