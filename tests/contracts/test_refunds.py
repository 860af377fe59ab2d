"""What the port promises about refunds, kept by the fake and by Autopay's adapter against the sandbox."""

import pytest

from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from tests.contracts.banks import Bank, Story, outcomes, reference


def captured(bank: Bank, grosze: int, story: Story = "approved") -> str:
    """Start an order, capture that much of it and return its remote id."""
    _, started = bank.start(story)
    bank.gateway.capture(started.remote_id, grosze, reference())
    return started.remote_id


def test_a_refund_is_accepted_first_and_done_later(bank: Bank) -> None:
    remote_id, refund = captured(bank, 600), reference()
    bank.gateway.refund(remote_id, 400, refund)
    assert bank.gateway.refund_state(refund) == "pending"
    assert bank.settled_refund(refund) == "done"
    assert outcomes(bank, bank.last_order_id) == ["paid"]


def test_refunds_of_parts_add_up_to_what_was_captured(bank: Bank) -> None:
    remote_id = captured(bank, 600)
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(remote_id, 601, reference())
    bank.gateway.refund(remote_id, 400, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(remote_id, 201, reference())
    bank.gateway.refund(remote_id, 200, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(remote_id, 1, reference())


def test_the_same_refund_asked_for_again_is_accepted_and_executed_once(bank: Bank) -> None:
    remote_id, refund = captured(bank, 600), reference()
    for _ in range(3):
        bank.gateway.refund(remote_id, 400, refund)
    bank.gateway.refund(remote_id, 200, reference())
    bank.gateway.refund(remote_id, 400, refund)


def test_a_reference_names_one_refund_for_ever(bank: Bank) -> None:
    remote_id, refund = captured(bank, 600), reference()
    bank.gateway.refund(remote_id, 400, refund)
    with pytest.raises(GatewayUnknown):
        bank.gateway.refund(remote_id, 100, refund)


def test_a_lost_refund_is_asked_for_again_with_the_same_reference(bank: Bank) -> None:
    remote_id, refund = captured(bank, 600, "refund accepted, answer lost"), reference()
    with pytest.raises(GatewayUnknown):
        bank.gateway.refund(remote_id, 600, refund)
    assert bank.settled_refund(refund) == "done"


def test_a_refund_without_funds_fails_and_another_reference_tries_again(bank: Bank) -> None:
    remote_id, first, second = captured(bank, 600, "refund without funds"), reference(), reference()
    bank.gateway.refund(remote_id, 600, first)
    assert bank.settled_refund(first) == "failed"
    bank.gateway.refund(remote_id, 600, first)
    assert bank.gateway.refund_state(first) == "failed"
    bank.gateway.refund(remote_id, 600, second)
    assert bank.settled_refund(second) == "done"


@pytest.mark.parametrize("amount", [0, -1])
def test_a_refund_of_nothing_is_refused(bank: Bank, amount: int) -> None:
    remote_id = captured(bank, 600)
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(remote_id, amount, reference())


def test_what_was_not_captured_is_not_refunded(bank: Bank) -> None:
    _, started = bank.start("approved")
    for remote_id in (started.remote_id, "NOBODY"):
        with pytest.raises(GatewayRefused):
            bank.gateway.refund(remote_id, 600, reference())


def test_an_unknown_refund_has_no_state(bank: Bank) -> None:
    with pytest.raises(GatewayRefused):
        bank.gateway.refund_state(reference())


def test_of_two_captures_of_one_order_the_extra_one_is_refunded_alone(bank: Bank) -> None:
    order_id, _ = bank.start("approved twice")
    first, second = (report.remote_id for report in bank.gateway.reports(order_id))
    for remote_id in (first, second):
        bank.gateway.capture(remote_id, 600, reference())
    assert outcomes(bank, order_id) == ["paid", "paid"]
    bank.gateway.refund(second, 600, reference())
    with pytest.raises(GatewayRefused):
        bank.gateway.refund(second, 1, reference())
    bank.gateway.refund(first, 1, reference())
