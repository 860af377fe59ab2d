import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from sandbox.store import OfAnotherVersion
from tests.sandbox.merchant import SERVICE, Merchant, is_hashed_in_document_order, leaves, sha256_of


def confirmation_of(document: bytes) -> tuple[str, str]:
    texts = leaves(document)
    assert is_hashed_in_document_order(document)
    return texts["confirmation"], texts.get("reason", "")


def test_a_start_answers_with_the_customers_page(merchant: Merchant) -> None:
    answer = merchant.start()
    texts = leaves(answer.data)
    assert texts["status"] == "PENDING"
    assert texts["redirecturl"] == f"http://127.0.0.1:4570/pay/{texts['remoteID']}"
    assert is_hashed_in_document_order(answer.data)
    assert merchant.client.get(f"/pay/{texts['remoteID']}").status_code == 200


def test_an_approved_hold_is_captured_in_part_and_the_rest_released(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started()
    assert merchant.decide(remote_id).status_code == 303
    assert leaves(merchant.status(order_id).data)["paymentStatus"] == "ON_HOLD"
    assert confirmation_of(merchant.clear(remote_id, "4.50").data) == ("CONFIRMED", "")
    status = merchant.status(order_id)
    assert is_hashed_in_document_order(status.data)
    assert leaves(status.data)["paymentStatus"] == "SUCCESS"
    money = merchant.money(order_id)
    assert (money["held"], money["captured"], money["released"], money["still_held"]) == (1400, 450, 950, 0)


def test_the_return_to_the_merchant_is_signed(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started()
    location = merchant.decide(remote_id).headers["Location"]
    query = f"&ServiceID={SERVICE}&OrderID={order_id}&Hash={sha256_of(SERVICE, order_id)}"
    assert location == "http://127.0.0.1:4566/v1/payments/return?stay=1" + query


def test_a_used_order_id_is_refused_for_ever(merchant: Merchant) -> None:
    order_id, _ = merchant.started()
    again = merchant.start(OrderID=order_id)
    assert confirmation_of(again.data) == ("NOTCONFIRMED", "MULTIPLY_PAID_TRANSACTION")


@pytest.mark.parametrize(
    "changed",
    [
        {"OrderID": "ż" * 8},
        {"OrderID": "a" * 33},
        {"Amount": "0.09"},
        {"Amount": "100000.01"},
        {"Amount": "14,00"},
        {"Description": "Postój <b>"},
        {"GatewayID": "509"},
        {"Currency": "EUR"},
        {"Hold": "TRUE"},
        {"ReturnURL": "http://127.0.0.1/" + "a" * 1000},
    ],
)
def test_a_start_outside_the_documents_limits_registers_nothing(merchant: Merchant, changed: dict[str, str]) -> None:
    answer = merchant.start(**changed)
    assert (answer.status_code, leaves(answer.data)["name"]) == (400, "INVALID_REQUEST")
    assert merchant.client.get("/money.json").get_json()["orders"] == []


@pytest.mark.parametrize("text", ["2020-01-01 00:00:00", "2126-01-01 00:00:00", "tomorrow"])
def test_a_validity_time_lies_within_31_days(merchant: Merchant, text: str) -> None:
    fields = {"ServiceID": SERVICE, "OrderID": "1", "Amount": "1.00", "GatewayID": "1500"}
    fields |= {"CustomerEmail": "driver@example.com", "ValidityTime": text, "Hold": "true"}
    answer = merchant.client.post(
        "/payment",
        data=fields | {"Hash": sha256_of(*fields.values())},
        headers={"BmHeader": "pay-bm-continue-transaction-url"},
    )
    assert (answer.status_code, leaves(answer.data)["name"]) == (400, "INVALID_REQUEST")


def test_an_address_that_is_none_is_refused_with_the_documented_reason(merchant: Merchant) -> None:
    assert confirmation_of(merchant.start(CustomerEmail="nobody").data) == ("NOTCONFIRMED", "INVALID_EMAIL")


@pytest.mark.parametrize("operation", ["transactionClear", "transactionCancel", "transactionStatus"])
def test_a_wrong_hash_is_refused_everywhere(merchant: Merchant, operation: str) -> None:
    answer = merchant.client.post(
        f"/webapi/{operation}", data={"ServiceID": SERVICE, "Hash": "0" * 64}, headers={"BmHeader": "pay-bm"}
    )
    assert (answer.status_code, leaves(answer.data)["statusCode"]) == (400, "7")


def test_a_start_with_a_wrong_hash_registers_nothing(merchant: Merchant) -> None:
    answer = merchant.start(Hash="0" * 64)
    assert (answer.status_code, leaves(answer.data)["name"]) == (400, "INVALID_HASH")
    assert merchant.client.get("/money.json").get_json()["orders"] == []


def test_another_service_is_not_ours(merchant: Merchant) -> None:
    assert leaves(merchant.start(ServiceID="1").data)["name"] == "SERVICE_NOT_FOUND"


@pytest.mark.parametrize("played", ["last", "unhashed"])
def test_hold_is_hashed_last_or_not_at_all_as_told(make_app: Callable[..., Flask], played: str) -> None:
    client = make_app(hold_hash=played).test_client()
    fields = {"ServiceID": SERVICE, "OrderID": "1", "Amount": "1.00", "GatewayID": "1500", "CustomerEmail": "a@b.pl"}
    hashes = {"last": sha256_of(*fields.values(), "true"), "unhashed": sha256_of(*fields.values())}
    headers = {"BmHeader": "pay-bm-continue-transaction-url"}
    for sent, digest in hashes.items():
        answer = client.post("/payment", data=fields | {"Hold": "true", "Hash": digest}, headers=headers)
        assert answer.status_code == (200 if sent == played else 400)


def test_a_capture_happens_once_and_repeating_its_message_id_does_not_help(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started()
    merchant.decide(remote_id)
    merchant.clear(remote_id, "4.50")
    for message_id in ("a" * 32, "c" * 32):
        again = merchant.clear(remote_id, "4.50", message_id)
        assert confirmation_of(again.data) == ("NOTCONFIRMED", "INCORRECT_PAYMENT_STATUS")
    assert merchant.money(order_id)["captured"] == 450


def test_nothing_is_captured_before_the_hold(merchant: Merchant) -> None:
    _, remote_id = merchant.started()
    assert confirmation_of(merchant.clear(remote_id).data) == ("NOTCONFIRMED", "INCORRECT_PAYMENT_STATUS")


def test_no_more_is_captured_than_is_held(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started()
    merchant.decide(remote_id)
    assert confirmation_of(merchant.clear(remote_id, "14.01").data)[0] == "NOTCONFIRMED"
    assert merchant.money(order_id)["still_held"] == 1400
    assert confirmation_of(merchant.clear(remote_id, "14.00").data)[0] == "CONFIRMED"


def test_an_unknown_order_has_no_transactions_and_takes_no_calls(merchant: Merchant) -> None:
    status = merchant.status("nothing")
    assert status.status_code == 200
    assert leaves(status.data).keys() == {"serviceID", "transactions", "hash"}
    assert leaves(status.data)["hash"] == sha256_of(SERVICE)
    assert confirmation_of(merchant.clear("0").data) == ("NOTCONFIRMED", "TRANSACTION_NOT_FOUND")
    assert confirmation_of(merchant.cancel("0").data) == ("NOTCONFIRMED", "TRANSACTION_NOT_FOUND")


def test_a_cancel_releases_the_whole_hold_once(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started()
    merchant.decide(remote_id)
    assert confirmation_of(merchant.cancel(remote_id).data) == ("CONFIRMED", "CANCELED_FULLY")
    assert confirmation_of(merchant.cancel(remote_id).data) == ("NOTCONFIRMED", "INCORRECT_PAYMENT_STATUS")
    assert confirmation_of(merchant.clear(remote_id).data) == ("NOTCONFIRMED", "INCORRECT_PAYMENT_STATUS")
    money = merchant.money(order_id)
    assert (money["status"], money["details"], money["released"]) == ("FAILURE", "CANCELLED", 1400)


def test_a_cancel_ends_an_order_that_waits_for_its_customer(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started()
    cancelled = merchant.call("transactionCancel", ServiceID=SERVICE, MessageID="b" * 32, OrderID=order_id)
    assert confirmation_of(cancelled.data) == ("CONFIRMED", "CANCELED_FULLY")
    assert merchant.decide(remote_id).status_code == 409


def test_a_cancel_names_the_order_in_one_way_only(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started()
    call = {"ServiceID": SERVICE, "MessageID": "b" * 32}
    assert merchant.call("transactionCancel", **call, RemoteID=remote_id, OrderID=order_id).status_code == 400
    assert merchant.call("transactionCancel", **call).status_code == 400


def test_a_message_id_is_32_letters_and_digits(merchant: Merchant) -> None:
    _, remote_id = merchant.started()
    assert merchant.clear(remote_id, message_id="a" * 31).status_code == 400


def test_the_capture_may_answer_with_the_documents_other_root(make_app: Callable[..., Flask]) -> None:
    merchant = Merchant(make_app(clear_reply="balance-payoff").test_client())
    _, remote_id = merchant.started()
    merchant.decide(remote_id)
    answer = merchant.clear(remote_id)
    assert b"<balancePayoff>" in answer.data
    assert "remoteOutID" in leaves(answer.data)
    assert is_hashed_in_document_order(answer.data)
    assert confirmation_of(merchant.clear(remote_id).data) == ("NOTCONFIRMED", "INCORRECT_PAYMENT_STATUS")


def test_a_start_without_a_hold_is_a_sale(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started(Hold="")
    merchant.decide(remote_id)
    money = merchant.money(order_id)
    assert (money["status"], money["captured"]) == ("SUCCESS", 1400)


@pytest.mark.parametrize(("card", "details"), [("no-funds", "CARD_LIMIT_EXCEEDED"), ("blocked", "DO_NOT_HONOR")])
def test_a_refused_card_holds_nothing(merchant: Merchant, card: str, details: str) -> None:
    order_id, remote_id = merchant.started()
    assert merchant.decide(remote_id, card=card).status_code == 303
    money = merchant.money(order_id)
    assert (money["status"], money["details"], money["held"]) == ("FAILURE", details, 0)


def test_a_customer_declines_or_leaves(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started()
    assert merchant.decide(remote_id, "leave").status_code == 303
    assert merchant.money(order_id)["status"] == "PENDING"
    assert merchant.decide(remote_id, "decline").status_code == 303
    assert merchant.money(order_id)["details"] == "REJECTED_BY_USER"
    assert merchant.decide(remote_id, "approve").status_code == 409


def test_a_decision_is_one_of_three_on_a_known_order(merchant: Merchant) -> None:
    _, remote_id = merchant.started()
    assert merchant.decide(remote_id, "pay").status_code == 400
    assert merchant.decide(remote_id, card="gold").status_code == 400
    assert merchant.decide("0").status_code == 404
    assert merchant.client.get("/pay/0").status_code == 404


def test_the_state_survives_a_restart(make_app: Callable[..., Flask]) -> None:
    before = Merchant(make_app().test_client())
    order_id, remote_id = before.started()
    before.client.post("/clock", json={"advance_seconds": 600})
    after = Merchant(make_app().test_client())
    assert after.decide(remote_id).status_code == 303
    assert after.money(order_id)["status"] == "ON_HOLD"
    assert after.client.get("/clock").get_json()["offset_seconds"] == 600


def test_a_state_with_other_tables_is_refused_in_words(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE orders (order_id TEXT PRIMARY KEY)")
    with pytest.raises(OfAnotherVersion, match=r"old\.db .* delete it to begin again"):
        make_app(state=old)


def test_of_captures_at_the_same_moment_one_is_confirmed(app: Flask) -> None:
    order_id, remote_id = Merchant(app.test_client()).started("approve")

    def clear(number: int) -> str:
        merchant = Merchant(app.test_client())
        return leaves(merchant.clear(remote_id, "4.50", f"{number:032}").data)["confirmation"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(clear, range(8)))
    assert sorted(answers) == ["CONFIRMED"] + ["NOTCONFIRMED"] * 7
    assert Merchant(app.test_client()).money(order_id)["captured"] == 450
