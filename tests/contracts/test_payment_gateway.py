"""What the port promises about holds, kept by the fake and by Autopay's adapter against the sandbox."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, NotAuthentic
from chalicelib.payments.port import Outcome
from tests.contracts.banks import Bank, Story, outcomes, reference


def test_a_started_order_waits_for_its_customer_on_a_page(bank: Bank) -> None:
    order_id, started = bank.start("customer waits")
    (report,) = bank.gateway.reports(order_id)
    assert started.redirect_url.startswith(("https://", "http://127.0.0.1"))
    assert (report.outcome, report.remote_id) == ("pending", started.remote_id)


def test_an_unknown_order_has_no_reports(bank: Bank) -> None:
    assert bank.gateway.reports("stay_nobody_ever_started") == []


def test_an_approved_order_is_held_in_full(bank: Bank) -> None:
    order_id, _ = bank.start("approved")
    (report,) = bank.gateway.reports(order_id)
    assert (report.outcome, report.amount_grosze, report.currency) == ("held", 1400, "PLN")
    assert abs(report.happened_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_declined_order_holds_nothing_to_capture_or_release(bank: Bank) -> None:
    order_id, started = bank.start("declined")
    assert outcomes(bank, order_id) == ["failed"]
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 1400, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.release(started.remote_id, reference())


def test_an_order_that_is_not_held_yet_is_not_captured(bank: Bank) -> None:
    _, started = bank.start("customer waits")
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 1400, reference())


@pytest.mark.parametrize("amount", [10, 600, 1400])
def test_a_capture_of_at_most_what_is_held_is_paid(bank: Bank, amount: int) -> None:
    order_id, started = bank.start("approved")
    bank.gateway.capture(started.remote_id, amount, reference())
    (report,) = bank.gateway.reports(order_id)
    assert (report.outcome, report.amount_grosze) == ("paid", amount)


def test_more_than_is_held_is_refused_and_the_hold_stays(bank: Bank) -> None:
    order_id, started = bank.start("approved")
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 1401, reference())
    assert outcomes(bank, order_id) == ["held"]


def test_a_second_capture_is_refused(bank: Bank) -> None:
    order_id, started = bank.start("approved")
    bank.gateway.capture(started.remote_id, 600, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 600, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.release(started.remote_id, reference())
    assert outcomes(bank, order_id) == ["paid"]


def test_a_released_hold_is_gone(bank: Bank) -> None:
    order_id, started = bank.start("approved")
    bank.gateway.release(started.remote_id, reference())
    assert outcomes(bank, order_id) == ["failed"]
    with pytest.raises(GatewayRefused):
        bank.gateway.capture(started.remote_id, 600, reference())


def test_an_unknown_transaction_is_neither_captured_nor_released(bank: Bank) -> None:
    with pytest.raises(GatewayRefused):
        bank.gateway.capture("NOBODY", 600, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.release("NOBODY", reference())


def test_a_lost_start_is_unknown_until_the_reports_are_asked(bank: Bank) -> None:
    with pytest.raises(GatewayUnknown):
        bank.start("start lost")
    assert outcomes(bank, bank.last_order_id) == ["pending"]


@pytest.mark.parametrize(("story", "truth"), [("capture done, answer lost", "paid"), ("capture lost", "held")])
def test_a_lost_capture_is_unknown_until_the_reports_are_asked(bank: Bank, story: Story, truth: Outcome) -> None:
    order_id, started = bank.start(story)
    with pytest.raises(GatewayUnknown):
        bank.gateway.capture(started.remote_id, 600, reference())
    assert outcomes(bank, order_id) == [truth]


def test_a_customer_who_pays_twice_makes_two_transactions_each_settled_by_its_own_id(bank: Bank) -> None:
    order_id, started = bank.start("approved twice")
    first, second = bank.gateway.reports(order_id)
    assert [first.outcome, second.outcome] == ["held", "held"]
    assert first.remote_id == started.remote_id != second.remote_id
    bank.gateway.capture(first.remote_id, 600, reference())
    assert outcomes(bank, order_id) == ["paid", "held"]
    bank.gateway.release(second.remote_id, reference())
    assert outcomes(bank, order_id) == ["paid", "failed"]


STORIES: list[tuple[Story, Callable[[Bank, str], None], Outcome]] = [
    ("approved", lambda bank, remote_id: None, "held"),
    ("approved", lambda bank, remote_id: bank.gateway.capture(remote_id, 600, reference()), "paid"),
    ("approved", lambda bank, remote_id: bank.gateway.release(remote_id, reference()), "failed"),
    ("declined", lambda bank, remote_id: None, "failed"),
]


@pytest.mark.parametrize(("story", "act", "outcome"), STORIES)
def test_every_outcome_is_told_by_a_notification_that_agrees_with_the_reports(
    bank: Bank, story: Story, act: Callable[[Bank, str], None], outcome: Outcome
) -> None:
    order_id, started = bank.start(story)
    act(bank, started.remote_id)
    told = bank.gateway.read_notification(bank.notification_of(order_id, outcome))
    assert [told] == bank.gateway.reports(order_id)


def test_a_notification_changed_on_the_way_is_never_believed_to_say_something_else(bank: Bank) -> None:
    order_id, _ = bank.start("approved")
    body = bank.notification_of(order_id, "held")
    told, refused = bank.gateway.read_notification(body), 0
    for position in range(len(body)):
        try:
            changed = body[:position] + bytes([body[position] ^ 2]) + body[position + 1 :]
            assert bank.gateway.read_notification(changed) == told
        except NotAuthentic:
            refused += 1
    assert refused > len(body) * 0.9
