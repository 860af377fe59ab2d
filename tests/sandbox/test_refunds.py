from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from tests.sandbox.merchant import REFUND_SECONDS, SERVICE, Merchant, is_hashed_in_document_order, leaves, sha256_of


@pytest.fixture
def captured(merchant: Merchant) -> tuple[str, str]:
    """An order of which 4.50 was captured: its OrderID and RemoteID."""
    return capture(merchant)


def capture(merchant: Merchant, magic: str = "approve") -> tuple[str, str]:
    order_id, remote_id = merchant.started(magic)
    merchant.clear(remote_id, "4.50")
    return order_id, remote_id


def error_in(merchant: Merchant, remote_id: str, amount: str, message_id: str = "d" * 32) -> tuple[str, str]:
    answer = merchant.refund(remote_id, amount, message_id)
    assert answer.status_code == 400
    texts = leaves(answer.data)
    return texts["name"], texts["statusCode"]


def test_a_refund_is_accepted_at_once_and_done_later(merchant: Merchant, captured: tuple[str, str]) -> None:
    order_id, remote_id = captured
    answer = merchant.refund(remote_id, "2.00")
    assert answer.data.count(b"<transactionRefund>") == 1
    assert leaves(answer.data).keys() == {"serviceID", "messageID", "hash"}
    assert is_hashed_in_document_order(answer.data)
    assert merchant.refund_state()["status"] == "NEW"
    assert merchant.money(order_id)["refunded"] == 0
    merchant.advance(REFUND_SECONDS)
    assert merchant.refund_state()["status"] == "DONE"
    assert merchant.money(order_id)["refunded"] == 200
    assert merchant.money(order_id)["status"] == "SUCCESS"


def test_a_refunds_state_is_signed_with_what_it_says(merchant: Merchant, captured: tuple[str, str]) -> None:
    merchant.refund(captured[1])
    waiting = merchant.refund_state()
    assert (waiting["remoteOutId"], waiting["hash"]) == (None, sha256_of(SERVICE, "d" * 32, "NEW"))
    merchant.advance(REFUND_SECONDS)
    done = merchant.refund_state()
    assert done["remoteOutId"].startswith("ZWTR_")
    assert done["hash"] == sha256_of(SERVICE, "d" * 32, "DONE", done["remoteOutId"])


def test_refunds_of_parts_never_exceed_what_was_captured(merchant: Merchant, captured: tuple[str, str]) -> None:
    order_id, remote_id = captured
    assert error_in(merchant, remote_id, "4.51") == ("VALIDATION_FAILED", "49")
    assert merchant.refund(remote_id, "4.00", "1" * 32).status_code == 200
    assert error_in(merchant, remote_id, "0.51") == ("VALIDATION_FAILED", "49")
    assert merchant.refund(remote_id, "0.50", "2" * 32).status_code == 200
    assert error_in(merchant, remote_id, "0.01") == ("TRANSACTION_NOT_IN_REFUNDABLE_STATUS", "54")
    merchant.advance(REFUND_SECONDS)
    assert merchant.money(order_id)["refunded"] == 450


def test_the_same_message_id_is_confirmed_again_and_not_executed_again(
    merchant: Merchant, captured: tuple[str, str]
) -> None:
    order_id, remote_id = captured
    first = merchant.refund(remote_id, "4.50").data
    merchant.advance(REFUND_SECONDS)
    assert merchant.refund(remote_id, "4.50").data == first
    merchant.advance(REFUND_SECONDS)
    assert merchant.money(order_id)["refunded"] == 450


def test_a_message_id_of_another_refund_is_not_unique(merchant: Merchant, captured: tuple[str, str]) -> None:
    merchant.refund(captured[1], "1.00")
    assert error_in(merchant, captured[1], "1.01") == ("MESSAGE_ID_NOT_UNIQUE", "76")
    assert error_in(merchant, capture(merchant)[1], "1.00") == ("MESSAGE_ID_NOT_UNIQUE", "76")


@pytest.mark.parametrize("amount", ["", "1", "-1.00"])
def test_a_refund_without_a_proper_amount_is_not_read(
    merchant: Merchant, captured: tuple[str, str], amount: str
) -> None:
    fields = [value for value in (SERVICE, "d" * 32, captured[1], amount) if value]
    answer = merchant.client.post(
        "/settlementapi/transactionRefund",
        data={
            "ServiceID": SERVICE,
            "MessageID": "d" * 32,
            "RemoteID": captured[1],
            "Amount": amount,
            "Hash": sha256_of(*fields),
        },
        headers={"BmHeader": "pay-bm"},
    )
    assert (answer.status_code, leaves(answer.data)["name"]) == (400, "INVALID_REQUEST")


def test_nothing_is_refunded_before_the_capture_or_of_nobody(merchant: Merchant) -> None:
    _, remote_id = merchant.started("approve")
    assert error_in(merchant, remote_id, "1.00") == ("TRANSACTION_NOT_IN_REFUNDABLE_STATUS", "54")
    assert error_in(merchant, "0", "1.00") == ("TRANSACTION_NOT_FOUND", "-10")
    assert error_in(merchant, capture(merchant)[1], "0.00") == ("VALIDATION_FAILED", "49")


def test_a_year_after_the_start_is_too_late(merchant: Merchant, captured: tuple[str, str]) -> None:
    merchant.advance(365 * 86400 - 60)
    assert merchant.refund(captured[1], "1.00").status_code == 200
    merchant.advance(61)
    assert error_in(merchant, captured[1], "1.00", "e" * 32) == ("TRANSACTION_TOO_OLD_TO_REFUND", "156")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"messageId": "f" * 32}, "TRANSACTION_NOT_FOUND"),
        ({"method": "PRODUCT_REFUND"}, "TRANSACTION_NOT_FOUND"),
        ({"serviceId": 1}, "SERVICE_NOT_FOUND"),
        ({"serviceId": SERVICE}, "INVALID_FORMAT"),
        ({"hash": "0" * 64}, "INVALID_HASH"),
        ({"balancePointId": None}, "INVALID_FORMAT"),
    ],
)
def test_a_question_that_names_no_refund_is_answered_with_an_error(
    merchant: Merchant, captured: tuple[str, str], changed: dict[str, Any], error: str
) -> None:
    merchant.refund(captured[1])
    assert merchant.refund_state()["status"] == "NEW"
    assert merchant.refund_state(**changed)["errorStatus"] == error


def test_a_refund_with_a_wrong_hash_is_refused(merchant: Merchant) -> None:
    answer = merchant.client.post(
        "/settlementapi/transactionRefund",
        data={"ServiceID": SERVICE, "Hash": "0" * 64},
        headers={"BmHeader": "pay-bm"},
    )
    assert (answer.status_code, leaves(answer.data)["name"]) == (400, "INVALID_HASH")


def test_a_refund_without_an_answer_is_accepted(merchant: Merchant) -> None:
    order_id, remote_id = capture(merchant, "approve.refund-timeout")
    assert merchant.refund(remote_id, "4.50").status_code == 504
    merchant.advance(REFUND_SECONDS)
    assert merchant.refund_state()["status"] == "DONE"
    assert merchant.money(order_id)["refunded"] == 450


def test_a_refund_without_funds_is_cancelled_and_a_later_one_is_done(merchant: Merchant) -> None:
    order_id, remote_id = capture(merchant, "approve.refund-fails")
    merchant.refund(remote_id, "4.50", "1" * 32)
    assert merchant.refund_state("1" * 32)["status"] == "FAILED_ATTEMPT_OF_BALANCE_CHANGE"
    merchant.advance(REFUND_SECONDS)
    assert merchant.refund_state("1" * 32)["status"] == "CANCELED_NO_FUNDS_ON_BALANCE"
    assert merchant.money(order_id)["refunded"] == 0
    merchant.refund(remote_id, "4.50", "2" * 32)
    merchant.advance(REFUND_SECONDS)
    assert merchant.refund_state("2" * 32)["status"] == "DONE"
    assert [one["status"] for one in merchant.money(order_id)["refunds"]] == ["CANCELED_NO_FUNDS_ON_BALANCE", "DONE"]


def test_of_refunds_at_the_same_moment_only_what_was_captured_is_accepted(app: Flask) -> None:
    order_id, remote_id = capture(Merchant(app.test_client()))

    def refund(number: int) -> int:
        return Merchant(app.test_client()).refund(remote_id, "2.00", f"{number:032}").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(refund, range(8)))
    assert sorted(answers) == [200, 200] + [400] * 6
    merchant = Merchant(app.test_client())
    merchant.advance(REFUND_SECONDS)
    assert merchant.money(order_id)["refunded"] == 400


def test_the_money_page_tells_a_refunds_story(merchant: Merchant, captured: tuple[str, str]) -> None:
    merchant.refund(captured[1], "2.00")
    merchant.advance(REFUND_SECONDS)
    page = merchant.client.get("/money").text
    for told in ("refunded", "refund 2.00 accepted", "refund DONE", "ZWTR_", "refunded ≤ captured"):
        assert told in page
    answer = merchant.client.get("/money.json").get_json()
    assert (answer["totals"]["refunded"], answer["balanced"]) == (200, True)


def test_money_paid_out_that_no_order_shows_is_not_balanced(
    app: Flask, merchant: Merchant, captured: tuple[str, str]
) -> None:
    merchant.refund(captured[1], "2.00")
    merchant.advance(REFUND_SECONDS)
    with app.extensions["sandbox"].store.transaction() as db:
        db.execute("UPDATE orders SET refunded = 0")
    answer = merchant.client.get("/money.json").get_json()
    assert not answer["balanced"]
    assert not answer["orders"][0]["balanced"]
