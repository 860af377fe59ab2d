from typing import Any

import pytest

from tests.sandbox.mpk.merchant import Merchant, refusal


def test_a_token_needs_the_right_secret_and_grant(merchant: Merchant) -> None:
    assert refusal(merchant.sign_in(secret="another")) == (401, "invalid_client")
    assert refusal(merchant.sign_in(grant_type="password")) == (400, "unsupported_grant_type")
    told = merchant.sign_in().json()
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 7200)


@pytest.mark.parametrize("path", ["/transactions?orderId=a", "/refunds?reference=a"])
def test_nothing_is_told_without_a_token(merchant: Merchant, path: str) -> None:
    merchant.token = "made-up"
    assert refusal(merchant.call("GET", path)) == (401, "invalid_token")


def test_a_token_ends_by_the_virtual_clock_and_at_a_click(merchant: Merchant) -> None:
    assert merchant.items("tick_x") == []
    merchant.clock.advance(7201)
    assert refusal(merchant.call("GET", "/transactions?orderId=a")) == (401, "invalid_token")
    merchant.token = ""
    assert merchant.items("tick_x") == []
    merchant.post("/tokens/forget")
    assert refusal(merchant.call("GET", "/transactions?orderId=a")) == (401, "invalid_token")


def test_a_start_is_created_once_and_then_told_again(merchant: Merchant) -> None:
    body = merchant.body()
    first, second = merchant.start(body), merchant.start(dict(reversed(body.items())))
    assert (first.status, second.status) == (201, 200)
    assert first.json() == second.json()
    assert first.json()["transactionPaymentUrl"].endswith(f"/pay/{first.json()['transactionId']}")
    assert len(merchant.items(body["orderId"])) == 1


def test_a_start_is_told_again_even_after_it_expired(merchant: Merchant) -> None:
    body = merchant.body()
    first = merchant.start(body)
    merchant.clock.advance(3600)
    assert merchant.start(body).json() == first.json()
    assert merchant.status(body["orderId"]) == "failed"


def test_the_same_key_with_another_body_is_refused(merchant: Merchant) -> None:
    body = merchant.body()
    merchant.start(body)
    assert refusal(merchant.start(body | {"amount": "1.00"})) == (409, "idempotency_key_reused")


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": "148.5"},
        {"amount": "-1.00"},
        {"amount": 148},
        {"currency": "EUR"},
        {"lang": "de"},
        {"pay": {"method": "cash"}},
        {"payer": {"email": "nobody"}},
        {"description": ""},
        {"unknown": 1},
        {"expiresAt": "2026-11-02T12:15:00"},
        {"callbacks": {}},
    ],
)
def test_a_start_that_breaks_the_protocol_is_refused(merchant: Merchant, changed: dict[str, Any]) -> None:
    body = merchant.body() | changed
    assert refusal(merchant.start(body)) == (400, "invalid_request")
    assert merchant.items(body["orderId"]) == []


def test_a_key_that_is_not_the_orders_is_refused(merchant: Merchant) -> None:
    assert refusal(merchant.call("POST", "/transactions", merchant.body(), key="other")) == (400, "invalid_request")


@pytest.mark.parametrize(
    "changed", [{"amount": "0.00"}, {"amount": "100000.01"}, {"expiresAt": "2020-01-01T00:00:00Z"}]
)
def test_a_start_out_of_range_is_declined(merchant: Merchant, changed: dict[str, Any]) -> None:
    assert refusal(merchant.start(merchant.body() | changed)) == (422, "declined")


def test_an_order_that_nobody_pays_expires_by_the_virtual_clock(merchant: Merchant) -> None:
    order_id, _ = merchant.started()
    merchant.clock.advance(14 * 60)
    assert merchant.status(order_id) == "pending"
    merchant.clock.advance(61)
    (item,) = merchant.items(order_id)
    assert (item["status"], item["reason"]) == ("failed", "expired")


def test_a_refund_is_sent_when_the_clock_comes_to_it(merchant: Merchant) -> None:
    order_id, transaction_id = merchant.started("approve")
    assert merchant.refund(transaction_id, "48.50", "ref-1").status == 202
    assert (merchant.refund_state("ref-1"), merchant.status(order_id)) == ("pending", "paid")
    merchant.clock.advance(61)
    assert (merchant.refund_state("ref-1"), merchant.status(order_id)) == ("done", "refunded_partly")
    merchant.refund(transaction_id, "100.00", "ref-2")
    merchant.clock.advance(61)
    assert (merchant.refund_state("ref-2"), merchant.status(order_id)) == ("done", "refunded")
    assert merchant.money(order_id)["refunded"] == 14850


def test_a_refund_of_too_much_or_of_nothing_paid_is_declined(merchant: Merchant) -> None:
    _, paid = merchant.started("approve")
    _, waiting = merchant.started()
    assert refusal(merchant.refund(paid, "148.51", "ref-1")) == (422, "declined")
    assert refusal(merchant.refund(paid, "0.00", "ref-1")) == (422, "declined")
    assert refusal(merchant.refund(waiting, "1.00", "ref-1")) == (422, "declined")
    assert refusal(merchant.refund("NOBODY", "1.00", "ref-1")) == (404, "unknown_transaction")
    assert refusal(merchant.refund(paid, "1.00", "a b")) == (400, "invalid_request")
    assert refusal(merchant.call("GET", "/refunds?reference=ref-1")) == (404, "unknown_refund")


def test_a_reference_is_one_refund(merchant: Merchant) -> None:
    _, transaction_id = merchant.started("approve")
    _, other = merchant.started("approve")
    first = merchant.refund(transaction_id, "100.00", "ref-1")
    assert merchant.refund(transaction_id, "100.00", "ref-1").json() == first.json()
    assert refusal(merchant.refund(transaction_id, "48.50", "ref-1")) == (409, "idempotency_key_reused")
    assert refusal(merchant.refund(other, "100.00", "ref-1")) == (409, "idempotency_key_reused")


def test_a_refund_that_fails_can_be_tried_anew(merchant: Merchant) -> None:
    order_id, transaction_id = merchant.started("approve.refund-fails")
    merchant.refund(transaction_id, "148.50", "ref-1")
    merchant.clock.advance(61)
    assert (merchant.refund_state("ref-1"), merchant.status(order_id)) == ("failed", "paid")
    merchant.refund(transaction_id, "148.50", "ref-2")
    merchant.clock.advance(61)
    assert merchant.refund_state("ref-2") == "done"


def test_an_answer_is_lost_once_and_the_start_is_known(merchant: Merchant) -> None:
    body = merchant.body("start-timeout")
    assert merchant.start(body).status == 504
    assert merchant.status(body["orderId"]) == "pending"
    assert merchant.start(body).status == 200


def test_a_start_is_lost_once_and_unknown(merchant: Merchant) -> None:
    body = merchant.body("start-lost")
    assert merchant.start(body).status == 504
    assert merchant.items(body["orderId"]) == []
    assert merchant.start(body).status == 201


@pytest.mark.parametrize(("magic", "is_known"), [("refund-timeout", True), ("refund-lost", False)])
def test_a_refund_or_its_answer_is_lost_once(merchant: Merchant, magic: str, is_known: bool) -> None:
    _, transaction_id = merchant.started(f"approve.{magic}")
    assert merchant.refund(transaction_id, "1.00", "ref-1").status == 504
    assert (merchant.call("GET", "/refunds?reference=ref-1").status == 200) == is_known
    assert merchant.refund(transaction_id, "1.00", "ref-1").status == 202


def test_who_is_blocked_is_refused_and_nothing_is_known(merchant: Merchant) -> None:
    body = merchant.body("refused")
    for _ in range(2):
        assert refusal(merchant.start(body)) == (422, "declined")
    assert merchant.items(body["orderId"]) == []


def test_paid_twice_is_two_transactions_the_asked_one_first(merchant: Merchant) -> None:
    order_id, transaction_id = merchant.started("approve.paid-twice")
    first, second = merchant.items(order_id)
    assert [first["status"], second["status"]] == ["paid", "paid"]
    assert first["transactionId"] == transaction_id != second["transactionId"]


def test_the_status_may_be_down(merchant: Merchant) -> None:
    order_id, _ = merchant.started("status-down")
    assert refusal(merchant.call("GET", f"/transactions?orderId={order_id}")) == (503, "unavailable")
