"""What the port promises about charges, kept by the fake and by the operator's adapter against the sandbox."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.payments.charge_port import ChargeOrder, ChargeStarted
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, NotAuthentic
from chalicelib.payments.port import Outcome
from chalicelib.payments.settlement_report import read_report
from chalicelib.warsaw import warsaw_day
from tests.contracts.banks import reference
from tests.contracts.charge_banks import ChargeBank, FakeChargeBank, SandboxChargeBank, Story, sandbox_charge_bank


@pytest.fixture(scope="module")
def charge_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxChargeBank]:
    with sandbox_charge_bank(tmp_path_factory.mktemp("mpk")) as bank:
        yield bank


@pytest.fixture(params=["fake", "sandbox"])
def bank(request: pytest.FixtureRequest) -> ChargeBank:
    return FakeChargeBank() if request.param == "fake" else request.getfixturevalue("charge_sandbox")


def begun(bank: ChargeBank, story: Story) -> tuple[ChargeOrder, ChargeStarted]:
    order = bank.order(story)
    return order, bank.start(order)


def outcomes(bank: ChargeBank, order_id: str) -> list[Outcome]:
    return [report.outcome for report in bank.gateway.reports(order_id)]


def test_a_started_charge_waits_for_its_customer_on_a_page(bank: ChargeBank) -> None:
    order, started = begun(bank, "customer waits")
    (report,) = bank.gateway.reports(order.order_id)
    assert started.redirect_url.startswith(("https://", "http://127.0.0.1"))
    assert (report.outcome, report.remote_id) == ("pending", started.remote_id)


def test_an_unknown_order_has_no_reports(bank: ChargeBank) -> None:
    assert bank.gateway.reports("tick_nobody_ever_started") == []


def test_the_same_order_again_is_the_same_charge(bank: ChargeBank) -> None:
    order, started = begun(bank, "customer waits")
    assert [bank.gateway.start_charge(order) for _ in range(2)] == [started, started]
    assert len(bank.gateway.reports(order.order_id)) == 1


def test_the_same_order_after_it_was_paid_is_still_the_same_charge(bank: ChargeBank) -> None:
    order, started = begun(bank, "paid")
    assert bank.gateway.start_charge(order) == started
    assert outcomes(bank, order.order_id) == ["paid"]


@pytest.mark.parametrize("changed", [{"amount_grosze": 14851}, {"email": "other@example.com"}])
def test_an_order_id_names_one_charge_for_ever(bank: ChargeBank, changed: dict[str, object]) -> None:
    order, _ = begun(bank, "customer waits")
    with pytest.raises(GatewayUnknown):
        bank.gateway.start_charge(replace(order, **changed))  # type: ignore[arg-type]
    (report,) = bank.gateway.reports(order.order_id)
    assert report.amount_grosze == 14850


def test_a_paid_order_is_reported_with_what_was_taken(bank: ChargeBank) -> None:
    order, started = begun(bank, "paid")
    (report,) = bank.gateway.reports(order.order_id)
    assert (report.outcome, report.amount_grosze, report.currency) == ("paid", 14850, "PLN")
    assert report.remote_id == started.remote_id
    assert abs(report.happened_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_of_a_declined_order_nothing_is_taken_and_nothing_goes_back(bank: ChargeBank) -> None:
    order, started = begun(bank, "declined")
    assert outcomes(bank, order.order_id) == ["failed"]
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(started.remote_id, 14850, reference())


def test_a_refused_order_is_unknown_to_the_gateway(bank: ChargeBank) -> None:
    order = bank.order("refused")
    with pytest.raises(GatewayRefused):
        bank.start(order)
    assert bank.gateway.reports(order.order_id) == []


@pytest.mark.parametrize(
    ("story", "truth"), [("start done, answer lost", ["pending"]), ("start lost", [])], ids=["done", "lost"]
)
def test_a_start_without_an_answer_is_sent_again(bank: ChargeBank, story: Story, truth: list[Outcome]) -> None:
    order = bank.order(story)
    with pytest.raises(GatewayUnknown):
        bank.start(order)
    assert outcomes(bank, order.order_id) == truth
    started = bank.gateway.start_charge(order)
    (report,) = bank.gateway.reports(order.order_id)
    assert (report.remote_id, report.outcome) == (started.remote_id, "pending")


def test_a_customer_who_pays_twice_makes_two_transactions_each_refunded_alone(bank: ChargeBank) -> None:
    order, started = begun(bank, "paid twice")
    first, second = bank.gateway.reports(order.order_id)
    assert [first.outcome, second.outcome] == ["paid", "paid"]
    assert first.remote_id == started.remote_id != second.remote_id
    bank.gateway.refund(second.remote_id, 14850, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(second.remote_id, 1, reference())
    bank.gateway.refund(first.remote_id, 1, reference())


def test_a_refund_is_accepted_first_and_done_later_and_the_order_stays_paid(bank: ChargeBank) -> None:
    (order, started), refund = begun(bank, "paid"), reference()
    bank.gateway.refund(started.remote_id, 9240, refund)
    assert bank.gateway.refund_state(refund) == "pending"
    assert bank.settled_refund(refund) == "done"
    (report,) = bank.gateway.reports(order.order_id)
    assert (report.outcome, report.amount_grosze) == ("paid", 14850)


def test_refunds_of_parts_add_up_to_what_was_paid(bank: ChargeBank) -> None:
    _, started = begun(bank, "paid")
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(started.remote_id, 14851, reference())
    bank.gateway.refund(started.remote_id, 10000, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(started.remote_id, 4851, reference())
    bank.gateway.refund(started.remote_id, 4850, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(started.remote_id, 1, reference())


def test_the_same_refund_asked_for_again_is_accepted_and_executed_once(bank: ChargeBank) -> None:
    (_, started), refund = begun(bank, "paid"), reference()
    for _ in range(3):
        bank.gateway.refund(started.remote_id, 10000, refund)
    bank.gateway.refund(started.remote_id, 4850, reference())
    bank.gateway.refund(started.remote_id, 10000, refund)


def test_a_reference_names_one_refund_for_ever(bank: ChargeBank) -> None:
    (_, started), refund = begun(bank, "paid"), reference()
    bank.gateway.refund(started.remote_id, 400, refund)
    with pytest.raises(GatewayUnknown):
        bank.gateway.refund(started.remote_id, 100, refund)


@pytest.mark.parametrize("story", ["refund accepted, answer lost", "refund lost"])
def test_a_refund_without_an_answer_is_asked_for_again_with_the_same_reference(bank: ChargeBank, story: Story) -> None:
    (_, started), refund = begun(bank, story), reference()
    with pytest.raises(GatewayUnknown):
        bank.gateway.refund(started.remote_id, 14850, refund)
    bank.gateway.refund(started.remote_id, 14850, refund)
    assert bank.settled_refund(refund) == "done"
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(started.remote_id, 1, reference())


def test_a_refund_that_failed_is_tried_again_by_another_reference(bank: ChargeBank) -> None:
    (_, started), first, second = begun(bank, "refund fails"), reference(), reference()
    bank.gateway.refund(started.remote_id, 14850, first)
    assert bank.settled_refund(first) == "failed"
    bank.gateway.refund(started.remote_id, 14850, first)
    assert bank.gateway.refund_state(first) == "failed"
    bank.gateway.refund(started.remote_id, 14850, second)
    assert bank.settled_refund(second) == "done"


@pytest.mark.parametrize("amount", [0, -1])
def test_a_refund_of_nothing_is_refused(bank: ChargeBank, amount: int) -> None:
    _, started = begun(bank, "paid")
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(started.remote_id, amount, reference())


def test_what_was_not_paid_is_not_refunded(bank: ChargeBank) -> None:
    _, started = begun(bank, "customer waits")
    for remote_id in (started.remote_id, "NOBODY"):
        with pytest.raises(GatewayRefused):
            bank.gateway.refund(remote_id, 600, reference())


def test_an_unknown_refund_has_no_state(bank: ChargeBank) -> None:
    with pytest.raises(GatewayRefused):
        bank.gateway.refund_state(reference())


@pytest.mark.parametrize(("story", "outcome"), [("paid", "paid"), ("declined", "failed")])
def test_an_end_is_told_by_a_notification_that_agrees_with_the_reports(
    bank: ChargeBank, story: Story, outcome: Outcome
) -> None:
    order, _ = begun(bank, story)
    told = bank.gateway.read_notification(*bank.notification_of(order.order_id, outcome))
    assert [told] == bank.gateway.reports(order.order_id)


def test_a_notification_changed_on_the_way_is_never_believed(bank: ChargeBank) -> None:
    order, _ = begun(bank, "paid")
    body, signature = bank.notification_of(order.order_id, "paid")
    for position in range(len(body)):
        changed = body[:position] + bytes([body[position] ^ 2]) + body[position + 1 :]
        with pytest.raises(NotAuthentic):
            bank.gateway.read_notification(changed, signature)
    for other in ("", "TRUE", signature[:-4], signature + "A"):
        with pytest.raises(NotAuthentic):
            bank.gateway.read_notification(body, other)


def test_the_settlement_report_that_the_sandbox_writes_is_read_as_it_was_meant(
    charge_sandbox: SandboxChargeBank,
) -> None:
    (order, started), refund = begun(charge_sandbox, "paid"), reference()
    (paid,) = charge_sandbox.gateway.reports(order.order_id)
    charge_sandbox.gateway.refund(started.remote_id, 9240, refund)
    charge_sandbox.settled_refund(refund)
    told = read_report(charge_sandbox.settlement_report(warsaw_day(paid.happened_at)))
    capture, refunded = (line for line in told if line.order_id == order.order_id)
    assert (capture.kind, capture.remote_id, capture.amount_grosze) == ("capture", started.remote_id, 14850)
    assert capture.happened_at == paid.happened_at.replace(microsecond=0)
    assert (refunded.kind, refunded.remote_id, refunded.amount_grosze) == ("refund", started.remote_id, 9240)
