import time
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from flask import Flask

from sandbox.magic import MAGIC, wishes
from tests.sandbox.merchant import Merchant, Receiver, is_hashed_in_document_order, leaves


def test_magic_values_stand_after_the_plus_and_are_joined_by_dots() -> None:
    assert wishes("driver+approve.itn-twice@example.com") == {"approve", "itn-twice"}
    assert wishes("a.b+Declined@example.com") == {"declined"}
    assert wishes("declined@example.com") == wishes("driver+holiday@example.com") == frozenset()


def test_every_magic_value_is_explained_on_the_index(merchant: Merchant) -> None:
    page = merchant.client.get("/").text
    assert all(f"<code>{name}</code>" in page for name in MAGIC)


def test_a_declined_card_holds_nothing(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started("declined")
    merchant.decide(remote_id)
    assert merchant.money(order_id)["status"] == "FAILURE"
    assert merchant.money(order_id)["held"] == 0


def test_approve_needs_no_customer(merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]) -> None:
    order_id, _ = merchant.started("approve")
    assert receiver.received == []
    assert merchant.money(order_id)["status"] == "ON_HOLD"
    deliver()
    assert receiver.statuses == ["PENDING", "ON_HOLD"]


def test_an_early_notification_precedes_the_answer_to_the_start(
    make_app: Callable[..., Flask], receiver: Receiver
) -> None:
    merchant = Merchant(make_app(notify_after_seconds=60).test_client())
    order_id, _ = merchant.started("itn-early")
    assert receiver.statuses == ["PENDING", "ON_HOLD"]
    assert receiver.last["orderID"] == order_id


def test_a_doubled_notification_comes_twice(
    merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]
) -> None:
    merchant.started("approve.itn-twice")
    deliver()
    assert sorted(receiver.statuses) == ["ON_HOLD", "ON_HOLD", "PENDING", "PENDING"]
    assert len(set(receiver.received)) == 2


def test_a_lost_notification_comes_at_its_retry(
    merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]
) -> None:
    merchant.started("approve.itn-lost")
    deliver()
    assert receiver.received == []
    time.sleep(0.03)
    deliver()
    assert receiver.statuses == ["ON_HOLD"]


def test_a_late_notification_waits(make_app: Callable[..., Flask], receiver: Receiver) -> None:
    app = make_app(late_seconds=0.1)
    Merchant(app.test_client()).started("approve.itn-late")
    app.extensions["sandbox"].notifier.deliver_due()
    assert receiver.received == []
    time.sleep(0.11)
    app.extensions["sandbox"].notifier.deliver_due()
    assert receiver.statuses == ["PENDING", "ON_HOLD"]


def test_a_reordered_notification_tells_pending_after_the_hold(
    make_app: Callable[..., Flask], receiver: Receiver
) -> None:
    app = make_app(reordered_seconds=0.1)
    Merchant(app.test_client()).started("approve.itn-reordered")
    app.extensions["sandbox"].notifier.deliver_due()
    assert receiver.statuses == ["ON_HOLD"]
    time.sleep(0.11)
    app.extensions["sandbox"].notifier.deliver_due()
    assert receiver.statuses == ["ON_HOLD", "PENDING"]


def test_a_start_whose_answer_never_comes_is_registered(merchant: Merchant) -> None:
    assert merchant.start("start-timeout", OrderID="lost").status_code == 504
    assert merchant.money("lost")["status"] == "PENDING"


def test_silence_lasts_longer_than_anyone_waits(make_app: Callable[..., Flask]) -> None:
    merchant = Merchant(make_app(silence_seconds=0.2).test_client())
    began = time.monotonic()
    merchant.start("start-timeout")
    assert time.monotonic() - began >= 0.2


def test_a_start_that_fails_says_error_and_registers_nothing(merchant: Merchant) -> None:
    assert merchant.start("start-error").data == b"ERROR"
    assert merchant.client.get("/money.json").get_json()["orders"] == []


def test_a_capture_without_an_answer_has_happened(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started("approve.clear-timeout")
    assert merchant.clear(remote_id).status_code == 504
    assert merchant.money(order_id)["captured"] == 450


def test_a_lost_capture_has_not_happened_and_the_second_does(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started("approve.clear-lost")
    assert merchant.clear(remote_id).status_code == 504
    assert merchant.money(order_id)["captured"] == 0
    assert leaves(merchant.clear(remote_id).data)["confirmation"] == "CONFIRMED"
    assert merchant.money(order_id)["captured"] == 450


def test_a_refused_capture_succeeds_the_second_time(merchant: Merchant) -> None:
    _, remote_id = merchant.started("approve.clear-refused")
    assert leaves(merchant.clear(remote_id).data)["confirmation"] == "NOTCONFIRMED"
    assert leaves(merchant.clear(remote_id).data)["confirmation"] == "CONFIRMED"


def test_a_release_without_an_answer_has_happened(merchant: Merchant) -> None:
    order_id, remote_id = merchant.started("approve.cancel-timeout")
    assert merchant.cancel(remote_id).status_code == 504
    assert merchant.money(order_id)["released"] == 1400


def test_who_pays_twice_holds_twice_under_two_remote_ids(
    merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]
) -> None:
    order_id, remote_id = merchant.started("held-twice")
    merchant.decide(remote_id)
    deliver()
    assert receiver.statuses == ["PENDING", "ON_HOLD", "PENDING", "ON_HOLD"]
    assert {leaves(document)["orderID"] for document in receiver.received} == {order_id}
    second = receiver.last["remoteID"]
    assert second != remote_id
    assert of_each_transaction(merchant.status(order_id).data) == [(remote_id, "ON_HOLD"), (second, "ON_HOLD")]
    merchant.clear(remote_id)
    merchant.cancel(second)
    assert of_each_transaction(merchant.status(order_id).data) == [(remote_id, "SUCCESS"), (second, "FAILURE")]
    answer = merchant.client.get("/money.json").get_json()
    assert (answer["totals"]["orders"], answer["totals"]["transactions"]) == (1, 2)
    assert (answer["totals"]["captured"], answer["totals"]["released"], answer["balanced"]) == (450, 2350, True)


def test_a_refused_card_does_not_pay_twice(merchant: Merchant) -> None:
    order_id, _ = merchant.started("approve.declined.held-twice")
    assert [status for _, status in of_each_transaction(merchant.status(order_id).data)] == ["FAILURE"]


def test_an_order_may_succeed_twice(merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]) -> None:
    order_id, remote_id = merchant.started("approve.paid-twice")
    deliver()
    assert receiver.statuses == ["PENDING", "ON_HOLD"]
    merchant.clear(remote_id, "4.50")
    deliver()
    assert receiver.statuses[2:] == ["SUCCESS", "PENDING", "SUCCESS"]
    assert (receiver.last["amount"], receiver.last["orderID"]) == ("4.50", order_id)
    second = receiver.last["remoteID"]
    assert of_each_transaction(merchant.status(order_id).data) == [(remote_id, "SUCCESS"), (second, "SUCCESS")]
    assert merchant.refund(second, "4.50").status_code == 200


def test_a_status_of_several_transactions_is_hashed_whole(merchant: Merchant) -> None:
    order_id, _ = merchant.started("approve.held-twice")
    assert is_hashed_in_document_order(merchant.status(order_id).data)


def test_of_two_transactions_each_repeats_its_own_newest_status(
    merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]
) -> None:
    receiver.answers.extend(["500"] * 4)
    merchant.started("approve.held-twice")
    deliver()
    time.sleep(0.03)
    deliver()
    told = [(leaves(document)["remoteID"], leaves(document)["paymentStatus"]) for document in receiver.received]
    assert told[4:] == [(remote_id, status) for remote_id, status in told[:4] if status == "ON_HOLD"]


def of_each_transaction(status: bytes) -> list[tuple[str, str]]:
    return [
        (one.findtext("remoteID", ""), one.findtext("paymentStatus", ""))
        for one in ElementTree.fromstring(status).iter("transaction")
    ]


def test_the_status_may_be_down(merchant: Merchant) -> None:
    order_id, _ = merchant.started("status-down")
    assert merchant.status(order_id).status_code == 503


def test_a_wrong_amount_is_rightly_signed(merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]) -> None:
    order_id, _ = merchant.started("approve.wrong-amount")
    deliver()
    assert receiver.last["amount"] == "15.00"
    assert is_hashed_in_document_order(receiver.received[-1])
    assert leaves(merchant.status(order_id).data)["amount"] == "14.00"


def test_a_wrong_hash_is_wrong(merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]) -> None:
    merchant.started("approve.wrong-hash")
    deliver()
    assert not is_hashed_in_document_order(receiver.received[-1])


@pytest.mark.parametrize(("magic", "hours"), [("approve.hold-expires", 1), ("approve", 240)])
def test_a_hold_lapses_by_the_virtual_clock(
    merchant: Merchant, receiver: Receiver, deliver: Callable[[], None], magic: str, hours: int
) -> None:
    order_id, remote_id = merchant.started(magic)
    merchant.client.post("/clock", json={"advance_seconds": hours * 3600 - 60})
    assert merchant.money(order_id)["status"] == "ON_HOLD"
    merchant.client.post("/clock", json={"advance_seconds": 61})
    deliver()
    assert (receiver.last["paymentStatus"], receiver.last["paymentStatusDetails"]) == ("FAILURE", "CANCELLED")
    assert leaves(merchant.clear(remote_id).data)["reason"] == "INCORRECT_PAYMENT_STATUS"
    assert merchant.money(order_id)["released"] == 1400
