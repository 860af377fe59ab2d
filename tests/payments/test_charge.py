"""A charge follows its gateway, and its books are the operator's own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.payments.charge import OTHER_CURRENCY, charge_entries, reported, started
from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.payments.payment import NEVER_CONFIRMED, PAID_NOTHING, Payment, in_review, refunded, refunding, surplus
from chalicelib.payments.port import Outcome, Report
from chalicelib.payments.ruling import possible_rulings, ruled
from tests.payments.books import NOON

ORDERED = Payment("tkt_a_1", 9900, "created", NOON, valid_until=NOON + timedelta(minutes=15))
WAITING = started(ORDERED, ChargeStarted("T1", "https://gateway.test/T1"))


def told(outcome: Outcome = "paid", grosze: int = 9900, remote_id: str = "T1", currency: str = "PLN") -> Report:
    return Report("tkt_a_1", remote_id, outcome, grosze, currency, NOON, "Declined" if outcome == "failed" else "")


def test_money_is_taken_at_once():
    paid = reported(WAITING, told(), NOON)
    assert (paid.state, paid.captured_grosze, paid.settled_at) == ("captured", 9900, NOON)


def test_what_was_taken_is_known_whatever_was_asked():
    assert reported(WAITING, told(grosze=5000), NOON).captured_grosze == 5000


def test_an_answer_to_the_start_that_comes_after_the_money_changes_nothing():
    paid = reported(ORDERED, told(), NOON)
    assert started(paid, ChargeStarted("T1", "https://gateway.test/T1")) == paid


@pytest.mark.parametrize("outcome", ["paid", "failed", "pending"])
def test_what_is_paid_stays_paid(outcome):
    paid = reported(WAITING, told(), NOON)
    for known in (paid, refunding(paid, 100), refunded(refunding(paid, 100), NOON)):
        assert reported(known, told(outcome), NOON + timedelta(days=1)) == known


@pytest.mark.parametrize(
    "given_up",
    [
        replace(WAITING, state="failed", reason="declined"),
        replace(WAITING, state="expired", settled_at=NOON),
        in_review(WAITING, NEVER_CONFIRMED, NOON),
    ],
)
def test_money_after_all_is_still_money(given_up):
    paid = reported(given_up, told(remote_id="T2"), NOON)
    assert (paid.state, paid.remote_id, paid.reason) == ("captured", "T2", "")


def test_a_decline_is_the_end_only_while_the_customer_is_awaited():
    declined = reported(WAITING, told("failed"), NOON)
    assert (declined.state, declined.reason) == ("failed", "declined")
    expired = replace(WAITING, state="expired")
    assert reported(expired, told("failed"), NOON) == expired


def test_a_decline_names_its_transaction_where_none_is_known():
    assert reported(ORDERED, told("failed"), NOON).remote_id == "T1"
    assert reported(WAITING, told("failed", remote_id="T2"), NOON).remote_id == "T1"


def test_another_currency_is_for_a_person_once():
    foreign = reported(WAITING, told(currency="EUR"), NOON)
    assert (foreign.state, foreign.reason, foreign.captured_grosze) == ("needs_review", OTHER_CURRENCY, 0)
    assert reported(foreign, told(currency="EUR"), NOON + timedelta(days=1)) == foreign
    assert charge_entries(WAITING, foreign, NOON) == []


def lines(before: Payment, after: Payment) -> dict[str, int]:
    return {account: grosze for entry in charge_entries(before, after, NOON, told()) for account, grosze in entry.lines}


def test_every_step_of_the_money_is_booked_in_the_operators_accounts():
    paid = reported(WAITING, told(), NOON)
    asked = refunding(paid, 9570)
    assert lines(WAITING, paid) == {"mpk:gateway": 9900, "mpk:tickets": -9900}
    assert lines(paid, asked) == {"mpk:refunds": -9570, "mpk:tickets": 9570}
    assert lines(asked, refunded(asked, NOON)) == {"mpk:gateway": -9570, "mpk:refunds": 9570}
    assert charge_entries(ORDERED, WAITING, NOON) == []


def test_an_entry_says_when_it_was_booked_and_what_the_gateway_said():
    [entry] = charge_entries(WAITING, reported(WAITING, told(), NOON), NOON + timedelta(hours=1), told())
    assert (entry.booked_at, entry.report.split()[:3]) == (NOON + timedelta(hours=1), ["T1", "paid", "9900"])


def test_paid_with_nothing_is_for_a_person_once():
    nothing = reported(WAITING, told(grosze=0), NOON)
    assert (nothing.state, nothing.reason, nothing.captured_grosze) == ("needs_review", PAID_NOTHING, 0)
    assert reported(nothing, told(grosze=0), NOON + timedelta(days=1)) == nothing
    assert charge_entries(WAITING, nothing, NOON) == []


def test_the_true_amount_after_nothing_is_money():
    nothing = reported(WAITING, told(grosze=0), NOON)
    assert reported(nothing, told(), NOON).state == "captured"


@pytest.mark.parametrize("report", [told(grosze=0), told(currency="EUR")])
def test_what_was_written_off_waits_again_only_for_another_transaction(report):
    written_off = ruled(reported(WAITING, report, NOON), "write_off", NOON)
    assert reported(written_off, report, NOON) == written_off
    assert reported(written_off, replace(report, remote_id="T2"), NOON).state == "needs_review"
    assert reported(written_off, told(remote_id="T2"), NOON).state == "captured"


def test_a_second_transaction_without_money_sends_nothing_back():
    second = surplus(reported(WAITING, told(), NOON), told(grosze=0, remote_id="T2"), NOON)
    assert (second.state, second.refund_grosze, second.unasked_grosze) == ("needs_review", 0, 0)
    assert possible_rulings(second) == ("write_off",)
