"""Money goes back once, whatever became of the answers; the same for both gateways."""

import pytest

from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.payment import refunding
from chalicelib.payments.send_refund import send_refund
from tests.fakes import FakeGateway
from tests.fakes_charge import FakeChargeGateway
from tests.payments.test_payment import CAPTURED, NOW

BACK = refunding(CAPTURED, 300)


class Bank:
    """Refuses every call, and every repeat of one that it took."""

    def __init__(self, took: bool) -> None:
        self.took = took

    def refund(self, remote_id, amount_grosze, reference):
        raise GatewayRefused()

    def refund_state(self, reference):
        if not self.took:
            raise GatewayRefused()
        return "done"


@pytest.mark.parametrize("first", [True, False])
def test_a_repeat_that_is_refused_because_of_its_first_is_no_failure(first):
    assert send_refund(BACK, Bank(took=True), first=first) == "done"
    assert send_refund(BACK, Bank(took=False), first=first) == "failed"


@pytest.mark.parametrize("gateway", [FakeGateway(lambda: NOW), FakeChargeGateway(lambda: NOW)])
def test_a_gateway_that_does_not_answer_says_nothing(gateway):
    gateway.lose_next_answer("refund", applied=False)
    with pytest.raises(GatewayUnknown):
        send_refund(BACK, gateway, first=True)
