"""The operator's adapter against a neighbour that says what it likes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.payments.charge_port import ChargeOrder
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.mpk import MpkGateway
from chalicelib.payments.mpk_api import MpkSettings
from tests.payments.mpk_neighbour import CLIENT, PAID, SECRET, Neighbour, listening

ORDER = ChargeOrder(
    order_id="tick_abc-1",
    amount_grosze=14850,
    method="blik",
    email="passenger@example.com",
    language="uk",
    description="Bilet miesięczny · місячний квиток",
    return_url="https://api.test/v1/payments/return",
    valid_until=datetime(2026, 11, 2, 12, 15, tzinfo=UTC),
)
STARTED = {
    "transactionId": "TR0123456789AB",
    "title": "TR-1",
    "orderId": "tick_abc-1",
    "transactionPaymentUrl": "https://pay.mpk.test/TR1",
}
ACCEPTED = {"refundId": "RF1", "reference": "ref-1", "status": "pending"}


@pytest.fixture
def operator() -> Iterator[Neighbour]:
    with listening() as neighbour:
        yield neighbour


@pytest.fixture
def gateway(operator: Neighbour) -> MpkGateway:
    url, notify_url = operator.url + "/", "https://api.test/v1/payments/mpk/notifications"
    return MpkGateway(MpkSettings(url, CLIENT, lambda: SECRET, notify_url, answer_seconds=0.2))


def test_a_start_says_all_that_the_gateway_needs_and_exactly_the_amount(
    operator: Neighbour, gateway: MpkGateway
) -> None:
    operator.says(STARTED, 201)
    started = gateway.start_charge(ORDER)
    assert (started.remote_id, started.redirect_url) == ("TR0123456789AB", "https://pay.mpk.test/TR1")
    assert (operator.last.method, operator.last.path) == ("POST", "/transactions")
    assert operator.last.headers["Idempotency-Key"] == "tick_abc-1"
    assert operator.last.json == {
        "orderId": "tick_abc-1",
        "amount": "148.50",
        "currency": "PLN",
        "description": "Bilet miesięczny · місячний квиток",
        "lang": "uk",
        "pay": {"method": "blik"},
        "payer": {"email": "passenger@example.com"},
        "callbacks": {
            "payerUrls": {
                "success": "https://api.test/v1/payments/return",
                "error": "https://api.test/v1/payments/return",
            },
            "notification": {"url": "https://api.test/v1/payments/mpk/notifications"},
        },
        "expiresAt": "2026-11-02T12:15:00.000+00:00",
    }


def test_a_repeated_start_is_the_same_request_to_the_letter(operator: Neighbour, gateway: MpkGateway) -> None:
    operator.says(STARTED)
    for _ in range(2):
        gateway.start_charge(ORDER)
    first, second = operator.requests
    assert (first.path, first.body) == (second.path, second.body)
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]


@pytest.mark.parametrize("status", [400, 422])
def test_a_refused_start_says_why_in_one_word(operator: Neighbour, gateway: MpkGateway, status: int) -> None:
    operator.says({"error": "declined", "reason": "payer_blocked"}, status)
    with pytest.raises(GatewayRefused) as refused:
        gateway.start_charge(ORDER)
    assert refused.value.details == {"reason": "payer_blocked"}


def test_a_refusal_in_prose_is_not_passed_on(operator: Neighbour, gateway: MpkGateway) -> None:
    operator.says({"error": "declined", "reason": "passenger@example.com is blocked"}, 422)
    with pytest.raises(GatewayRefused) as refused:
        gateway.start_charge(ORDER)
    assert refused.value.details == {"reason": "unspecified"}


@pytest.mark.parametrize(
    "changed",
    [
        {"orderId": "tick_other-1"},
        {"transactionId": "TR/../../x"},
        {"transactionId": "TR1\n"},
        {"transactionPaymentUrl": "javascript:alert(1)"},
        {"transactionPaymentUrl": "http://pay.mpk.test/1"},
        {"transactionPaymentUrl": "http://127.0.0.1.evil.test/1"},
        {"transactionPaymentUrl": 'https://pay.mpk.test/"><script>'},
    ],
)
def test_a_start_that_names_something_unsafe_is_unknown(
    operator: Neighbour, gateway: MpkGateway, changed: dict[str, str]
) -> None:
    operator.says(STARTED | changed, 201)
    with pytest.raises(GatewayUnknown):
        gateway.start_charge(ORDER)


def test_a_report_is_exact_to_the_grosz_and_the_moment(operator: Neighbour, gateway: MpkGateway) -> None:
    operator.says({"items": [PAID]})
    (report,) = gateway.reports("tick_abc-1")
    assert (report.order_id, report.remote_id, report.outcome) == ("tick_abc-1", "TR0123456789AB", "paid")
    assert (report.amount_grosze, report.currency, report.details) == (14850, "PLN", "")
    assert report.happened_at == datetime(2026, 11, 2, 12, 5, 0, 250_000, tzinfo=UTC)
    assert report.happened_at.utcoffset() == timedelta()
    assert operator.last.path == "/transactions?orderId=tick_abc-1"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("pending", "pending"),
        ("paid", "paid"),
        ("refunded_partly", "paid"),
        ("refunded", "paid"),
        ("failed", "failed"),
    ],
)
def test_what_went_back_was_still_paid(operator: Neighbour, gateway: MpkGateway, status: str, outcome: str) -> None:
    operator.says({"items": [PAID | {"status": status, "reason": "insufficient_funds"}]})
    (report,) = gateway.reports("tick_abc-1")
    assert (report.outcome, report.amount_grosze, report.details) == (outcome, 14850, "insufficient_funds")


@pytest.mark.parametrize(
    "changed",
    [
        {"orderId": "tick_other-1"},
        {"status": "PAID"},
        {"amount": "148.5"},
        {"amount": "148,50"},
        {"amount": "-148.50"},
        {"amount": 148.5},
        {"amount": "148.50\n"},
        {"amount": "١٤٨.٥٠"},
        {"currency": "zł"},
        {"date": "2026-11-02T13:05:00"},
        {"date": "0001-01-01T00:00:00+14:00"},
        {"transactionId": ""},
    ],
)
def test_one_item_out_of_shape_makes_the_whole_answer_unknown(
    operator: Neighbour, gateway: MpkGateway, changed: dict[str, Any]
) -> None:
    operator.says({"items": [PAID, PAID | changed]})
    with pytest.raises(GatewayUnknown):
        gateway.reports("tick_abc-1")


def test_a_refund_goes_to_its_transaction_under_its_reference(operator: Neighbour, gateway: MpkGateway) -> None:
    operator.says(ACCEPTED, 202)
    gateway.refund("TR0123456789AB", 9240, "ref-1")
    assert operator.last.path == "/transactions/TR0123456789AB/refunds"
    assert operator.last.headers["Idempotency-Key"] == "ref-1"
    assert operator.last.json == {"amount": "92.40"}


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_refused_refund_was_and_will_not_be_sent(operator: Neighbour, gateway: MpkGateway, status: int) -> None:
    operator.says({"error": "declined", "reason": "amount_too_high"}, status)
    with pytest.raises(GatewayRefused):
        gateway.refund("TR0123456789AB", 600, "ref-1")


def test_a_refund_of_another_reference_is_unknown(operator: Neighbour, gateway: MpkGateway) -> None:
    operator.says(ACCEPTED | {"reference": "ref-2"}, 202)
    with pytest.raises(GatewayUnknown):
        gateway.refund("TR0123456789AB", 600, "ref-1")
    operator.says(ACCEPTED | {"reference": "ref-2"})
    with pytest.raises(GatewayUnknown):
        gateway.refund_state("ref-1")


@pytest.mark.parametrize("state", ["pending", "done", "failed"])
def test_the_state_of_a_refund_is_asked_by_its_reference(operator: Neighbour, gateway: MpkGateway, state: str) -> None:
    operator.says(ACCEPTED | {"status": state})
    assert gateway.refund_state("ref-1") == state
    assert operator.last.path == "/refunds?reference=ref-1"


def test_only_a_refund_that_the_gateway_says_it_does_not_know_is_unknown_to_it(
    operator: Neighbour, gateway: MpkGateway
) -> None:
    operator.says({"error": "unknown_refund"}, 404)
    with pytest.raises(GatewayRefused):
        gateway.refund_state("ref-1")
    operator.says(b"<h1>404</h1>", 404)
    with pytest.raises(GatewayUnknown):
        gateway.refund_state("ref-1")


@pytest.mark.parametrize("value", ["a b", "a\r\nX: 1", "a/b", "", "ą", "a" * 65])
def test_a_name_that_could_be_read_otherwise_is_not_sent(operator: Neighbour, gateway: MpkGateway, value: str) -> None:
    with pytest.raises(GatewayRefused):
        gateway.start_charge(replace(ORDER, order_id=value))
    with pytest.raises(GatewayRefused):
        gateway.refund("TR0123456789AB", 600, value)
    with pytest.raises(GatewayRefused):
        gateway.refund(value, 600, "ref-1")
    assert operator.requests == []


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_neither_charged_nor_refunded(operator: Neighbour, gateway: MpkGateway, amount: int) -> None:
    with pytest.raises(GatewayRefused):
        gateway.start_charge(replace(ORDER, amount_grosze=amount))
    with pytest.raises(GatewayRefused):
        gateway.refund("TR0123456789AB", amount, "ref-1")
    assert operator.requests == []
